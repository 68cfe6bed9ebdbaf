//! The demo from outside: its processes, its doors and its story, by the binary people start.

mod pictures;
mod process;
mod processes;
mod story;
mod visitor;
