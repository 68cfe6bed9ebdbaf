//! `POST /v1/media/links`: addresses of pictures that work without a header.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use vitrine_shared::limits::LINKS;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::media::{MediaLink, MediaLinks, WantLinks};

use super::media::may_see;
use super::{ApiError, ApiJson, Caller, SameOrigin};
use crate::app::App;
use crate::media::{Viewer, info_of};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/media/links", post(links))
}

async fn links(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
    ApiJson(wanted): ApiJson<WantLinks>,
) -> Result<Json<MediaLinks>, ApiError> {
    if wanted.media.len() > LINKS {
        return Err(ErrorCode::BadFrame.into());
    }
    let viewer = Viewer { account: caller.account(), participant: caller.participant() };
    let now = app.clock.now();
    let origin = app.config.media.url.as_deref().unwrap_or_default();
    let mut links = Vec::new();
    for id in wanted.media {
        let Some(record) = app.store.find_media(viewer.account, id).await? else { continue };
        if !may_see(&app, &caller, &record).await? {
            continue;
        }
        let signature = app.media.signer().sign(viewer, id, now);
        links.push(MediaLink {
            info: info_of(&record),
            base: format!("{origin}/v1/media/{id}"),
            query: signature.query,
            expires_at: signature.expires_at,
        });
    }
    Ok(Json(MediaLinks { links }))
}
