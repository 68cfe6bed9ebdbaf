//! Frames that many sockets share: encoded once, given each socket's own `sub` by splicing.

use std::sync::Arc;

use serde::Serialize;
use vitrine_shared::wire::ServerMessage;

/// The text of a frame behind its `sub`.
#[derive(Clone, Debug)]
pub struct SharedFrame {
    kind: &'static str,
    tail: Arc<str>,
}

impl SharedFrame {
    /// Encodes a message whose `sub` is 0 and stands first; every topic frame is made like that.
    #[must_use]
    pub fn new(kind: &'static str, message: &ServerMessage) -> Self {
        let text = encode(message);
        let tail = text.strip_prefix(&head(kind, 0)).expect("`type` and `sub` stand first");
        Self { kind, tail: tail.into() }
    }

    /// The frame for a socket that calls the topic `sub`.
    #[must_use]
    pub fn with_sub(&self, sub: u32) -> String {
        let mut frame = head(self.kind, sub);
        frame.push_str(&self.tail);
        frame
    }
}

fn head(kind: &str, sub: u32) -> String {
    format!("{{\"type\":\"{kind}\",\"sub\":{sub}")
}

/// One `events` frame of events that are encoded already.
#[must_use]
pub fn events_frame(sub: u32, events: &[Arc<str>]) -> String {
    let length: usize = events.iter().map(|event| event.len() + 1).sum();
    let mut frame = head("events", sub);
    frame.reserve(length + 16);
    frame.push_str(",\"events\":[");
    for (n, event) in events.iter().enumerate() {
        if n > 0 {
            frame.push(',');
        }
        frame.push_str(event);
    }
    frame.push_str("]}");
    frame
}

/// JSON of anything of ours; our types have string keys only, so it cannot fail.
#[must_use]
pub fn encode<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("wire types have string keys only")
}

#[cfg(test)]
mod tests {
    use vitrine_shared::wire::{Closed, Events};

    use super::*;

    #[test]
    fn a_shared_frame_differs_by_its_sub_only() {
        let shared = SharedFrame::new("closed", &ServerMessage::Closed(Closed { sub: 0 }));
        assert_eq!(shared.with_sub(7), encode(&ServerMessage::Closed(Closed { sub: 7 })));
    }

    #[test]
    fn joined_events_read_like_an_encoded_list() {
        let empty = ServerMessage::Events(Events { sub: 3, events: vec![] });
        assert_eq!(events_frame(3, &[]), encode(&empty));
        assert_eq!(
            events_frame(1, &["{}".into(), "{}".into()]),
            r#"{"type":"events","sub":1,"events":[{},{}]}"#
        );
    }
}
