//! The doors: pages, small JSON requests, health. One file per resource.

mod demo;
mod error;
mod extract;
mod health;
mod inbox;
mod media;
mod pages;
mod tickets;
mod visitors;

pub use error::ApiError;
pub use extract::{ApiJson, Caller, SameOrigin};

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;

/// Everything the service answers.
pub fn router(app: Arc<App>) -> Router {
    let with =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    Router::new()
        .merge(crate::ws::router())
        .merge(health::router())
        .merge(inbox::router())
        .merge(visitors::router())
        .merge(tickets::router())
        .merge(media::router())
        .merge(demo::router())
        .merge(pages::router())
        .fallback(pages::not_found)
        .layer(with(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(with(header::REFERRER_POLICY, "no-referrer"))
        .layer(with(header::CACHE_CONTROL, "no-store"))
        .layer(with(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .with_state(app)
}
