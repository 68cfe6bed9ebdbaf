//! `/v1/stills/{id}`: the picture of the stage that goes with the mail of a conversation.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use vitrine_shared::ids::ConversationId;
use vitrine_shared::limits::STILL_PX;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::media::{NewStill, StillWish};

use super::extract::found;
use super::{ApiError, ApiJson, SameOrigin, Staff};
use crate::app::App;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/stills/{id}", get(wish).post(attach))
}

/// Another account's conversation has no mail that waits, like one that never was.
async fn wish(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Path(id): Path<String>,
) -> Result<Json<StillWish>, ApiError> {
    let id: ConversationId = found(&id)?;
    let wanted = app.store.mail().mail_waits(session.agent.account, id).await?;
    Ok(Json(StillWish { wanted }))
}

async fn attach(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
    ApiJson(still): ApiJson<NewStill>,
) -> Result<StatusCode, ApiError> {
    let (account, id) = (session.agent.account, found::<ConversationId>(&id)?);
    let media = app.store.find_media(account, still.media).await?.ok_or(ErrorCode::NotFound)?;
    let own = media.source.starts_with(&format!("upload:{}:", session.agent.id));
    if media.conversation != Some(id) || !own || !media.ready {
        return Err(ErrorCode::NotFound.into());
    }
    if media.size.width.max(media.size.height) > STILL_PX {
        return Err(ErrorCode::TooManyPixels.into());
    }
    let attached = app.store.mail().attach_still(account, id, (still.media, still.item)).await?;
    match attached {
        // The mail has gone out meanwhile, and nothing else needs the picture.
        None => {
            app.media.remove(account, still.media).await?;
            Err(ErrorCode::NotFound.into())
        }
        Some(former) => {
            if let Some(former) = former.filter(|former| *former != still.media) {
                app.media.remove(account, former).await?;
            }
            Ok(StatusCode::NO_CONTENT)
        }
    }
}
