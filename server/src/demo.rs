//! The demo; its processes and story follow.

/// What the service has only in the demo.
#[derive(Debug)]
pub struct DemoState {
    /// Origin of the shop.
    pub shop: String,
}
