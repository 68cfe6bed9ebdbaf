//! Texts that reach other people's screens: no towers of accents over their lines, and names that
//! look like what they are.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory as _};

use crate::limits::COMBINING_MARKS;

/// The text without the combining marks beyond [`COMBINING_MARKS`] on one base. One pass, whatever
/// the text.
#[must_use]
pub fn without_towers(text: &str) -> String {
    let mut marks = 0;
    text.chars().filter(|letter| grown(&mut marks, *letter) <= COMBINING_MARKS).collect()
}

/// Whether a base has more combining marks than are kept.
#[must_use]
pub fn has_tower(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|letter| grown(&mut marks, letter) > COMBINING_MARKS)
}

/// The explicit directional characters of the Unicode Bidirectional Algorithm, and what has no
/// width at all: with them a name can look like another one.
#[must_use]
pub fn turns_direction(letter: char) -> bool {
    matches!(letter,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// How many marks are on the base with this letter; 0 for a new base. What has no shape of its own,
/// such as a joiner, is no base: a tower must not go on behind it. Once a mark is too many, so are
/// those behind it.
fn grown(marks: &mut usize, letter: char) -> usize {
    match (letter.general_category_group(), letter.general_category()) {
        (GeneralCategoryGroup::Mark, _) => {
            *marks += 1;
            *marks
        }
        (_, GeneralCategory::Format) => 0,
        _ => {
            *marks = 0;
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s76_a_base_carries_eight_marks_at_most() {
        let tower = |marks: usize| format!("a{}b", "\u{301}".repeat(marks));
        assert_eq!(without_towers(&tower(8)), tower(8));
        assert_eq!(without_towers(&tower(900)), tower(8));
        assert!(has_tower(&tower(9)) && !has_tower(&tower(8)));
        let joined = format!("a{}", "\u{301}\u{200d}".repeat(50));
        let kept = without_towers(&joined).chars().filter(|c| *c == '\u{301}').count();
        assert_eq!(kept, 8, "a joiner is no base");
        // Marks of other scripts are marks, and enclosing ones too.
        for mark in ["\u{e47}", "\u{64b}", "\u{20dd}", "\u{1ab0}", "\u{f74}"] {
            assert!(has_tower(&format!("x{}", mark.repeat(9))), "{mark:?}");
        }
    }

    #[test]
    fn s76_what_people_write_stays_as_it_is() {
        for text in ["Tiếng Việt, ệ̀ ố", "क्ष्त्र्य हिन्दी", "བསྒྲུབས་", "שָׁלוֹם עֲלֵיכֶם", "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ ❤️", "ที่นี่"]
        {
            assert_eq!(without_towers(text), text);
        }
    }
}
