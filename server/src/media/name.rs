//! Names of files, for people to read and for nothing else.

use vitrine_shared::text::{turns_direction, without_towers};

/// Longest name, in characters.
const NAME_CHARS: usize = 120;

/// What of a file's name may be shown: no folders, no control characters, none that turn the
/// direction of writing (`gpj.exe` would read `exe.jpg`), at most 120 characters.
pub(super) fn cleaned(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = last.chars().filter(|letter| !letter.is_control() && !turns_direction(*letter));
    let shown = without_towers(&shown.collect::<String>());
    let shown: String = shown.chars().take(NAME_CHARS).collect();
    shown.trim().trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[test]
    fn s63_a_name_is_for_showing_only() {
        for (name, shown) in [
            ("bag.jpg", "bag.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\luis\\Сумка моя.png", "Сумка моя.png"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            (" a\u{0}b\nc\u{200f} ", "abc"),
            ("..", ""),
            ("", ""),
        ] {
            assert_eq!(cleaned(name), shown, "{name:?}");
        }
        assert_eq!(cleaned(&"é".repeat(500)).chars().count(), 120);
        assert_eq!(cleaned(&format!("a{}.jpg", "\u{301}".repeat(90))).chars().count(), 13);
    }
}
