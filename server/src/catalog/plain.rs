//! Text out of what may be HTML.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use vitrine_shared::text::{turns_direction, without_towers};

/// The words of a text, in one line of at most so many characters. Tags go, entities become
/// letters, and what stands in scripts and styles is not read.
pub(super) fn plain(text: &str, chars: usize) -> String {
    let marked_up = text.contains(['<', '&']);
    let words = if marked_up { without_tags(text) } else { text.to_owned() };
    // Some shops escape twice.
    let words = if words.contains("</") || words.contains("/>") || words.contains("&amp;") {
        without_tags(&words)
    } else {
        words
    };
    in_line(&words, chars)
}

fn without_tags(text: &str) -> String {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut words = String::with_capacity(text.len());
    let mut unread = 0_u32;
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::String(piece) if unread == 0 => {
                words.push_str(&String::from_utf8_lossy(&piece));
            }
            Token::StartTag(tag) => {
                if is_unread(&tag.name) && !tag.self_closing {
                    unread += 1;
                }
                words.push(' ');
            }
            Token::EndTag(tag) => {
                if is_unread(&tag.name) {
                    unread = unread.saturating_sub(1);
                }
                words.push(' ');
            }
            _ => {}
        }
    }
    words
}

fn is_unread(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style")
}

fn in_line(text: &str, chars: usize) -> String {
    let mut line = String::with_capacity(text.len().min(4 * chars));
    let (mut length, mut gap) = (0, false);
    for letter in text.chars() {
        if letter.is_whitespace() || letter.is_control() {
            gap = length > 0;
            continue;
        }
        if turns_direction(letter) {
            continue;
        }
        if gap {
            line.push(' ');
            length += 1;
            gap = false;
        }
        if length >= chars {
            break;
        }
        line.push(letter);
        length += 1;
    }
    let line = without_towers(&line);
    if line.ends_with(' ') { line.trim_end().to_owned() } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_words() {
        for (html, words) in [
            ("Bag", "Bag"),
            ("  a \n\t b\u{a0}c ", "a b c"),
            ("<p>Soft &amp; light</p><ul><li>A</li><li>B</li></ul>", "Soft & light A B"),
            ("&lt;p&gt;Twice&lt;/p&gt;", "Twice"),
            ("<script>alert(1)</script>Bag<style>p{}</style> red", "Bag red"),
            ("T-shirt <3 & more", "T-shirt <3 & more"),
            ("a \u{202e}b", "a b"),
            ("<b", ""),
        ] {
            assert_eq!(plain(html, 99), words, "{html}");
        }
        assert_eq!(plain("one two", 4), "one");
        assert_eq!(plain("ábcdé", 3), "ábc");
    }
}
