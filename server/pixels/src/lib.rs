//! From bytes of a stranger to pictures of ours, and nothing else: no I/O, no network, no clock.
//!
//! What comes out was always encoded here, from pixels: no metadata, no colour profile, no
//! trailer and no trick of the original survives.
//!
//! A crate of its own for two reasons. Resizing and encoding are generic code, which the compiler
//! builds where it is used, so unoptimised builds of the server would take ten seconds for one
//! picture; this crate is optimised in every profile. And it is what a separate process with few
//! rights runs.

mod colour;
mod render;
mod sniff;
mod tiles;

pub use render::{FULL_PX, Part, Purpose, Refused, dimensions, render};
pub use tiles::{TILE_PX, Tile, levels, tiles_of};
