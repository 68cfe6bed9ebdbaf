//! Names, languages and words of saved answers.

use std::collections::BTreeMap;

use vitrine_shared::limits::{CANNED_LANGUAGES, CANNED_NAME_CHARS, MESSAGE_CHARS};
use vitrine_shared::room::clean;
use vitrine_shared::wire::ErrorCode;

use super::variables::is_clean;

/// A name as it is typed after `/`: in lower case, so that it is found however it is typed.
pub(super) fn name(told: &str) -> Result<String, ErrorCode> {
    let name = told.trim().trim_start_matches('/').to_lowercase();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let count = name.chars().count();
    if count == 0 || count > CANNED_NAME_CHARS || !name.chars().all(fits) {
        return Err(ErrorCode::BadField);
    }
    Ok(name)
}

/// A language tag (BCP 47) in lower case: subtags of letters and digits.
pub(super) fn language(told: &str) -> Result<String, ErrorCode> {
    let tag = told.trim().to_ascii_lowercase();
    let subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let first = tag.split('-').next().unwrap_or_default();
    let primary = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
    if tag.len() > 35 || !primary || !tag.split('-').all(subtag) {
        return Err(ErrorCode::BadField);
    }
    Ok(tag)
}

/// Words by language; empty ones are left out.
pub(super) fn bodies(
    told: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, ErrorCode> {
    let mut bodies = BTreeMap::new();
    for (tag, words) in told {
        if words.trim().is_empty() {
            continue;
        }
        // As a message is cleaned that is sent.
        let words = clean(&words, MESSAGE_CHARS).map_err(|_too_long| ErrorCode::TextLength)?;
        if !is_clean(&words) {
            return Err(ErrorCode::BadField);
        }
        bodies.insert(language(&tag)?, words);
    }
    if bodies.len() > CANNED_LANGUAGES {
        return Err(ErrorCode::Full);
    }
    Ok(bodies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_can_be_typed_behind_a_slash() {
        assert_eq!(name(" /Seam "), Ok("seam".to_owned()));
        assert_eq!(name("größe-2"), Ok("größe-2".to_owned()));
        for bad in ["", "/", "two words", "a/b", "a\u{202e}b", &"x".repeat(CANNED_NAME_CHARS + 1)] {
            assert_eq!(name(bad), Err(ErrorCode::BadField), "{bad:?}");
        }
    }

    #[test]
    fn a_language_is_a_tag_and_nothing_else() {
        assert_eq!(language("pt-BR"), Ok("pt-br".to_owned()));
        assert_eq!(language("zh-Hant-TW"), Ok("zh-hant-tw".to_owned()));
        for bad in ["", "e", "english words", "en-", "1n", "en_US"] {
            assert_eq!(language(bad), Err(ErrorCode::BadField), "{bad:?}");
        }
    }

    #[test]
    fn words_are_kept_by_language_and_empty_ones_are_none() {
        let told = |pairs: &[(&str, &str)]| {
            bodies(pairs.iter().map(|(tag, words)| ((*tag).into(), (*words).into())).collect())
        };
        let kept =
            told(&[("EN", " Hello {{visitor.first_name|default:\"there\"}} "), ("es", "  ")]);
        let kept = kept.expect("good words");
        assert_eq!(kept.len(), 1);
        assert_eq!(kept["en"], "Hello {{visitor.first_name|default:\"there\"}}");
        assert_eq!(told(&[("en", "{{visitor.email}}")]), Err(ErrorCode::BadField));
        let long = "x".repeat(MESSAGE_CHARS + 1);
        assert_eq!(told(&[("en", &long)]), Err(ErrorCode::TextLength));
        let many: Vec<_> = (0..=CANNED_LANGUAGES).map(|n| format!("en-x{n}")).collect();
        let many: Vec<_> = many.iter().map(|tag| (tag.as_str(), "words")).collect();
        assert_eq!(told(&many), Err(ErrorCode::Full));
    }
}
