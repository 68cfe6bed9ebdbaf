//! What the demo's two processes say to each other: JSON lines over the child's standard input
//! and output. Nothing secret stands in arguments or the environment, where others could read it.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::config::Config;

/// The one line the parent writes. The child ends when its standard input does, so it cannot
/// outlive the parent, however that one ends.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The checked configuration, with real ports after the first start.
    pub config: Config,
    /// The secret of the printed address.
    pub secret: String,
}

/// A line the child writes.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// Both doors are open.
    Ready {
        /// Port of the service.
        service: u16,
        /// Port of the shop.
        shop: u16,
        /// Origin of the service.
        origin: String,
    },
    /// Somebody asked to pull the plug.
    Unplug,
    /// It cannot start, and starting again would not help.
    Fault {
        /// Why, in one line for people.
        why: String,
    },
}

/// The child's way to its parent.
#[derive(Clone)]
pub struct ParentPipe {
    out: Arc<Mutex<dyn Write + Send>>,
}

impl ParentPipe {
    /// A pipe that ends in `out`; standard output in the demo, a buffer in tests.
    pub fn new(out: impl Write + Send + 'static) -> Self {
        Self { out: Arc::new(Mutex::new(out)) }
    }

    /// Writes a line.
    ///
    /// A parent that is gone hears nothing; the end of standard input tells about that.
    pub fn say(&self, line: &Line) {
        let mut text = serde_json::to_string(line).expect("a line has string keys only");
        text.push('\n');
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
            tracing::warn!("the parent process does not listen");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_as_itself() {
        let lines = [
            Line::Ready { service: 8080, shop: 8081, origin: "http://127.0.0.1:8080".to_owned() },
            Line::Unplug,
            Line::Fault { why: "port 8080 is in use".to_owned() },
        ];
        for line in lines {
            let text = serde_json::to_string(&line).expect("JSON");
            assert!(!text.contains('\n'));
            assert_eq!(serde_json::from_str::<Line>(&text).expect("it reads"), line);
        }
    }
}
