//! Other devices of a visitor: the links that take them in, and what a camera may do.
//!
//! Knows nothing of HTTP. A camera has no socket and no role: its token is good for its own
//! pictures in its one conversation, and every door it may open holds it to that.

mod camera;

pub use camera::show_from_camera;

use url::form_urlencoded::byte_serialize;
use vitrine_shared::ids::DeviceLinkId;
use vitrine_shared::limits::{CAMERA_LIFE_MS, DEVICE_LINK_LIFE_MS};
use vitrine_shared::room::Status;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::devices::{DeviceLink, DeviceUse};

use crate::app::App;
use crate::auth::{VISITOR_TOKEN_LIFE_MS, hash, new_secret};
use crate::clock::new_id;
use crate::hub::Sockets;
use crate::people::PeopleError;
use crate::qr::qr_rows;
use crate::store::{CameraRecord, DeviceArrival, DeviceLinkDraft, StoreResult, VisitorRecord};

/// A link for another device of this visitor. Its address is built from the configured origin; the
/// secret stands behind `#`, which browsers do not send.
///
/// # Errors
/// `ended` for a camera of a conversation that has ended.
pub async fn link_device(
    app: &App,
    visitor: &VisitorRecord,
    purpose: DeviceUse,
) -> Result<DeviceLink, PeopleError> {
    let conversation = app.hub.conversation_of(visitor).await?;
    let stored = app.store.find_conversation(visitor.account, conversation).await?;
    if purpose == DeviceUse::Camera && stored.is_some_and(|one| one.status != Status::Open) {
        return Err(ErrorCode::Ended.into());
    }
    let (secret, now) = (new_secret(), app.clock.now());
    let page = match purpose {
        DeviceUse::Camera => "camera".to_owned(),
        DeviceUse::Continue => {
            let inboxes = app.store.people().list_inbox_entries(visitor.account).await?;
            let inbox = inboxes.iter().find(|inbox| inbox.id == visitor.inbox);
            let key = &inbox.ok_or(ErrorCode::NotFound)?.key;
            let key: String = byte_serialize(key.as_bytes()).collect();
            format!("continue?carry&inbox={key}")
        }
    };
    let url = format!("{}/{page}#{secret}", app.origin);
    let code = qr_rows(&url).ok_or(ErrorCode::Unavailable)?;
    let (id, expires_at) = (new_id(), UnixMillis(now.0 + DEVICE_LINK_LIFE_MS));
    let draft = DeviceLinkDraft {
        account: visitor.account,
        id,
        visitor: visitor.id,
        conversation,
        purpose,
        secret: hash(&secret),
        expires_at,
    };
    app.store.devices().insert_device_link(draft, now).await?;
    Ok(DeviceLink { id, url, code, expires_at })
}

/// Ends a link and what came of it. A device that carried on as the visitor is out at once: the
/// visitor's sockets come back, each with its own token.
///
/// # Errors
/// `not_found` when there is none of this visitor.
pub async fn end_device(
    app: &App,
    visitor: &VisitorRecord,
    id: DeviceLinkId,
) -> Result<(), PeopleError> {
    let (devices, now) = (app.store.devices(), app.clock.now());
    let ended = devices.end_device_link(visitor.account, visitor.id, id, now).await?;
    if ended.ok_or(ErrorCode::NotFound)? {
        app.hub.close_sockets_of(visitor.id.into(), Sockets::All, CloseCode::Drain);
    }
    Ok(())
}

/// Opens the link of a camera; its token, or `None` when the link is gone.
///
/// # Errors
/// When the store does not answer.
pub async fn join_camera(
    app: &App,
    secret: &str,
    device: String,
) -> StoreResult<Option<(String, CameraRecord)>> {
    let (token, now) = (new_secret(), app.clock.now());
    let until = UnixMillis(now.0 + CAMERA_LIFE_MS);
    let arrival = DeviceArrival { token: hash(&token), until, device };
    let camera = app.store.devices().redeem_camera(hash(secret), arrival, now).await?;
    Ok(camera.map(|camera| (token, camera)))
}

/// Opens a link to carry on; a token of the visitor, or `None` when the link is gone.
///
/// # Errors
/// When the store does not answer.
pub async fn continue_with(
    app: &App,
    inbox_key: &str,
    secret: &str,
    device: String,
) -> StoreResult<Option<String>> {
    let (token, now) = (new_secret(), app.clock.now());
    let until = UnixMillis(now.0 + VISITOR_TOKEN_LIFE_MS);
    let arrival = DeviceArrival { token: hash(&token), until, device };
    let devices = app.store.devices();
    let added = devices.redeem_continue(inbox_key, hash(secret), arrival, now).await?;
    Ok(added.then_some(token))
}
