//! The pages and their files, each with the policy it needs and no more.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::ApiError;
use crate::app::App;
use crate::assets::web_asset;

/// The loader may be ten minutes old: a fix reaches every shop within that time.
const LOADER_CACHE: &str = "public, max-age=600";
/// Files with their hash in the name never change.
const HASHED_CACHE: &str = "public, max-age=31536000, immutable";

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/widget.js", get(loader))
        .route("/widget.json", get(about_loader))
        .route("/{file}", get(part))
        .route("/panel", get(panel))
        .route("/console", get(console))
        .route("/continue", get(continued))
        .route("/camera", get(continued))
        // What one-time links lead to is the console's page too; their secret stays behind `#`.
        .route("/setup", get(console))
        .route("/invite", get(console))
        .route("/reset", get(console))
        .route("/demo", get(demo))
        .route("/assets/{*path}", get(asset))
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
}

/// A page that is not there, in words.
pub(super) async fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response()
}

async fn loader(headers: HeaderMap) -> Response {
    shared("widget.js", &headers, LOADER_CACHE)
}

/// The versioned name of the loader and its hash, for whoever pins it.
async fn about_loader(headers: HeaderMap) -> Response {
    shared("widget.json", &headers, LOADER_CACHE)
}

/// The loader under its versioned name, and its parts; all have their hash in the name.
async fn part(Path(name): Path<String>, headers: HeaderMap) -> Response {
    if name.starts_with("widget-") && name.ends_with(".js") {
        shared(&name, &headers, HASHED_CACHE)
    } else {
        not_found().await
    }
}

/// A file that shops load from their own origin, whatever their embedder policy; with
/// `integrity` a browser wants to be allowed to read it, too.
fn shared(name: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let mut response = file(name, headers, cache);
    let open = HeaderValue::from_static("cross-origin");
    response.headers_mut().insert("cross-origin-resource-policy", open);
    let anybody = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
    response
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    file(&format!("assets/{path}"), &headers, HASHED_CACHE)
}

/// The panel may be framed by its inbox's shops; for an unknown inbox by nobody.
async fn panel(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let key = url::form_urlencoded::parse(query.as_bytes())
        .find_map(|(name, value)| (name == "inbox").then(|| value.into_owned()));
    let inbox = match key {
        Some(key) => app.store.find_inbox(&key).await?,
        None => None,
    };
    let Some(inbox) = inbox else { return Ok(not_found().await) };
    let ancestors = format!("{} {}", app.origin, inbox.origins.join(" "));
    Ok(page("panel.html", &app, &headers, &ancestors, players(&app)))
}

/// What the link of a mail or of another device leads to: the panel, or the page of a camera, as a
/// page of its own, framed by nobody. Looking at it changes nothing, because programs that check
/// mails do so.
async fn continued(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    page("panel.html", &app, &headers, "'none'", players(&app))
}

/// The console is framed by nobody but, in the demo, by `/demo`.
async fn console(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let ancestors = if app.demo.is_some() { "'self'" } else { "'none'" };
    page("console.html", &app, &headers, ancestors, players(&app))
}

async fn demo(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    match &app.demo {
        Some(demo) => {
            let frames = format!("frame-src 'self' {}; ", demo.shop);
            page("demo.html", &app, &headers, "'none'", &frames)
        }
        None => not_found().await,
    }
}

/// The players of others that our pages may frame, where they are allowed.
fn players(app: &App) -> &'static str {
    if app.config.media.players {
        "frame-src https://www.youtube-nocookie.com https://player.vimeo.com; "
    } else {
        ""
    }
}

fn page(name: &str, app: &App, headers: &HeaderMap, ancestors: &str, more: &str) -> Response {
    let socket = app.origin.replacen("http", "ws", 1);
    // Where pictures come from, if not from here.
    let media = app.config.media.url.as_deref().unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {media}; \
         media-src 'self' blob: {media}; font-src 'self'; connect-src 'self' {socket} {media}; \
         {more}object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}; \
         require-trusted-types-for 'script'; report-uri /v1/policy-reports"
    );
    let mut response = file(name, headers, "no-cache");
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn file(path: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let Some((body, mime, etag)) = web_asset(path) else {
        return (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response();
    };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let caching = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, cache.to_owned())];
    if known == Some(etag.as_str()) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(header::CONTENT_TYPE, mime)], body).into_response()
}
