//! The doors: pages, small JSON requests, health. One file per resource.

mod agents;
mod audit;
mod canned;
mod catalog;
mod conversations;
mod demo;
mod devices;
mod erasure;
mod error;
mod extract;
mod guard;
mod health;
mod inbox;
mod inboxes;
mod invitations;
mod me;
mod media;
mod media_clip;
mod media_links;
mod media_uploads;
mod operator;
mod pages;
mod plain;
mod policy_reports;
mod replay;
mod session;
mod stills;
mod tickets;
mod visitor;
mod visitor_history;
mod visitors;

pub use error::ApiError;
pub use extract::{ApiJson, Caller, SameOrigin, Staff};
pub use operator::operator_router;
pub use plain::plain_router;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::from_fn_with_state;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;
use crate::config::Transport;

/// A browser that has seen the service over https once goes on asking for https, for a year (S2).
const HSTS: &str = "max-age=31536000";

/// What no page of ours ever asks a browser for (S51). Sound, the clipboard and the camera are left
/// to the panel, which uses them at a person's hand.
const NO_FEATURES: &str = "accelerometer=(), display-capture=(), geolocation=(), gyroscope=(), \
                           hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
                           serial=(), usb=()";

/// Everything the service answers.
pub fn router(app: Arc<App>) -> Router {
    let with =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    // A self-signed certificate is for an afternoon, not for a year.
    let lasting = app.secure() && app.config.transport != Transport::Lan;
    let router = Router::new()
        .merge(crate::ws::router())
        .merge(health::router())
        .merge(inbox::router())
        .merge(visitors::router())
        .merge(erasure::router())
        .merge(tickets::router())
        .merge(media::router())
        .merge(media_links::router())
        .merge(media_uploads::router())
        .merge(stills::router())
        .merge(catalog::router())
        .merge(conversations::router())
        .merge(replay::router())
        .merge(canned::router())
        .merge(demo::router())
        .merge(devices::router())
        .merge(session::router())
        .merge(me::router())
        .merge(agents::router())
        .merge(inboxes::router())
        .merge(invitations::router())
        .merge(audit::router())
        .merge(visitor::router())
        .merge(visitor_history::router())
        .merge(policy_reports::router())
        .merge(pages::router())
        .route_layer(from_fn_with_state(Arc::clone(&app), guard::guard))
        .fallback(pages::not_found)
        .layer(axum::middleware::from_fn(operator::count))
        .layer(with(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(with(header::REFERRER_POLICY, "no-referrer"))
        .layer(with(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(with(HeaderName::from_static("permissions-policy"), NO_FEATURES))
        .layer(with(header::CACHE_CONTROL, "no-store"))
        .layer(with(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .with_state(app);
    if lasting { router.layer(with(header::STRICT_TRANSPORT_SECURITY, HSTS)) } else { router }
}
