//! Black-box tests: clients that use only the public interface of the server.
//!
//! [`TestServer`] runs the service in this process on a port of its own; [`TestProcess`] runs the
//! real program. [`TestClient`] is a visitor or an agent over a real socket that keeps a
//! [`Replica`] of what it was told; tests wait for conditions on it and never for a time.
//! [`RawSocket`] and [`http`] send what no proper client would.

mod client;
pub mod history;
pub mod http;
mod https;
mod login;
pub mod memory;
mod pictures;
mod process;
pub mod product;
mod production;
mod raw;
mod replica;
mod server;
mod smtp;
mod staff;
pub mod torture;
pub mod uploads;
mod waiting;

pub use client::{TestClient, TestTopic, say};
pub use https::browse;
pub use login::Login;
pub use pictures::{arrow, chunk, drawn, line, view};
pub use process::{TestProcess, program};
pub use production::{OpenShop, Production, open_shop_in, vitrine};
pub use raw::{RawSocket, Refused, upgrade, upgrade_at};
pub use replica::{Answer, Replica, Topic};
pub use server::{Shop, TestServer, add_item};
pub use smtp::{ReceivedMail, SmtpMood, TestSmtp};
pub use staff::{Colleague, ask};
pub use uploads::Uploader;

use std::time::Duration;

/// How long a test waits for what has to happen; generous, because the machine may be loaded.
pub const DEADLINE: Duration = Duration::from_secs(10);

/// A fresh id, as clients choose them.
#[must_use]
pub fn new_id<T: From<uuid::Uuid>>() -> T {
    T::from(uuid::Uuid::now_v7())
}
