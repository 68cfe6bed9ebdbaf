//! What happens before any door: the table of permissions is asked, and a request that changes
//! something has to come from a page of ours.
//!
//! A route that the table does not know answers as if it were not there, so none can be forgotten.

use std::sync::Arc;

use axum::extract::{FromRequestParts as _, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use vitrine_shared::permission::{Access, Door};
use vitrine_shared::wire::ErrorCode;

use super::extract::Known;
use super::{ApiError, pages};
use crate::app::App;

/// A header that a form or a picture on a foreign page cannot send, and a script there only after
/// asking, which we answer with no.
const OURS: &str = "x-vitrine";

/// Lets a request through that the table permits.
pub(super) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let door = path.and_then(|path| Door::find(request.method().as_str(), path));
    let Some(door) = door else {
        if path.is_some_and(|path| Door::ALL.iter().any(|door| door.path() == path)) {
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        tracing::debug!(path, method = %request.method(), "this route is not in the table");
        return pages::not_found().await;
    };
    let (mut parts, body) = request.into_parts();
    match judge(&app, door, &mut parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refused) => refused.into_response(),
    }
}

async fn judge(app: &Arc<App>, door: Door, parts: &mut Parts) -> Result<(), ApiError> {
    // A secret in an address ends up in logs and histories, so none is taken from there (S6).
    let query = parts.uri.query().unwrap_or_default();
    let secret = |name: &str| matches!(name, "token" | "ticket" | "secret" | "password" | "jwt");
    if url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| secret(&name)) {
        return Err(ErrorCode::BadFrame.into());
    }
    if door.changes() && !is_ours(app, &parts.headers) {
        return Err(ErrorCode::Forbidden.into());
    }
    if door.is_open() {
        return Ok(());
    }
    let known = Known::from_request_parts(parts, app).await?;
    match known.through(door) {
        Access::Never => Err(ErrorCode::Forbidden.into()),
        Access::Own | Access::Account | Access::Open => Ok(()),
    }
}

/// The marks of a request of our own pages (S25): the exact origin, the header, and no body of a
/// kind that a form sends. Doors that read JSON ask for JSON on their own.
fn is_ours(app: &App, headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    value(header::ORIGIN.as_str()) == Some(app.origin.as_str())
        && value(OURS) == Some("1")
        && !value(header::CONTENT_TYPE.as_str()).is_some_and(form_sends)
}

/// Whether a foreign page can send a body of this kind without our consent.
fn form_sends(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let forms = ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"];
    forms.iter().any(|form| kind.eq_ignore_ascii_case(form))
}
