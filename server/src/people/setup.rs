//! The first minutes of an empty installation.

use url::Url;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::people::Setup;

use super::sign_in::hash_of;
use super::{PeopleError, email, name, origins};
use crate::app::App;
use crate::auth::{hash, new_secret, new_session};
use crate::store::{LinkKind, SessionRecord, SetUp, StoreResult};

/// How long the printed link works, in milliseconds; each start prints another.
const SETUP_LIFE_MS: i64 = 24 * 60 * 60 * 1_000;

/// The one link with which this installation can be set up, while nobody can sign in; the ones
/// of earlier starts end. `None` once somebody can, and in the demo, which has its own way in.
///
/// # Errors
/// When the store does not answer.
pub async fn setup_link(app: &App) -> StoreResult<Option<Url>> {
    if app.demo.is_some() {
        return Ok(None);
    }
    let secret = new_secret();
    let expires_at = UnixMillis(app.clock.now().0 + SETUP_LIFE_MS);
    let issued = app.store.people().issue_setup_link(hash(&secret), expires_at).await?;
    let link = issued.then(|| Url::parse(&format!("{}/setup#{secret}", app.origin)));
    Ok(link.and_then(Result::ok))
}

/// Makes the shop, its first inbox and its first administrator, who is signed in.
///
/// # Errors
/// `link_gone`, `bad_field`, `weak_password`, `unavailable`.
pub async fn set_up(
    app: &App,
    body: Setup,
    device: String,
) -> Result<(String, SessionRecord), PeopleError> {
    let (people, now) = (app.store.people(), app.clock.now());
    let link = hash(&body.secret);
    // Looked at before the hash is made, so that a guess costs us nothing.
    if !people.link_works(LinkKind::Setup, link, now).await? {
        return Err(ErrorCode::LinkGone.into());
    }
    let (shop, own_name, own_email) = (name(&body.shop)?, name(&body.name)?, email(&body.email)?);
    let origins = origins(&body.origins)?;
    let words = vec![shop.clone(), own_name.clone(), own_email.clone()];
    let password = hash_of(app, body.password, words).await?;
    let cookie = new_secret();
    let made = people
        .set_up(SetUp {
            link,
            shop,
            inbox_key: new_inbox_key(),
            origins,
            name: own_name,
            email: own_email,
            password,
            session: new_session(&cookie, device, now),
        })
        .await?;
    Ok((cookie, made.ok_or(ErrorCode::LinkGone)?))
}

/// A public key for an inbox: no secret, but not to be guessed from another shop's either.
#[must_use]
pub fn new_inbox_key() -> String {
    new_secret()[..22].to_owned()
}
