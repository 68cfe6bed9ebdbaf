//! What stands between `{{` and `}}` in a saved answer.
//!
//! There are three names and one filter, `{{visitor.first_name|default:"there"}}`, so a template
//! engine would be all surface and no use: this looks whether a text holds nothing else. The
//! console fills them in, because it knows both people and shows what it could not fill.

/// The names that may stand there.
pub const VARIABLES: &[&str] = &["visitor.first_name", "agent.name", "product.title"];

/// Whether every `{{` begins a variable that can be filled in.
#[must_use]
pub fn is_clean(text: &str) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(end) = rest[start..].find("}}") else { return false };
        if !is_variable(&rest[start + 2..start + end]) {
            return false;
        }
        rest = &rest[start + end + 2..];
    }
    !rest.contains("}}")
}

fn is_variable(inner: &str) -> bool {
    let (name, filter) = match inner.split_once('|') {
        Some((name, filter)) => (name, Some(filter.trim())),
        None => (inner, None),
    };
    let quoted = |filter: &str| {
        let words = filter.strip_prefix("default:").map(str::trim);
        let words = words.and_then(|words| words.strip_prefix('"')?.strip_suffix('"'));
        words.is_some_and(|words| !words.is_empty() && !words.contains(['"', '{', '}']))
    };
    VARIABLES.contains(&name.trim()) && filter.is_none_or(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_holds_known_variables_or_none() {
        for good in [
            "",
            "no variable",
            "a { single } brace",
            "{{agent.name}}",
            "{{ visitor.first_name }}, it is {{product.title|default:\"this one\"}}.",
            "{{ product.title | default: \"this one\" }}",
        ] {
            assert!(is_clean(good), "{good}");
        }
        for bad in [
            "{{",
            "}}",
            "{{agent.name",
            "agent.name}}",
            "{{agent.email}}",
            "{{agent.name|upper}}",
            "{{agent.name|default:there}}",
            "{{agent.name|default:\"\"}}",
            "{{agent.name|default:\"a\"|default:\"b\"}}",
            "{{{{agent.name}}}}",
        ] {
            assert!(!is_clean(bad), "{bad}");
        }
    }
}
