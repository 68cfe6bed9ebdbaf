//! `POST /v1/media` fetches a picture into our store, `GET /v1/media/{id}/{variant}` shows it,
//! `GET /v1/shelf` lists what an agent can put on the stage at once.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use url::Url;
use vitrine_shared::ids::MediaId;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::{FetchMedia, Media, Shelf};

use super::{ApiError, ApiJson, Caller, SameOrigin};
use crate::app::App;
use crate::media::{MediaError, PictureLimits, Variant};
use crate::store::{InboxRecord, MediaRecord};

/// Pictures on the shelf.
const SHELF: usize = 60;
/// A picture is stored bytes of a stranger: it is shown as a picture or not at all, to our own
/// pages only, and a shared cache keeps no copy.
const SHOWN: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "private, max-age=3600"),
    (header::VARY, "Authorization, Cookie"),
];

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/media", post(fetch))
        .route("/v1/media/{id}/{variant}", get(show))
        .route("/v1/shelf", get(shelf))
}

impl From<MediaError> for ApiError {
    fn from(error: MediaError) -> Self {
        let code = match &error {
            MediaError::Address => ErrorCode::BadAddress,
            MediaError::Picture => ErrorCode::BadPicture,
            MediaError::TooBig => ErrorCode::TooBig,
            MediaError::Rate => ErrorCode::Rate,
            MediaError::Unavailable => ErrorCode::Unavailable,
            MediaError::Store(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "picture not served");
                ErrorCode::Unavailable
            }
        };
        code.into()
    }
}

async fn fetch(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
    ApiJson(body): ApiJson<FetchMedia>,
) -> Result<Json<Media>, ApiError> {
    let (participant, limits) = match &caller {
        Caller::Visitor(visitor) => (visitor.id.into(), PictureLimits::VISITOR),
        Caller::Agent(agent) => (agent.id.into(), PictureLimits::STAFF),
    };
    app.media.admit(participant)?;
    let hosts = hosts_of(&app, &caller).await?;
    let record = app.media.fetch_picture(caller.account(), &hosts, &body.url, limits).await?;
    Ok(Json(described(record)))
}

async fn show(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((id, variant)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    // What does not exist and what is not for this caller look alike.
    let id: MediaId = id.parse().map_err(|_no_id| ErrorCode::NotFound)?;
    let variant = Variant::from_name(&variant).ok_or(ErrorCode::NotFound)?;
    let record = app.store.find_media(caller.account(), id).await?.ok_or(ErrorCode::NotFound)?;
    if !may_see(&app, &caller, &record).await? {
        return Err(ErrorCode::NotFound.into());
    }
    let (bytes, media_type) = app.media.read(&record, variant).await?;
    Ok((SHOWN, [(header::CONTENT_TYPE, media_type)], bytes).into_response())
}

async fn shelf(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Shelf>, ApiError> {
    let records = app.store.list_shelf(caller.account()).await?;
    let pictures = records.into_iter().take(SHELF).map(described).collect();
    Ok(Json(Shelf { pictures }))
}

/// Pictures of the shop are for everybody of the account; pictures of one conversation are for
/// staff and for its visitor.
async fn may_see(app: &App, caller: &Caller, media: &MediaRecord) -> Result<bool, ApiError> {
    let (Some(conversation), Caller::Visitor(visitor)) = (media.conversation, caller) else {
        return Ok(true);
    };
    let conversation = app.store.find_conversation(visitor.account, conversation).await?;
    Ok(conversation.is_some_and(|conversation| conversation.visitor == visitor.id))
}

/// Hosts whose addresses this caller may name: those of the shop's own pages.
async fn hosts_of(app: &App, caller: &Caller) -> Result<Vec<String>, ApiError> {
    let inboxes = app.store.list_inboxes(caller.account()).await?;
    let own = |inbox: &InboxRecord| match caller {
        Caller::Visitor(visitor) => visitor.inbox == inbox.id,
        Caller::Agent(_) => true,
    };
    let origins = inboxes.into_iter().filter(own).flat_map(|inbox| inbox.origins);
    let hosts = origins.filter_map(|origin| Url::parse(&origin).ok());
    Ok(hosts.filter_map(|url| url.host_str().map(str::to_owned)).collect())
}

fn described(record: MediaRecord) -> Media {
    Media { media: record.id, size: record.size, title: record.title }
}
