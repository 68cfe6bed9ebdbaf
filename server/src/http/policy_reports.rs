//! `/v1/policy-reports`: what a browser kept a page of ours from doing (S51). Only the directive is
//! looked at, and only if it is one of ours: the rest are addresses and words of strangers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::routing::post;
use http_body_util::{BodyExt as _, Limited};
use serde::Deserialize;

use crate::app::App;
use crate::rate::per_second;
use crate::telemetry;

/// Longest report, in bytes; browsers cut addresses and samples.
const REPORT_BYTES: usize = 16 * 1024;
/// A report has to arrive within this.
const REPORT_WITHIN: Duration = Duration::from_secs(10);
/// Reports read a second, sustained, and in a burst; more are passed over, because one says it all.
const READ: (u32, u32) = (5, 50);
/// Directives of our policies, and what browsers call parts of them.
const DIRECTIVES: [&str; 15] = [
    "default-src",
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "style-src-elem",
    "style-src-attr",
    "img-src",
    "media-src",
    "font-src",
    "connect-src",
    "frame-src",
    "base-uri",
    "form-action",
    "require-trusted-types-for",
];

#[derive(Deserialize)]
struct Report {
    #[serde(rename = "csp-report")]
    report: Violation,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Violation {
    #[serde(alias = "effective-directive")]
    violated_directive: String,
}

pub(super) fn router() -> Router<Arc<App>> {
    let read = Arc::new(per_second(READ.0, READ.1));
    let report = move |body: Body| async move {
        if read.check().is_ok()
            && let Some(directive) = directive(body).await
        {
            telemetry::violated(directive);
            tracing::warn!(directive, "a browser kept a page of ours from doing something");
        }
        StatusCode::NO_CONTENT
    };
    Router::new().route("/v1/policy-reports", post(report))
}

/// Which of our directives a report is about.
async fn directive(body: Body) -> Option<&'static str> {
    let body = Limited::new(body, REPORT_BYTES).collect();
    let body = tokio::time::timeout(REPORT_WITHIN, body).await.ok()?.ok()?.to_bytes();
    let Report { report } = serde_json::from_slice(&body).ok()?;
    // The older form names the whole directive with its sources.
    let named = report.violated_directive.split(' ').next()?;
    DIRECTIVES.into_iter().find(|known| *known == named)
}
