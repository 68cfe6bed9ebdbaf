//! `POST /v1/media` fetches a picture into our store, `POST /v1/products` also what its page says, `GET /v1/media/{id}` tells what is known of
//! it, `…/clip`, `…/{variant}` and `…/tiles/{level}/{x}/{y}` show it, `GET /v1/shelf` lists what an agent can put on the stage at once.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use url::Url;
use vitrine_shared::ids::MediaId;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::{FetchMedia, FetchedProduct, Media, Shelf};
use vitrine_shared::wire::media::MediaInfo;

use super::{ApiError, ApiJson, Caller, SameOrigin, Staff, media_clip};
use crate::app::App;
use crate::media::{MediaError, Purpose, Signed, Tile, Variant, info_of};
use crate::store::{InboxRecord, MediaRecord};

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// The film itself, among the variants of a picture.
const CLIP: &str = "clip";
/// Pictures on the shelf.
const SHELF: usize = 60;
/// A picture is stored bytes of a stranger: it is shown as a picture or not at all, to our own
/// pages only, and a shared cache keeps no copy.
const SHOWN: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    (CORP, "same-origin"),
    (header::VARY, "Authorization, Cookie"),
];

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/media", post(fetch))
        .route("/v1/media/{id}", get(info))
        .route("/v1/media/{id}/{variant}", get(show))
        .route("/v1/media/{id}/tiles/{level}/{x}/{y}", get(show_tile))
        .route("/v1/shelf", get(shelf))
        .route("/v1/products", post(fetch_product))
}

impl From<MediaError> for ApiError {
    fn from(error: MediaError) -> Self {
        let code = match &error {
            MediaError::Address => ErrorCode::BadAddress,
            MediaError::Refused(code) => *code,
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
    let (participant, purpose) = match &caller {
        Caller::Visitor(_) | Caller::Camera(_) => (caller.participant(), Purpose::Visitor),
        Caller::Agent(agent) => (agent.id.into(), Purpose::Staff),
    };
    app.media.admit(participant)?;
    let hosts = hosts_of(&app, &caller).await?;
    let record = app.media.fetch_picture(caller.account(), &hosts, &body.url, purpose).await?;
    Ok(Json(described(record)))
}

/// A product by the address of its page. In the demo of any public page: it is there to be tried
/// with one's own shop.
async fn fetch_product(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    ApiJson(body): ApiJson<FetchMedia>,
) -> Result<Json<FetchedProduct>, ApiError> {
    let (account, who) = (session.agent.account, session.agent.id.into());
    app.media.admit(who)?;
    let mut hosts = hosts_of(&app, &Caller::Agent(session.agent)).await?;
    if app.demo.is_some() {
        let named = Url::parse(&body.url).ok();
        hosts.extend(named.and_then(|url| url.host_str().map(str::to_owned)));
    }
    let now = app.clock.now();
    let (record, card) = app.media.fetch_product(account, &hosts, &body.url, now).await?;
    Ok(Json(FetchedProduct { card: card.map(Box::new), media: described(record) }))
}

/// Who wants to see a picture: a caller with proof, or whoever has an address made out for one.
enum Access {
    Caller(Caller),
    Signed(Signed),
}

impl FromRequestParts<Arc<App>> for Access {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        if parts.uri.query().is_some() {
            let signed = Query::<Signed>::try_from_uri(&parts.uri);
            return signed
                .map(|Query(signed)| Self::Signed(signed))
                .map_err(|_other| ErrorCode::NotFound.into());
        }
        Caller::from_request_parts(parts, app).await.map(Self::Caller)
    }
}

async fn show(
    State(app): State<Arc<App>>,
    access: Access,
    Path((id, variant)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if variant == CLIP {
        let record = visible(&app, &access, &id).await?;
        let film = media_clip::show(&app, &record, &headers).await?;
        return Ok(guarded(&app, film));
    }
    let variant = Variant::from_name(&variant).ok_or(ErrorCode::NotFound)?;
    let record = visible(&app, &access, &id).await?;
    match app.media.read(&record, variant).await {
        Ok(shown) => Ok(respond(&app, &record, shown)),
        // Its preview may just have been replaced.
        Err(_moved) => {
            let record = visible(&app, &access, &id).await?;
            Ok(respond(&app, &record, app.media.read(&record, variant).await?))
        }
    }
}

async fn show_tile(
    State(app): State<Arc<App>>,
    access: Access,
    Path((id, level, x, y)): Path<(String, u8, u16, u16)>,
) -> Result<Response, ApiError> {
    let record = visible(&app, &access, &id).await?;
    let shown = app.media.read_tile(&record, Tile { level, x, y }).await?;
    Ok(respond(&app, &record, shown.ok_or(ErrorCode::NotFound)?))
}

async fn info(
    State(app): State<Arc<App>>,
    access: Access,
    Path(id): Path<String>,
) -> Result<Json<MediaInfo>, ApiError> {
    Ok(Json(info_of(&visible(&app, &access, &id).await?)))
}

fn respond(
    app: &App,
    record: &MediaRecord,
    (bytes, media_type): (Bytes, &'static str),
) -> Response {
    // A preview is replaced under the same address.
    let keep = if record.ready { "private, max-age=3600" } else { "no-store" };
    let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, keep)];
    guarded(app, (headers, bytes).into_response())
}

/// With everything that keeps bytes of strangers from being more than what they are shown as.
fn guarded(app: &App, bytes: Response) -> Response {
    let mut response = (SHOWN, bytes).into_response();
    // With an origin of their own, pictures are shown across origins, and our pages, but nobody
    // else's, may read their pixels.
    if app.config.media.url.is_some()
        && let Ok(pages) = HeaderValue::from_str(&app.origin)
    {
        let headers = response.headers_mut();
        headers.insert(CORP, HeaderValue::from_static("cross-origin"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, pages);
    }
    response
}

/// The picture, if this access reaches it. What does not exist and what is not for this caller
/// look alike.
async fn visible(app: &App, access: &Access, id: &str) -> Result<MediaRecord, ApiError> {
    let id: MediaId = id.parse().map_err(|_no_id| ErrorCode::NotFound)?;
    let account = match access {
        Access::Caller(caller) => caller.account(),
        Access::Signed(signed) => {
            let viewer = app.media.signer().check(signed, id, app.clock.now());
            viewer.ok_or(ErrorCode::NotFound)?.account
        }
    };
    let record = app.store.find_media(account, id).await?.ok_or(ErrorCode::NotFound)?;
    match access {
        Access::Caller(caller) if !may_see(app, caller, &record).await? => {
            Err(ErrorCode::NotFound.into())
        }
        _ => Ok(record),
    }
}

async fn shelf(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Shelf>, ApiError> {
    let records = app.store.list_shelf(caller.account()).await?;
    let pictures = records.into_iter().take(SHELF).map(described).collect();
    Ok(Json(Shelf { pictures }))
}

/// Pictures of the shop are for everybody of the account; pictures of one conversation are for
/// staff and for its visitor.
pub(super) async fn may_see(
    app: &App,
    caller: &Caller,
    media: &MediaRecord,
) -> Result<bool, ApiError> {
    let Some(conversation) = media.conversation else { return Ok(true) };
    let visitor = match caller {
        Caller::Agent(_) => return Ok(true),
        // The pictures it took are the visitor's to look at.
        Caller::Camera(_) => return Ok(false),
        Caller::Visitor(visitor) => visitor,
    };
    if app.hub.conversation_of(visitor).await? == conversation {
        return Ok(true);
    }
    let conversation = app.store.find_conversation(visitor.account, conversation).await?;
    Ok(conversation.is_some_and(|conversation| conversation.visitor == visitor.id))
}

/// Hosts whose addresses this caller may name: those of the shop's own pages, and for staff those
/// that the configuration allows.
async fn hosts_of(app: &App, caller: &Caller) -> Result<Vec<String>, ApiError> {
    let inboxes = app.store.list_inboxes(caller.account()).await?;
    let own = |inbox: &InboxRecord| match caller {
        Caller::Visitor(visitor) => visitor.inbox == inbox.id,
        Caller::Camera(camera) => camera.visitor.inbox == inbox.id,
        Caller::Agent(_) => true,
    };
    let origins = inboxes.into_iter().filter(own).flat_map(|inbox| inbox.origins);
    let urls = origins.filter_map(|origin| Url::parse(&origin).ok());
    let own = urls.filter_map(|url| url.host_str().map(str::to_owned));
    // What the installation allows is for staff, who know what they name.
    let staff = matches!(caller, Caller::Agent(_));
    let allowed = app.config.media.hosts.iter().filter(|_| staff).cloned();
    // The shop's own feed names where the pictures of its products are.
    let catalog = match caller {
        Caller::Agent(agent) => app.store.catalog().find_catalog(agent.account).await?,
        Caller::Visitor(_) | Caller::Camera(_) => None,
    };
    let pictured = catalog.map(|catalog| catalog.hosts).unwrap_or_default();
    Ok(own.chain(allowed).chain(pictured).collect())
}

fn described(record: MediaRecord) -> Media {
    Media { media: record.id, size: record.size, title: record.title }
}
