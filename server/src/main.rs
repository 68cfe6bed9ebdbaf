//! The `vitrine` program.

fn main() {
    tracing::info!("nothing to serve yet");
}
