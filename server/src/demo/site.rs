//! The door of the demo's shop: its files over HTTP, on listeners of its own.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::shop::{Shop, ShopFile};

/// Files that never change.
const KEPT: &str = "public, max-age=31536000, immutable";

/// Everything the shop answers.
pub(super) fn router(shop: Shop) -> Router {
    Router::new().fallback(page).with_state(Arc::new(shop))
}

async fn page(State(shop): State<Arc<Shop>>, request: Request) -> Response {
    if !matches!(request.method().as_str(), "GET" | "HEAD") {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let (status, file) = match shop.file(request.uri().path()) {
        Some(file) => (StatusCode::OK, file),
        None => (StatusCode::NOT_FOUND, shop.missing()),
    };
    let policy = [
        (header::CONTENT_SECURITY_POLICY, shop.content_security_policy()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (policy, answer(status, file, request.headers())).into_response()
}

fn answer(status: StatusCode, file: ShopFile, asked: &HeaderMap) -> Response {
    let cache = if file.immutable { KEPT } else { "no-cache" };
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = status == StatusCode::OK && known == Some(file.etag.as_str());
    let kept = [(header::ETAG, file.etag), (header::CACHE_CONTROL, cache.to_owned())];
    if same {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (status, kept, [(header::CONTENT_TYPE, file.media_type)], file.body).into_response()
}
