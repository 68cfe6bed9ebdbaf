//! Prices as shops write them, in minor units of their currency.

use serde::{Deserialize, Serialize};
use vitrine_shared::wire::catalog::SkipReason;

/// Largest price, in minor units: ten digits and two decimals. It also keeps sums from overflowing.
const MOST: u64 = 999_999_999_999;

/// Currencies of ISO 4217 without minor units.
const WHOLE: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
];
/// Currencies of ISO 4217 with a thousand minor units.
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
/// Signs that mean one currency only.
const SIGNS: [(&str, &str); 5] =
    [("€", "EUR"), ("£", "GBP"), ("₽", "RUB"), ("₴", "UAH"), ("₹", "INR")];

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Amount {
    /// Minor units: cents, or whole yen.
    pub minor: u64,
    /// ISO 4217.
    pub currency: String,
}

/// Decimals of a currency.
fn decimals(currency: &str) -> usize {
    if WHOLE.contains(&currency) {
        0
    } else if THOUSANDTHS.contains(&currency) {
        3
    } else {
        2
    }
}

/// Reads `49.99 EUR`, `EUR 49,99`, `1.299,00 EUR`, `1 299 RUB`, `1'299.00 CHF`, `49,99 €`.
///
/// # Errors
/// When there is no currency, no number, or a number that could mean two.
pub(super) fn read(text: &str) -> Result<Amount, SkipReason> {
    let text = text.trim();
    let sign = SIGNS.iter().find(|(sign, _)| text.contains(sign));
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    let currency = match (letters.len(), sign) {
        (3, None) => letters.to_ascii_uppercase(),
        (0, Some((_, currency))) => (*currency).to_owned(),
        (0, None) => return Err(SkipReason::Currency),
        _ => return Err(SkipReason::Price),
    };
    let sign = sign.map_or("", |(sign, _)| sign);
    let number = text.replace(sign, "");
    let number = number.trim_matches(|c: char| c.is_ascii_alphabetic() || c.is_whitespace());
    Ok(Amount { minor: minor(number, decimals(&currency))?, currency })
}

/// The number in minor units.
fn minor(number: &str, decimals: usize) -> Result<u64, SkipReason> {
    let spaced = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    let plain: String = number.chars().filter(|c| !spaced(*c)).collect();
    let known = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    if !plain.chars().all(known) || !plain.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(SkipReason::Price);
    }
    let (whole, fraction) = split(&plain, decimals)?;
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    // Shops print computed numbers: what is beyond the minor unit is rounded.
    let (kept, beyond) = fraction.split_at(fraction.len().min(decimals));
    let digits = format!("{whole}{kept:0<decimals$}");
    let minor: u64 = digits.parse().map_err(|_too_long| SkipReason::Price)?;
    let minor = minor.saturating_add(u64::from(beyond.starts_with(|c| c >= '5')));
    if minor > MOST { Err(SkipReason::Price) } else { Ok(minor) }
}

/// Where the decimals begin.
fn split(plain: &str, decimals: usize) -> Result<(&str, &str), SkipReason> {
    let Some(last) = plain.rfind(['.', ',']) else { return Ok((plain, "")) };
    let (whole, fraction) = (&plain[..last], &plain[last + 1..]);
    let separator = plain.as_bytes()[last];
    let before: Vec<u8> = whole.bytes().filter(|b| !b.is_ascii_digit()).collect();
    let in_thousands = fraction.len() == 3 && decimals != 3;
    if before.contains(&separator) {
        // 1.299.000: the same sign twice separates thousands.
        return if in_thousands && before.iter().all(|b| *b == separator) {
            Ok((plain, ""))
        } else {
            Err(SkipReason::Price)
        };
    }
    if !before.is_empty() {
        // 1.299,00: another sign separates thousands.
        return Ok((whole, fraction));
    }
    match (in_thousands, separator, decimals) {
        (false, _, _) => Ok((whole, fraction)),
        (true, b',', _) | (true, _, 0) => Ok((plain, "")),
        // 1.299 EUR is 1,299 euros for one shop and 1.30 for another.
        (true, _, _) => Err(SkipReason::AmbiguousPrice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> Result<(u64, String), SkipReason> {
        read(text).map(|amount| (amount.minor, amount.currency))
    }

    #[test]
    fn prices_are_read_as_shops_write_them() {
        for (text, minor, currency) in [
            ("49.99 EUR", 4_999, "EUR"),
            ("49,99 EUR", 4_999, "EUR"),
            ("EUR 49.9", 4_990, "EUR"),
            ("49 eur", 4_900, "EUR"),
            ("1.299,00 EUR", 129_900, "EUR"),
            ("1,299.00 USD", 129_900, "USD"),
            ("1,299 USD", 129_900, "USD"),
            ("1.299.000 EUR", 129_900_000, "EUR"),
            ("1 299 RUB", 129_900, "RUB"),
            ("1\u{a0}299,50\u{a0}₽", 129_950, "RUB"),
            ("1'299.00 CHF", 129_900, "CHF"),
            ("5000 JPY", 5_000, "JPY"),
            ("5,000 JPY", 5_000, "JPY"),
            ("5.000 JPY", 5_000, "JPY"),
            ("4999.00 JPY", 4_999, "JPY"),
            ("12.345 KWD", 12_345, "KWD"),
            ("19.9949 EUR", 1_999, "EUR"),
            ("19.9951 EUR", 2_000, "EUR"),
            ("0 EUR", 0, "EUR"),
            ("49,99 €", 4_999, "EUR"),
        ] {
            assert_eq!(price(text), Ok((minor, currency.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_price_is_told_from_what_could_be_two() {
        for (text, why) in [
            ("", SkipReason::Currency),
            ("49.99", SkipReason::Currency),
            ("EUR", SkipReason::Price),
            ("free", SkipReason::Price),
            ("-5 EUR", SkipReason::Price),
            ("from 5 EUR", SkipReason::Price),
            ("1.299 EUR", SkipReason::AmbiguousPrice),
            ("1.29.9 EUR", SkipReason::Price),
            ("99999999999999999999 EUR", SkipReason::Price),
            ("$5 EUR", SkipReason::Price),
        ] {
            assert_eq!(price(text), Err(why), "{text:?}");
        }
    }
}
