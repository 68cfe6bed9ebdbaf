//! The server of Vitrine, as a library that `main` and the tests start.
//!
//! Read in this order: [`store`] (what survives), [`hub`] (rooms of this node), [`ws`] (one
//! socket), [`http`] (the doors), [`service`] (how it is put together).

pub mod app;
pub mod assets;
pub mod auth;
pub mod bus;
pub mod canned;
pub mod catalog;
pub mod clock;
pub mod config;
pub mod demo;
pub mod devices;
pub mod drain;
pub mod http;
pub mod hub;
pub mod mail;
pub mod media;
pub mod open_files;
pub mod ops;
pub mod people;
pub mod problems;
pub mod production;
pub mod qr;
pub mod rate;
pub mod serve;
pub mod service;
pub mod store;
pub mod telemetry;
pub mod tls;
mod ws;
