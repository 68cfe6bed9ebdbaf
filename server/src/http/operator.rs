//! The door for those who look after the service: `/metrics` and `/problems`. It is not part of
//! the public doors and has a listener of its own (S84).

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::app::App;
use crate::telemetry;

/// Everything this door answers.
pub fn operator_router(app: Arc<App>, handle: PrometheusHandle) -> Router {
    let metrics = move |State(app): State<Arc<App>>| async move {
        let kind = [("content-type", "text/plain; version=0.0.4")];
        (kind, telemetry::render(&app, &handle)).into_response()
    };
    let problems = |State(app): State<Arc<App>>| async move { Json(app.problems.all()) };
    Router::new().route("/metrics", get(metrics)).route("/problems", get(problems)).with_state(app)
}

/// Counts a request of the public doors.
pub(super) async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let begun = Instant::now();
    let answer = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    telemetry::answered(route, answer.status().as_u16(), begun.elapsed());
    answer
}
