//! The link in a mail: it works once and gives a browser a token of the visitor.

use url::Url;
use url::form_urlencoded::byte_serialize;
use vitrine_shared::ids::{AccountId, VisitorId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::api::Continued;

use crate::app::App;
use crate::auth::{VISITOR_TOKEN_LIFE_MS, hash, new_secret};
use crate::store::StoreResult;

/// How long a link works, in milliseconds: a week, because a mail is not read at once and nobody
/// can ask for another one. It opens the conversations of one visitor, so it may live longer than
/// the links that make somebody staff.
const LIFE_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// A new link for a visitor of the inbox with this public key. Its address is built from the
/// configured origin; the secret stands behind `#`, which browsers do not send.
///
/// # Errors
/// When the store does not answer.
pub async fn new_link(
    app: &App,
    (account, visitor): (AccountId, VisitorId),
    inbox_key: &str,
    now: UnixMillis,
) -> StoreResult<String> {
    let secret = new_secret();
    let until = UnixMillis(now.0 + LIFE_MS);
    app.store.mail().insert_visitor_link(account, visitor, hash(&secret), now, until).await?;
    let key: String = byte_serialize(inbox_key.as_bytes()).collect();
    Ok(format!("{}/continue?inbox={key}#{secret}", app.origin))
}

/// Redeems a link and returns a token of its visitor and the page to go back to; `None` when it was
/// used, is past its end, or never was one for this inbox.
///
/// # Errors
/// When the store does not answer.
pub async fn continue_with(
    app: &App,
    inbox_key: &str,
    secret: &str,
) -> StoreResult<Option<Continued>> {
    let (token, now) = (new_secret(), app.clock.now());
    let until = UnixMillis(now.0 + VISITOR_TOKEN_LIFE_MS);
    let store = app.store.mail();
    let hashes = (hash(secret), hash(&token));
    let gone_on = store.redeem_visitor_link(inbox_key, hashes.0, hashes.1, now, until).await?;
    let Some(gone_on) = gone_on else { return Ok(None) };
    // Read now: a shop that has moved is not led back to.
    let origins = app.store.find_inbox(inbox_key).await?.map_or(Vec::new(), |inbox| inbox.origins);
    let page = gone_on.page.filter(|page| stands_at(page, &origins));
    Ok(Some(Continued { token, page }))
}

/// Whether an address is a page of one of these origins.
fn stands_at(page: &str, origins: &[String]) -> bool {
    let origin = Url::parse(page).map(|url| url.origin().ascii_serialization());
    origin.is_ok_and(|origin| origins.contains(&origin))
}
