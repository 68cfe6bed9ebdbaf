//! `/v1/uploads`: pictures in pieces, from visitors and agents alike.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{patch, post, put};
use axum::{Json, Router};
use http_body_util::{BodyExt as _, Limited};
use vitrine_shared::ids::UploadId;
use vitrine_shared::limits::{PREVIEW_BYTES, UPLOAD_CHUNK_BYTES};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::media::{MediaInfo, NewUpload, Upload as Answer, UploadOffset};

use super::{ApiError, ApiJson, Caller, SameOrigin};
use crate::app::App;
use crate::media::{MediaError, Purpose, Upload, Uploader, info_of};
use crate::store::MediaRecord;

/// Where a body begins, and how many bytes are there.
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// A preview has to arrive within this.
const PREVIEW_WITHIN: Duration = Duration::from_secs(10);

pub(super) fn router() -> Router<Arc<App>> {
    let one = patch(send).head(offset).delete(cancel);
    Router::new()
        .route("/v1/uploads", post(begin))
        .route("/v1/uploads/{id}", one)
        .route("/v1/uploads/{id}/preview", put(preview))
        .route("/v1/uploads/{id}/finish", post(finish))
}

async fn begin(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
    ApiJson(wish): ApiJson<NewUpload>,
) -> Result<Json<Answer>, ApiError> {
    let (own, purpose) = match &caller {
        Caller::Visitor(visitor) => {
            (app.hub.conversation_of(visitor).await? == wish.conversation, Purpose::Visitor)
        }
        Caller::Camera(camera) => {
            let current = app.hub.conversation_of(&camera.visitor).await?;
            let own = camera.conversation == wish.conversation && camera.conversation == current;
            (own, Purpose::Visitor)
        }
        Caller::Agent(agent) => {
            let room = app.hub.room_of_account(agent.account, wish.conversation).await?;
            (room.is_some(), Purpose::Staff)
        }
    };
    if !own {
        return Err(ErrorCode::NotFound.into());
    }
    let by = Uploader { account: caller.account(), participant: caller.participant(), purpose };
    let begun = app.media.begin_upload(by, wish).await?;
    Ok(Json(Answer {
        upload: begun.id,
        offset: begun.offset,
        chunk_bytes: UPLOAD_CHUNK_BYTES,
        media: begun.media.as_ref().map(info_of),
    }))
}

async fn send(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let upload = own(&app, &caller, &id)?;
    let offset = headers.get(OFFSET).and_then(|value| value.to_str().ok());
    let offset = offset.and_then(|text| text.parse().ok()).ok_or(ErrorCode::BadFrame)?;
    Ok(match upload.receive(offset, body.into_data_stream()).await {
        Ok(offset) => (at(offset), Json(UploadOffset { offset })).into_response(),
        Err((code, offset)) => (at(offset), ApiError::from(code)).into_response(),
    })
}

async fn offset(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let upload = own(&app, &caller, &id)?;
    Ok((StatusCode::NO_CONTENT, at(upload.offset().await)).into_response())
}

async fn cancel(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    app.media.cancel_upload(&*own(&app, &caller, &id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn preview(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
    Path(id): Path<String>,
    body: Body,
) -> Result<Json<MediaInfo>, ApiError> {
    let upload = own(&app, &caller, &id)?;
    let body = Limited::new(body, PREVIEW_BYTES).collect();
    let bytes = match tokio::time::timeout(PREVIEW_WITHIN, body).await {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(_too_big_or_cut)) => return Err(ErrorCode::TooBig.into()),
        Err(_elapsed) => return Err(ErrorCode::TooSlow.into()),
    };
    let kept = to_its_end(async move { app.media.keep_preview(&upload, bytes).await }).await?;
    Ok(Json(info_of(&kept)))
}

async fn finish(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<MediaInfo>, ApiError> {
    let upload = own(&app, &caller, &id)?;
    let finished = to_its_end(async move {
        let finished = app.media.finish_upload(&upload).await;
        tell(&app, caller.account(), &upload, finished.as_ref()).await;
        finished
    });
    Ok(Json(info_of(&finished.await?)))
}

/// Tells everybody in the conversation that a picture became sharp, or why it did not.
async fn tell(
    app: &App,
    account: vitrine_shared::ids::AccountId,
    upload: &Upload,
    finished: Result<&MediaRecord, &MediaError>,
) {
    let Some(room) = app.hub.loaded_room(upload.conversation) else { return };
    if room.account != account {
        return;
    }
    let media = match finished {
        Ok(media) => Some(media.clone()),
        Err(_) => upload.picture().await.filter(|media| media.problem.is_some()),
    };
    if let Some(media) = media {
        room.lock().tell_media(info_of(&media));
    }
}

/// Runs to its end although the caller may go away: decoding half a picture again and again would
/// cost more than finishing it.
async fn to_its_end(
    work: impl Future<Output = Result<MediaRecord, MediaError>> + Send + 'static,
) -> Result<MediaRecord, ApiError> {
    let done = tokio::spawn(work).await.map_err(|_panic| ErrorCode::Unavailable)?;
    Ok(done?)
}

/// The caller's own upload; others' and none look alike.
fn own(app: &App, caller: &Caller, id: &str) -> Result<Arc<Upload>, ApiError> {
    let id: UploadId = id.parse().map_err(|_no_id| ErrorCode::NotFound)?;
    let upload = app.media.upload(caller.participant(), id).ok_or(ErrorCode::NotFound)?;
    match caller {
        Caller::Camera(camera) if camera.conversation != upload.conversation => {
            Err(ErrorCode::NotFound.into())
        }
        Caller::Camera(_) | Caller::Visitor(_) | Caller::Agent(_) => Ok(upload),
    }
}

fn at(offset: u32) -> [(HeaderName, HeaderValue); 1] {
    [(OFFSET, HeaderValue::from(offset))]
}
