//! Names, e-mail addresses and origins as people type them.

use url::Url;
use vitrine_shared::limits::URL_BYTES;
use vitrine_shared::text::has_tower;
use vitrine_shared::wire::ErrorCode;

/// Longest name of a person, a shop or a site, in characters.
const NAME_CHARS: usize = 120;
/// Longest e-mail address, in bytes (RFC 5321 §4.5.3.1.3, without the angle brackets).
const EMAIL_BYTES: usize = 254;
/// Longest part before the `@`, in bytes (RFC 5321 §4.5.3.1.1).
const LOCAL_BYTES: usize = 64;
/// Longest tag of a language, in bytes (RFC 5646 §4.4.1).
const LANGUAGE_BYTES: usize = 35;
/// Origins of one inbox; a shop has a few host names, not more.
const ORIGINS: usize = 20;

/// A name without spaces around it: 1 to 120 characters, none of them invisible, no towers of
/// accents.
///
/// # Errors
/// [`ErrorCode::BadField`].
pub fn name(text: &str) -> Result<String, ErrorCode> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 || length > NAME_CHARS || text.chars().any(invisible) || has_tower(text) {
        return Err(ErrorCode::BadField);
    }
    Ok(text.to_owned())
}

/// Control characters, and those that change the direction of what stands around them: a name
/// must not be able to dress up as somebody else's.
fn invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// An e-mail address in lower case. Whether it exists only a letter can tell; this refuses what
/// cannot be one.
///
/// # Errors
/// [`ErrorCode::BadField`].
pub fn email(text: &str) -> Result<String, ErrorCode> {
    let text = text.trim().to_lowercase();
    let (local, domain) = text.split_once('@').ok_or(ErrorCode::BadField)?;
    let strange = |c: char| c.is_whitespace() || invisible(c) || "()<>[]\\,;:\"@".contains(c);
    let local_fits = (1..=LOCAL_BYTES).contains(&local.len())
        && !local.contains(strange)
        && local.split('.').all(|part| !part.is_empty());
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let domain_fits = domain.contains('.') && domain.split('.').all(label);
    if text.len() > EMAIL_BYTES || !local_fits || !domain_fits {
        return Err(ErrorCode::BadField);
    }
    Ok(text)
}

/// The tag of a language, such as `es` or `pt-BR`.
///
/// # Errors
/// [`ErrorCode::BadField`].
pub fn language(text: &str) -> Result<&str, ErrorCode> {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let fits = text.len() <= LANGUAGE_BYTES && text.split('-').all(part);
    if fits { Ok(text) } else { Err(ErrorCode::BadField) }
}

/// The address of a page of the web, without the part behind `#` and without a password.
///
/// # Errors
/// [`ErrorCode::BadField`].
pub fn page(text: &str) -> Result<String, ErrorCode> {
    let url = (text.len() <= URL_BYTES).then(|| Url::parse(text).ok()).flatten();
    let web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    let mut url = url.filter(web).ok_or(ErrorCode::BadField)?;
    url.set_fragment(None);
    Ok(url.into())
}

/// Exact http or https origins, each once and 1 to 20 of them.
///
/// # Errors
/// [`ErrorCode::BadField`].
pub fn origins(texts: &[String]) -> Result<Vec<String>, ErrorCode> {
    let mut all: Vec<String> = Vec::new();
    for text in texts {
        let origin = origin(text).ok_or(ErrorCode::BadField)?;
        if !all.contains(&origin) {
            all.push(origin);
        }
    }
    if all.is_empty() || all.len() > ORIGINS {
        return Err(ErrorCode::BadField);
    }
    Ok(all)
}

/// What a browser would send as `Origin` for `text`, if `text` is exactly that; an address bar's
/// final slash is forgiven.
fn origin(text: &str) -> Option<String> {
    let text = text.trim();
    let url = Url::parse(text).ok()?;
    // No pattern: what stands here goes into the policy of who may frame the panel.
    let known = matches!(url.scheme(), "http" | "https") && !text.contains('*');
    let exact = url.origin().ascii_serialization();
    let same = text.strip_suffix('/').unwrap_or(text).eq_ignore_ascii_case(&exact);
    (known && same).then_some(exact)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_bounded_and_show_what_they_are() {
        assert_eq!(name("  Marta Díaz ").as_deref(), Ok("Marta Díaz"));
        assert_eq!(name(&"ж".repeat(120)).map(|name| name.chars().count()), Ok(120));
        let tower = format!("Marta{}", "\u{301}".repeat(9));
        for bad in ["", "   ", "a\nb", &tower, "evil\u{202E}gpj", &"x".repeat(121)] {
            assert_eq!(name(bad), Err(ErrorCode::BadField), "{bad:?}");
        }
    }

    #[test]
    fn addresses_are_lower_cased_and_have_two_plausible_sides() {
        assert_eq!(
            email(" Marta.Diaz+x@Shop.Example ").as_deref(),
            Ok("marta.diaz+x@shop.example")
        );
        let long = format!("{}@shop.example", "x".repeat(65));
        let bad = [
            "",
            "marta",
            "@shop.example",
            "marta@",
            "marta@shop",
            "a b@shop.example",
            "a@b@shop.example",
            "a..b@shop.example",
            "a@-shop.example",
            "a@shop..example",
            "a,b@shop.example",
            "<a@shop.example>",
            "a@shop.example\r\nBcc: b@shop.example",
            &long,
        ];
        for bad in bad {
            assert_eq!(email(bad), Err(ErrorCode::BadField), "{bad:?}");
        }
    }

    #[test]
    fn a_language_is_a_tag() {
        for good in ["es", "pt-BR", "zh-Hant-TW"] {
            assert_eq!(language(good), Ok(good));
        }
        for bad in ["", "-", "es_ES", "es\r\nX: y", "toolonglanguage", &"a-".repeat(40)] {
            assert_eq!(language(bad), Err(ErrorCode::BadField), "{bad:?}");
        }
    }

    #[test]
    fn s4_an_origin_is_exact() {
        let one = |text: &str| origins(&[text.to_owned()]);
        assert_eq!(one("https://Shop.example/"), Ok(vec!["https://shop.example".to_owned()]));
        assert_eq!(one("http://localhost:8081"), Ok(vec!["http://localhost:8081".to_owned()]));
        let bad = [
            "shop.example",
            "https://shop.example/path",
            "https://shop.example?x",
            "https://a@shop.example",
            "https://*.shop.example",
            "ftp://shop.example",
            "javascript:alert(1)",
            "null",
            "*",
            "",
            "https://shop.example; script-src *",
        ];
        for bad in bad {
            assert_eq!(one(bad), Err(ErrorCode::BadField), "{bad:?}");
        }
        assert_eq!(origins(&[]), Err(ErrorCode::BadField));
        let many: Vec<_> = (0..21).map(|n| format!("https://shop{n}.example")).collect();
        assert_eq!(origins(&many), Err(ErrorCode::BadField));
    }
}
