//! The door for plain http beside https: answers the certificate authority, tells health to this
//! machine, and sends everybody else to https.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::health;
use crate::app::App;
use crate::tls::acme::Challenges;

/// Everything this door answers. No page, no token and no socket passes it.
pub fn plain_router(app: Arc<App>, challenges: Arc<Challenges>) -> Router {
    let origin = app.origin.clone();
    let elsewhere = move |uri: Uri| async move { redirect(&origin, &uri) };
    Router::new()
        .route("/.well-known/acme-challenge/{token}", get(challenge))
        .with_state(challenges)
        .merge(health::router().with_state(app))
        .fallback(elsewhere)
}

async fn challenge(
    State(challenges): State<Arc<Challenges>>,
    Path(token): Path<String>,
) -> Response {
    match challenges.answer(&token) {
        Some(answer) => {
            ([(header::CONTENT_TYPE, "application/octet-stream")], answer).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// To our own name, whatever name was asked for. The method stays what it is.
fn redirect(origin: &str, uri: &Uri) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let target = format!("{origin}{path}");
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, target)]).into_response()
}
