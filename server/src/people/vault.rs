//! Secrets at rest: sealed with a key that lies in the data folder, not in the database, so that
//! a copy of the database alone opens nothing.

use std::fs::OpenOptions;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};

/// Name of the key's file; a backup needs it beside the database.
const FILE: &str = "secrets.key";
/// Length of the key, in bytes.
const KEY_BYTES: usize = 32;

/// Seals and opens small secrets with ChaCha20-Poly1305.
pub struct Vault {
    key: LessSafeKey,
    random: SystemRandom,
}

impl Vault {
    /// Reads the key of a data folder, or makes one that only the owner can read.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is not 32 bytes long.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let random = SystemRandom::new();
        let mut bytes = Vec::new();
        match OpenOptions::new().read(true).open(&path) {
            Ok(mut file) => {
                file.read_to_end(&mut bytes)?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut fresh = [0; KEY_BYTES];
                random.fill(&mut fresh).map_err(|_no_entropy| io::Error::other("no randomness"))?;
                std::fs::create_dir_all(folder)?;
                write_new(&path, &fresh)?;
                bytes = fresh.to_vec();
            }
            Err(error) => return Err(error),
        }
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes)
            .map_err(|_length| io::Error::other(format!("{FILE} is not {KEY_BYTES} bytes long")))?;
        Ok(Self { key: LessSafeKey::new(key), random })
    }

    /// Seals a secret for one place, named by `place`; it opens nowhere else.
    #[must_use]
    pub fn seal(&self, place: &[u8], secret: &[u8]) -> Vec<u8> {
        // 96 random bits for each of a handful of keys: they do not meet.
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).expect("the system has randomness after the start");
        let mut sealed = secret.to_vec();
        let whole = Nonce::assume_unique_for_key(nonce);
        let done = self.key.seal_in_place_append_tag(whole, Aad::from(place), &mut sealed);
        done.expect("a small secret is below the cipher's limit");
        [&nonce[..], &sealed].concat()
    }

    /// Opens what was sealed for this place; `None` when anything about it differs.
    #[must_use]
    pub fn open_sealed(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = body.to_vec();
        let secret = self.key.open_in_place(nonce, Aad::from(place), &mut body).ok()?;
        Some(secret.to_vec())
    }
}

/// Writes a file that was not there, safe against a power cut, readable by its owner only.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s83_a_sealed_secret_opens_with_its_key_in_its_place_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::open(folder.path()).expect("a key is made");
        let sealed = vault.seal(b"inbox 1", b"secret of the shop");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_ne!(sealed, vault.seal(b"inbox 1", b"secret of the shop"));
        let again = Vault::open(folder.path()).expect("the key is read");
        let opened = again.open_sealed(b"inbox 1", &sealed);
        assert_eq!(opened.as_deref(), Some(&b"secret of the shop"[..]));
        assert_eq!(again.open_sealed(b"inbox 2", &sealed), None);
        let mut spoilt = sealed.clone();
        spoilt[NONCE_LEN] ^= 1;
        assert_eq!(again.open_sealed(b"inbox 1", &spoilt), None);
        assert_eq!(again.open_sealed(b"inbox 1", b"short"), None);
        let other = tempfile::tempdir().expect("a folder");
        let stranger = Vault::open(other.path()).expect("a key is made");
        assert_eq!(stranger.open_sealed(b"inbox 1", &sealed), None);
    }

    #[cfg(unix)]
    #[test]
    fn s83_the_key_is_its_owners_and_a_spoilt_one_is_noticed() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let _made = Vault::open(folder.path()).expect("a key is made");
        let path = folder.path().join(FILE);
        let mode = std::fs::metadata(&path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(&path, b"too short").expect("it is spoilt");
        assert!(Vault::open(folder.path()).is_err());
    }
}
