//! Black-box tests of the server: real sockets, real databases, one module per part of the
//! protocol. A test's name begins with the rule of `shared/PROTOCOL.md` it proves.

#![cfg(test)]

mod age;
mod canary;
mod canned;
mod catalog;
mod chat;
mod clips;
mod container;
mod conversations;
mod crash;
mod devices;
mod drain;
mod erasure;
mod floods;
mod frames;
mod fuzz;
mod handshake;
mod hello;
mod hostile_pictures;
mod isolation;
mod lan;
mod limits;
mod list;
mod live;
mod mail;
mod ops;
mod outage;
mod pages;
mod people;
mod permissions;
mod power_cut;
mod presence;
mod production;
mod products;
mod repeat;
mod replay;
mod resume;
mod resume_everywhere;
mod retry_after;
mod rfc6455;
mod slow;
mod stage;
mod tcp;
mod uploads;
mod video;
mod visitor_history;
mod write_log;
