//! The shop's signed word on who a visitor is: a JSON Web Token (RFC 7519) of its backend.
//!
//! Each key is valid for one algorithm, which is what the token has to name; nothing in the token
//! chooses how it is checked.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{hmac, signature};
use serde::Deserialize;
use vitrine_shared::ids::InboxId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::people::{
    AuditAction, CreatedIdentityKey, IdentityAlgorithm, IdentityKeyInfo, NewIdentityKey,
};

use super::{PeopleError, Vault, audit, email, name};
use crate::app::App;
use crate::auth::{VISITOR_TOKEN_LIFE_MS, hash, new_secret};
use crate::store::{
    AgentRecord, Identified, IdentityKeyRecord, Rotation, SignedIdentity, VisitorRecord,
};

/// Longest token, in bytes.
const JWT_BYTES: usize = 4 * 1024;
/// Farthest its end may lie ahead, in seconds.
const LIFE_S: i64 = 600;
/// Longest external id and longest name of a token, in bytes.
const ID_BYTES: usize = 255;
/// Length of an HS256 secret and of an Ed25519 public key, in bytes.
const KEY_BYTES: usize = 32;
/// How long the token works that the caller came with, in milliseconds: long enough for what is
/// on its way in other tabs.
const OLD_TOKEN_MS: i64 = 60 * 1_000;

/// A key with which a token may be signed.
struct Signer {
    id: String,
    algorithm: IdentityAlgorithm,
    material: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    /// Extensions that have to be understood; we understand none.
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    aud: String,
    exp: i64,
    jti: String,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
}

/// What a token says, if one of the keys has signed it for this inbox and it is valid now.
fn verify(jwt: &str, keys: &[Signer], inbox_key: &str, now: UnixMillis) -> Option<SignedIdentity> {
    if jwt.len() > JWT_BYTES {
        return None;
    }
    let (signed, signature) = jwt.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let header: Header = from_part(header)?;
    if header.crit.is_some() {
        return None;
    }
    let named = |key: &&Signer| header.kid.as_ref().is_none_or(|kid| *kid == key.id);
    let known = keys.iter().filter(named).any(|key| key.signed(&header, signed, &signature));
    if !known {
        return None;
    }
    let claims: Claims = from_part(claims)?;
    let now_s = now.0.div_euclid(1_000);
    let lasts = claims.exp > now_s && claims.exp.checked_sub(now_s)? <= LIFE_S;
    let begun = claims.nbf.is_none_or(|nbf| nbf <= now_s);
    let id =
        |text: &str| (1..=ID_BYTES).contains(&text.len()) && !text.chars().any(char::is_control);
    if claims.aud != inbox_key || !lasts || !begun || !id(&claims.sub) || !id(&claims.jti) {
        return None;
    }
    Some(SignedIdentity {
        jti: hash(&claims.jti),
        expires_at: UnixMillis(claims.exp.checked_mul(1_000)?),
        external_id: claims.sub,
        name: claims.name.map(|text| name(&text)).transpose().ok()?,
        email: claims.email.map(|text| email(&text)).transpose().ok()?,
    })
}

fn from_part<T: for<'a> Deserialize<'a>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

impl Signer {
    fn of(key: &IdentityKeyRecord, vault: &Vault) -> Option<Self> {
        let material = match key.algorithm {
            IdentityAlgorithm::Hs256 => vault.open_sealed(&place_of(key), &key.material)?,
            IdentityAlgorithm::EdDsa => key.material.clone(),
        };
        Some(Self { id: key.id.to_string(), algorithm: key.algorithm, material })
    }

    /// Whether this key made the signature. Both comparisons take as long for every signature.
    fn signed(&self, header: &Header, text: &str, signature: &[u8]) -> bool {
        let text = text.as_bytes();
        match self.algorithm {
            IdentityAlgorithm::Hs256 => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, &self.material);
                header.alg == "HS256" && hmac::verify(&key, text, signature).is_ok()
            }
            IdentityAlgorithm::EdDsa => {
                let key = signature::UnparsedPublicKey::new(&signature::ED25519, &self.material);
                header.alg == "EdDSA" && key.verify(text, signature).is_ok()
            }
        }
    }
}

/// The place a sealed secret belongs to, so that it cannot be moved to another shop's key.
fn place_of(key: &IdentityKeyRecord) -> Vec<u8> {
    [key.account.0, key.inbox.0, key.id.0].iter().flat_map(|id| *id.as_bytes()).collect()
}

/// Adds a key to an inbox of the caller's account. The secret of HS256 is ours and told once.
///
/// # Errors
/// `not_found`, `id_taken`, `full` when two are there, `bad_field`.
pub async fn issue_identity_key(
    app: &App,
    caller: &AgentRecord,
    inbox: InboxId,
    body: NewIdentityKey,
) -> Result<CreatedIdentityKey, PeopleError> {
    let now = app.clock.now();
    let mut key = IdentityKeyRecord {
        account: caller.account,
        inbox,
        id: body.id,
        algorithm: body.algorithm,
        material: Vec::new(),
        created_at: now,
    };
    let secret = match (body.algorithm, body.public_key) {
        (IdentityAlgorithm::Hs256, None) => {
            let secret = new_secret();
            let bytes = URL_SAFE_NO_PAD.decode(&secret).expect("we made it");
            key.material = app.people.vault.seal(&place_of(&key), &bytes);
            Some(secret)
        }
        (IdentityAlgorithm::EdDsa, Some(public)) => {
            let bytes = URL_SAFE_NO_PAD.decode(public).ok().filter(|b| b.len() == KEY_BYTES);
            key.material = bytes.ok_or(ErrorCode::BadField)?;
            None
        }
        (IdentityAlgorithm::Hs256, Some(_)) | (IdentityAlgorithm::EdDsa, None) => {
            return Err(ErrorCode::BadField.into());
        }
    };
    let info = IdentityKeyInfo { id: key.id, algorithm: key.algorithm, created_at: now };
    let entry = audit(now, caller.id.0, AuditAction::IdentityKeyAdded, key.id.0);
    app.store.people().insert_identity_key(key, entry).await?;
    Ok(CreatedIdentityKey { key: info, secret })
}

/// Binds the caller's browser to the person the shop has signed, and returns its new token.
///
/// # Errors
/// `unauthorized` for a token that is not valid or was used before.
pub async fn identify(
    app: &App,
    visitor: &VisitorRecord,
    token: &str,
    jwt: &str,
) -> Result<String, PeopleError> {
    let (people, now) = (app.store.people(), app.clock.now());
    let inboxes = people.list_inbox_entries(visitor.account).await?;
    let inbox = inboxes.into_iter().find(|inbox| inbox.id == visitor.inbox);
    let inbox = inbox.ok_or(ErrorCode::Unauthorized)?;
    let keys = people.list_identity_keys(visitor.account, visitor.inbox).await?;
    let keys: Vec<_> = keys.iter().filter_map(|key| Signer::of(key, &app.people.vault)).collect();
    let identity = verify(jwt, &keys, &inbox.key, now).ok_or(ErrorCode::Unauthorized)?;
    let next = new_secret();
    let rotation = Rotation {
        from: hash(token),
        from_until: UnixMillis(now.0 + OLD_TOKEN_MS),
        to: hash(&next),
        to_until: UnixMillis(now.0 + VISITOR_TOKEN_LIFE_MS),
    };
    let entry = audit(now, visitor.id.0, AuditAction::VisitorIdentified, visitor.id.0);
    match people.identify(visitor, identity, rotation, entry).await? {
        Identified::As(person) => {
            let name = person.name.clone();
            app.hub.rename_visitor(person.id, name.as_deref());
            Ok(next)
        }
        Identified::Replayed => Err(ErrorCode::Unauthorized.into()),
    }
}

/// What a visitor tells as its name: empty to take it away, else like any name.
///
/// # Errors
/// [`ErrorCode::BadField`].
pub fn told(text: &str, check: fn(&str) -> Result<String, ErrorCode>) -> Result<String, ErrorCode> {
    if text.trim().is_empty() { Ok(String::new()) } else { check(text) }
}

#[cfg(test)]
mod tests {
    use ring::signature::KeyPair as _;

    use super::*;

    const NOW: UnixMillis = UnixMillis(1_790_000_000_000);

    fn part(json: &serde_json::Value) -> String {
        URL_SAFE_NO_PAD.encode(json.to_string())
    }

    fn claims() -> serde_json::Value {
        serde_json::json!({
            "sub": "customer-7", "aud": "shop", "jti": "once", "exp": NOW.0 / 1_000 + 300,
            "name": "Luis Ortega", "email": "Luis@Home.example", "role": "administrator",
        })
    }

    fn hs256() -> Signer {
        let (id, algorithm) = ("key-1".to_owned(), IdentityAlgorithm::Hs256);
        Signer { id, algorithm, material: vec![7; KEY_BYTES] }
    }

    fn sign_with(secret: &[u8], header: &serde_json::Value, claims: &serde_json::Value) -> String {
        let text = format!("{}.{}", part(header), part(claims));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
    }

    fn sign(claims: &serde_json::Value) -> String {
        sign_with(&[7; KEY_BYTES], &serde_json::json!({ "alg": "HS256", "typ": "JWT" }), claims)
    }

    fn with(name: &str, value: impl Into<serde_json::Value>) -> serde_json::Value {
        let mut all = claims();
        all[name] = value.into();
        all
    }

    fn holds(jwt: &str) -> bool {
        verify(jwt, &[hs256()], "shop", NOW).is_some()
    }

    #[test]
    fn s16_a_signed_token_tells_its_claims_and_nothing_else() {
        let said = verify(&sign(&claims()), &[hs256()], "shop", NOW).expect("it is valid");
        assert_eq!(said.external_id, "customer-7");
        assert_eq!(said.name.as_deref(), Some("Luis Ortega"));
        assert_eq!(said.email.as_deref(), Some("luis@home.example"));
        assert_eq!(said.expires_at, UnixMillis(NOW.0 + 300_000));
    }

    #[test]
    fn s16_time_audience_and_form_are_checked() {
        let now = NOW.0 / 1_000;
        assert!(holds(&sign(&with("exp", now + 600))));
        for exp in [now + 601, now, now - 1, i64::MAX, i64::MIN] {
            assert!(!holds(&sign(&with("exp", exp))), "{exp}");
        }
        assert!(holds(&sign(&with("nbf", now))) && !holds(&sign(&with("nbf", now + 1))));
        assert!(!holds(&sign(&with("aud", "another shop"))));
        for (name, value) in [("sub", ""), ("jti", ""), ("email", "nobody"), ("name", "a\u{202E}b")]
        {
            assert!(!holds(&sign(&with(name, value))), "{name}");
        }
        for missing in ["sub", "aud", "exp", "jti"] {
            let mut less = claims();
            less.as_object_mut().expect("an object").remove(missing);
            assert!(!holds(&sign(&less)), "without {missing}");
        }
        for text in ["", "a.b", "a.b.c", "....", &"x".repeat(JWT_BYTES + 1)] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn s16_the_key_and_not_the_token_chooses_the_algorithm() {
        let header = |alg: &str| serde_json::json!({ "alg": alg });
        for alg in ["none", "hs256", "HS512", "EdDSA", "RS256", ""] {
            assert!(!holds(&sign_with(&[7; KEY_BYTES], &header(alg), &claims())), "{alg}");
        }
        let unsigned = format!("{}.{}.", part(&header("none")), part(&claims()));
        assert!(!holds(&unsigned));
        assert!(!holds(&sign_with(&[8; KEY_BYTES], &header("HS256"), &claims())), "another key");
        let kid = serde_json::json!({ "alg": "HS256", "kid": "key-2" });
        assert!(!holds(&sign_with(&[7; KEY_BYTES], &kid, &claims())), "another key's name");
        let crit = serde_json::json!({ "alg": "HS256", "crit": ["exp"] });
        assert!(!holds(&sign_with(&[7; KEY_BYTES], &crit, &claims())));
    }

    #[test]
    fn s16_ed25519_is_verified_and_its_public_key_is_no_hmac_secret() {
        let pair = signature::Ed25519KeyPair::from_seed_unchecked(&[3; 32]).expect("32 bytes");
        let public = pair.public_key().as_ref().to_vec();
        let signer = || Signer {
            id: "key-2".to_owned(),
            algorithm: IdentityAlgorithm::EdDsa,
            material: public.clone(),
        };
        let header = serde_json::json!({ "alg": "EdDSA" });
        let text = format!("{}.{}", part(&header), part(&claims()));
        let jwt = format!("{text}.{}", URL_SAFE_NO_PAD.encode(pair.sign(text.as_bytes())));
        assert!(verify(&jwt, &[hs256(), signer()], "shop", NOW).is_some(), "two keys are valid");
        assert!(verify(&jwt, &[hs256()], "shop", NOW).is_none());
        let confused = serde_json::json!({ "alg": "HS256" });
        let forged = sign_with(&public, &confused, &claims());
        assert!(verify(&forged, &[signer()], "shop", NOW).is_none());
    }
}
