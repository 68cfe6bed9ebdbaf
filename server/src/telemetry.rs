//! Numbers for those who look after the service, in the format of Prometheus. They are counted
//! only when somebody wants to see them, and no label holds an id, a name or a text.
//!
//! What each means stands in `docs/operations.md`.

use std::time::{Duration, Instant};

use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::{ErrorCode, ServerMessage};

use crate::app::App;
use crate::media::{Confinement, Sandbox};
use crate::store::MailOutcome;

/// Upper bounds of times, in seconds: from what a quick disk takes to what a person notices.
const SECONDS: [f64; 12] =
    [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// Upper bounds of batch sizes, in operations.
const OPERATIONS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Starts counting, for the whole process.
///
/// # Errors
/// When something else counts already.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .set_buckets_for_metric(Matcher::Full("vitrine_batch_operations".to_owned()), &OPERATIONS)?
        .install_recorder()
}

/// All numbers now.
#[must_use]
pub fn render(app: &App, handle: &PrometheusHandle) -> String {
    gauge!("vitrine_sockets").set(as_float(app.hub.open_sockets()));
    gauge!("vitrine_rooms").set(as_float(app.hub.open_rooms()));
    gauge!("vitrine_problems").set(as_float(app.problems.all().len()));
    gauge!("vitrine_decoder_confinement").set(match app.media.confinement() {
        Confinement::Unknown => -1.0,
        Confinement::Known(Sandbox::LimitsOnly) => 0.0,
        Confinement::Known(Sandbox::Partly) => 1.0,
        Confinement::Known(Sandbox::Fully) => 2.0,
    });
    if let Some(bytes) = resident_bytes() {
        gauge!("process_resident_memory_bytes").set(bytes);
    }
    handle.run_upkeep();
    handle.render()
}

/// An answer to an operation left for its client.
pub(crate) fn told(message: &ServerMessage) {
    match message {
        ServerMessage::Ack(_) => {
            counter!("vitrine_operations_total", "answer" => "ack").increment(1)
        }
        ServerMessage::Nack(nack) if nack.cid.is_some() => {
            counter!("vitrine_operations_total", "answer" => label(nack.code)).increment(1);
        }
        _ => {}
    }
}

/// A batch was stored or refused as a whole.
pub(crate) fn committed(operations: usize, begun: Instant, stored: bool) {
    histogram!("vitrine_batch_operations").record(as_float(operations));
    let result = if stored { "stored" } else { "failed" };
    histogram!("vitrine_commit_seconds", "result" => result).record(begun.elapsed());
}

/// A browser kept a page of ours from doing something; `directive` is one of the policy's.
pub(crate) fn violated(directive: &'static str) {
    counter!("vitrine_policy_reports_total", "directive" => directive).increment(1);
}

/// A live frame came too fast and was passed over.
pub(crate) fn dropped_frame() {
    counter!("vitrine_frames_dropped_total").increment(1);
}

/// The server closed a socket.
pub(crate) fn closed(code: CloseCode) {
    counter!("vitrine_closes_total", "code" => code.code().to_string()).increment(1);
}

/// Text frames passed through a socket.
pub(crate) fn passed(direction: &'static str, bytes: usize) {
    counter!("vitrine_socket_bytes_total", "direction" => direction).increment(bytes as u64);
}

/// A picture that is being decoded or waits for it, as long as this lives.
pub(crate) struct Decoding(());

impl Decoding {
    /// One more.
    pub(crate) fn begin() -> Self {
        gauge!("vitrine_decodes").increment(1);
        Self(())
    }
}

impl Drop for Decoding {
    fn drop(&mut self) {
        gauge!("vitrine_decodes").decrement(1);
    }
}

/// A request was answered; `route` is the pattern it matched, never the path that was asked for.
pub(crate) fn answered(route: &str, status: u16, took: Duration) {
    let (route, status) = (route.to_owned(), status.to_string());
    counter!("vitrine_http_requests_total", "route" => route.clone(), "status" => status)
        .increment(1);
    histogram!("vitrine_http_seconds", "route" => route).record(took);
}

/// A due mail was looked at.
pub(crate) fn mailed(outcome: MailOutcome) {
    let result = match outcome {
        MailOutcome::Sent { .. } => "sent",
        MailOutcome::Dropped => "needless",
        MailOutcome::Postponed { .. } => "postponed",
        MailOutcome::Retry { .. } => "retried",
        MailOutcome::Failed { .. } => "failed",
    };
    counter!("vitrine_mails_total", "result" => result).increment(1);
}

/// The name of a code, as it is on the wire.
fn label(code: ErrorCode) -> String {
    let name = serde_json::to_value(code).ok();
    name.as_ref().and_then(|name| name.as_str()).unwrap_or("other").to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "nobody counts beyond 2^53 of these")]
fn as_float(n: usize) -> f64 {
    n as f64
}

/// Resident memory; unknown elsewhere than on Linux.
fn resident_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib * 1_024.0)
}
