//! The server of Vitrine, as a library that `main` and the tests start.

pub mod assets;
pub mod store;
