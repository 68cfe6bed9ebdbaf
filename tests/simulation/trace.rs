//! What happened in a run, line by line, the same for the same seed.

use std::collections::HashMap;
use std::fmt::{Display, Write as _};

/// The lines of a run; nothing is kept unless somebody wants to read it.
#[derive(Default)]
pub(crate) struct Trace {
    text: Option<String>,
}

impl Trace {
    /// A trace that is kept.
    pub(crate) fn kept() -> Self {
        Self { text: Some(String::new()) }
    }

    /// Notes what somebody did or was told.
    pub(crate) fn note(&mut self, now: u64, who: &str, what: impl Display) {
        if let Some(text) = &mut self.text {
            writeln!(text, "{now:>7} {who} {what}").expect("writing to a String does not fail");
        }
    }

    /// The lines, with ids in the order of their appearance: the server draws its ids at random.
    pub(crate) fn lines(self) -> String {
        let text = self.text.unwrap_or_default();
        let mut names: HashMap<String, usize> = HashMap::new();
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, id, after)) = next_id(rest) {
            let count = names.len();
            let n = *names.entry(id.to_owned()).or_insert(count);
            write!(out, "{before}#{n}").expect("writing to a String does not fail");
            rest = after;
        }
        out + rest
    }
}

/// The first id of a text, and what stands before and behind it.
fn next_id(text: &str) -> Option<(&str, &str, &str)> {
    const LENGTH: usize = 36;
    let mut from = 0;
    while let Some(dash) = text[from..].find('-').map(|at| at + from) {
        let id = dash.checked_sub(8).and_then(|start| text.get(start..start + LENGTH));
        if let Some(id) = id.filter(|id| uuid::Uuid::try_parse(id).is_ok()) {
            let start = dash - 8;
            return Some((&text[..start], id, &text[start + LENGTH..]));
        }
        from = dash + 1;
    }
    None
}
