//! Which passwords are accepted.

use vitrine_shared::wire::ErrorCode;

/// Shortest and longest password, in characters.
pub const PASSWORD_CHARS: (usize, usize) = (12, 128);
/// Longest text that is looked at as a password at all, in bytes: beyond it nothing is hashed.
pub const PASSWORD_BYTES: usize = 1_024;
/// Guesses it must take, as a power of ten: 10^10 is "safely unguessable" for a slow hash in the
/// terms of the estimator, and excludes what stands in lists of common passwords.
const GUESSES_LOG10: f64 = 10.0;

/// Refuses a password that is too short, too long, or that somebody who knows the person and the
/// usual lists guesses soon. Every character counts; none is cut off, required or forbidden.
///
/// # Errors
/// [`ErrorCode::WeakPassword`].
pub(super) fn judge(password: &str, known_words: &[String]) -> Result<(), ErrorCode> {
    let (shortest, longest) = PASSWORD_CHARS;
    let fits = password.len() <= PASSWORD_BYTES
        && (shortest..=longest).contains(&password.chars().count());
    if !fits {
        return Err(ErrorCode::WeakPassword);
    }
    let mut words: Vec<&str> = vec!["vitrine"];
    words.extend(known_words.iter().map(String::as_str));
    words.extend(known_words.iter().flat_map(|text| text.split(['@', '.', ' '])));
    let strong = zxcvbn::zxcvbn(password, &words).guesses_log10() >= GUESSES_LOG10;
    if strong { Ok(()) } else { Err(ErrorCode::WeakPassword) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many characters from `first` on, without an order that could be guessed.
    fn varied(first: char, length: u32) -> String {
        let letter = |n: u32| char::from_u32(u32::from(first) + n * n * 31 % 79);
        (1..=length).filter_map(letter).collect()
    }

    fn is_weak(password: &str) -> bool {
        let words = ["Marta Díaz".to_owned(), "marta@corda.example".to_owned()];
        judge(password, &words).is_err()
    }

    #[test]
    fn s18_long_and_uncommon_passwords_are_accepted_whole() {
        assert!(!is_weak("maple-orbit-sandal-37"));
        assert!(!is_weak("пять лисиц спят у реки"));
        assert!(!is_weak(&varied('!', 128)), "128 characters");
        assert!(!is_weak(&varied('😀', 128)), "128 characters of four bytes");
    }

    #[test]
    fn s18_short_huge_and_common_ones_are_refused() {
        assert!(is_weak("k7!vQ2z@Lp9"), "11 characters");
        assert!(is_weak(&varied('!', 129)), "129 characters");
        for common in ["password1234", "123456789012", "qwertyuiop12", "aaaaaaaaaaaa"] {
            assert!(is_weak(common), "{common}");
        }
        assert!(is_weak("marta@corda.example"), "one's own address");
        assert!(is_weak("martacorda12"));
    }
}
