//! What the server, the tests and (through generated TypeScript) the browser agree on.
//!
//! - [`ids`]: one newtype per kind of id.
//! - [`limits`]: every cap of the protocol with its unit and reason.
//! - [`permission`]: who may do what.
//! - [`text`]: what a text may look like.
//! - [`trace`]: where people looked, for replay.
//! - [`wire`]: the frames of the socket and the bodies of the HTTP doors.
//! - [`room`]: the state of one conversation, [`room::decide()`] and [`room::apply()`].
//!
//! Nothing here does I/O, reads a clock or makes random numbers, so nothing here can fail for a
//! reason outside its arguments.

pub mod ids;
pub mod limits;
pub mod permission;
pub mod room;
pub mod text;
pub mod time;
pub mod trace;
pub mod wire;

#[cfg(test)]
mod typescript;
