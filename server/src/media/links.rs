//! Addresses of pictures that work without a header, because an `<img>` cannot send one.
//!
//! The signature is an HMAC-SHA256 over account, picture, viewer and end. The end is rounded up
//! to the hour, so that a browser sees the same address again and keeps what it has loaded.

use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;
use vitrine_shared::ids::{AccountId, MediaId, ParticipantId};
use vitrine_shared::time::UnixMillis;

/// Ends are multiples of this, in milliseconds.
const HOUR_MS: i64 = 60 * 60 * 1_000;
/// Name of the key's file in the data folder.
const KEY_FILE: &str = "media.key";
/// Bytes of the key.
const KEY_BYTES: usize = 32;

/// For whom an address was made out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Tenant.
    pub account: AccountId,
    /// Who asked for it.
    pub participant: ParticipantId,
}

/// A signature, as it stands in an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Behind the `?` of the address.
    pub query: String,
    /// When it ends.
    pub expires_at: UnixMillis,
}

/// The parts of an address's query.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Signed {
    /// End, in hours since 1970.
    pub e: i64,
    /// Account and viewer, base64url.
    pub v: String,
    /// The signature, base64url.
    pub s: String,
}

/// Makes and checks signatures.
pub struct Signer {
    key: [u8; KEY_BYTES],
}

impl Signer {
    /// A signer with the key of the data folder, which is made when there is none.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub(super) fn in_folder(data: &Path) -> io::Result<Self> {
        let path = data.join(KEY_FILE);
        match std::fs::read(&path) {
            Ok(bytes) => {
                if let Ok(key) = bytes.as_slice().try_into() {
                    return Ok(Self { key });
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let key: [u8; KEY_BYTES] = rand::random();
        let mut options = std::fs::OpenOptions::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.write(true).create(true).truncate(true).open(&path)?;
        io::Write::write_all(&mut file, &key)?;
        Ok(Self { key })
    }

    /// A signature for one picture and viewer that works for one to two hours from `now`.
    #[must_use]
    pub fn sign(&self, viewer: Viewer, media: MediaId, now: UnixMillis) -> Signature {
        let hour = now.0.div_euclid(HOUR_MS) + 2;
        let tag = self.tag(viewer, media, hour).finalize().into_bytes();
        let who = [viewer.account.0.into_bytes(), viewer.participant.0.into_bytes()].concat();
        let (who, tag) = (URL_SAFE_NO_PAD.encode(who), URL_SAFE_NO_PAD.encode(tag));
        Signature {
            query: format!("e={hour}&v={who}&s={tag}"),
            expires_at: UnixMillis(hour * HOUR_MS),
        }
    }

    /// For whom the address of `media` was made out, if it was made out here and has not ended.
    #[must_use]
    pub fn check(&self, signed: &Signed, media: MediaId, now: UnixMillis) -> Option<Viewer> {
        // An end beyond what is ever made out was not made out here, whatever the tag says.
        let newest = now.0.div_euclid(HOUR_MS) + 2;
        if signed.e > newest || now.0 >= signed.e.checked_mul(HOUR_MS)? {
            return None;
        }
        let who = URL_SAFE_NO_PAD.decode(&signed.v).ok()?;
        let (account, participant) = who.split_at_checked(16)?;
        let viewer = Viewer {
            account: AccountId(Uuid::from_slice(account).ok()?),
            participant: ParticipantId(Uuid::from_slice(participant).ok()?),
        };
        let tag = URL_SAFE_NO_PAD.decode(&signed.s).ok()?;
        // In constant time.
        self.tag(viewer, media, signed.e).verify_slice(&tag).ok()?;
        Some(viewer)
    }

    fn tag(&self, viewer: Viewer, media: MediaId, hour: i64) -> Hmac<Sha256> {
        let mut tag =
            Hmac::<Sha256>::new_from_slice(&self.key).expect("an HMAC takes a key of any length");
        // All of a fixed length, so that no two different lists look alike.
        tag.update(viewer.account.0.as_bytes());
        tag.update(media.0.as_bytes());
        tag.update(viewer.participant.0.as_bytes());
        tag.update(&hour.to_be_bytes());
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    fn parts(query: &str) -> Signed {
        let mut values = query.split('&').map(|part| part.split_once('=').unwrap().1.to_owned());
        let e = values.next().unwrap().parse().unwrap();
        Signed { e, v: values.next().unwrap(), s: values.next().unwrap() }
    }

    #[test]
    fn s64_an_address_is_good_for_its_viewer_picture_and_time_only() {
        let folder = tempfile::tempdir().unwrap();
        let signer = Signer::in_folder(folder.path()).unwrap();
        let viewer = Viewer { account: new_id(), participant: new_id() };
        let (media, now) = (new_id(), UnixMillis(1_800_000_000_123));
        let signature = signer.sign(viewer, media, now);
        let signed = parts(&signature.query);
        assert_eq!(signer.check(&signed, media, now), Some(viewer));
        assert_eq!(signer.sign(viewer, media, UnixMillis(now.0 + 1)).query, signature.query);
        let left = signature.expires_at.0 - now.0;
        assert!((HOUR_MS..=2 * HOUR_MS).contains(&left), "{left}");
        let last = UnixMillis(signature.expires_at.0 - 1);
        assert_eq!(signer.check(&signed, media, last), Some(viewer));
        assert_eq!(signer.check(&signed, media, signature.expires_at), None);
        assert_eq!(signer.check(&signed, new_id(), now), None);
        let stranger = Viewer { participant: new_id(), ..viewer };
        let foreign = parts(&signer.sign(stranger, media, now).query);
        let mixed = [
            Signed { v: foreign.v, ..signed.clone() },
            Signed { e: signed.e + 1, ..signed.clone() },
            Signed { e: i64::MAX, ..signed.clone() },
            Signed { s: String::new(), ..signed.clone() },
            Signed { s: signed.s[..20].to_owned(), ..signed.clone() },
            Signed { v: "?".to_owned(), ..signed.clone() },
        ];
        for one in mixed {
            assert_eq!(signer.check(&one, media, now), None, "{one:?}");
        }
        // The same folder has the same key, another one another key.
        assert_eq!(
            Signer::in_folder(folder.path()).unwrap().check(&signed, media, now),
            Some(viewer)
        );
        let other = Signer::in_folder(tempfile::tempdir().unwrap().path()).unwrap();
        assert_eq!(other.check(&signed, media, now), None);
    }
}
