//! Reading a client's frame without trusting it.

use serde::de::DeserializeOwned;

use super::{ClientMessage, PresenceFrame};
use crate::limits::FRAME_DEPTH;

/// Reads one frame.
///
/// Returns `None` for anything that is not exactly one known message: bad JSON, an unknown kind
/// or field, a number that does not fit, a lone surrogate, nesting deeper than
/// [`FRAME_DEPTH`]. What precisely was wrong is the sender's to find; the answer is the same.
#[must_use]
pub fn decode(frame: &str) -> Option<ClientMessage> {
    exactly(frame)
}

/// The same for the loader's presence socket.
#[must_use]
pub fn decode_presence(frame: &str) -> Option<PresenceFrame> {
    exactly(frame)
}

fn exactly<T: DeserializeOwned>(frame: &str) -> Option<T> {
    if depth(frame) > FRAME_DEPTH {
        return None;
    }
    serde_json::from_str(frame).ok()
}

/// Deepest nesting of brackets outside of strings. Counted before parsing, because the parser of
/// a tagged enum buffers what it reads.
fn depth(frame: &str) -> usize {
    let (mut now, mut deepest, mut quoted, mut escaped) = (0usize, 0usize, false, false);
    for byte in frame.bytes() {
        match (quoted, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => quoted = !quoted,
            (false, b'[' | b'{') => {
                now += 1;
                deepest = deepest.max(now);
            }
            (false, b']' | b'}') => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::{decode, depth};

    #[test]
    fn hs4_frames_that_are_not_exactly_one_known_message_are_refused() {
        let id = "0190b6a0-0000-7000-8000-000000000001";
        let good = format!(
            r#"{{"type":"op","sub":1,"cid":"{id}","command":{{"do":"send_message","text":"hi"}}}}"#
        );
        assert!(decode(&good).is_some());
        let bad = [
            String::new(),
            good[..good.len() - 1].to_owned(),
            format!("{good}{good}"),
            good.replace("\"op\"", "\"opp\""),
            good.replace("\"sub\":1", "\"sub\":1,\"role\":\"agent\""),
            good.replace("\"text\":", "\"size\":{},\"text\":"),
            good.replace("\"hi\"", "NaN"),
            good.replace(":1,", ":1e999,"),
            good.replace(":1,", ":-1,"),
            good.replace(":1,", ":4294967296,"),
            good.replace("hi", "\\ud800"),
            good.replace("\"hi\"", &"[".repeat(40_000)),
            good.replace("\"hi\"", &"{\"a\":".repeat(17)),
        ];
        for frame in bad {
            let shown: String = frame.chars().take(80).collect();
            assert!(decode(&frame).is_none(), "accepted {shown}");
        }
    }

    #[test]
    fn brackets_in_strings_are_not_nesting() {
        assert_eq!(depth(r#"{"a":"[[[\"[[["}"#), 1);
    }
}
