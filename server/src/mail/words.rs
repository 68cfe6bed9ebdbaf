//! What mails say, in the languages of the panel.

use std::sync::LazyLock;

use serde::Deserialize;

/// The words of one language; `{shop}` is the name of the site.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) intro: String,
    pub(super) drawn: String,
    pub(super) still: String,
    pub(super) open: String,
    pub(super) once: String,
    pub(super) why: String,
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| read(include_str!("words/en.json")));
static SPANISH: LazyLock<Words> = LazyLock::new(|| read(include_str!("words/es.json")));
static RUSSIAN: LazyLock<Words> = LazyLock::new(|| read(include_str!("words/ru.json")));

fn read(text: &str) -> Words {
    serde_json::from_str(text).expect("a test reads every catalogue of the program")
}

/// The words of a language by its tag, such as `es` or `es-ES`; English for all we do not speak.
pub(super) fn words(language: Option<&str>) -> &'static Words {
    let tag = language.unwrap_or_default();
    match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "es" => &SPANISH,
        "ru" => &RUSSIAN,
        _ => &ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_catalogue_is_read_and_names_the_shop() {
        for language in ["en", "es", "ru"] {
            let words = words(Some(language));
            for text in [&words.subject, &words.intro, &words.drawn, &words.why] {
                assert!(text.contains("{shop}"), "{language}: {text}");
            }
        }
        assert!(std::ptr::eq(words(Some("ru-RU")), words(Some("RU"))));
        assert!(std::ptr::eq(words(Some("de")), words(None)));
    }
}
