//! QR codes of our own addresses.

use qrcodegen::{QrCode, QrCodeEcc};

/// The code of an address as rows of `1` for dark and `0` for light, without the light margin that
/// a camera needs around it; `None` for an address too long for a code.
#[must_use]
pub fn qr_rows(url: &str) -> Option<Vec<String>> {
    let code = QrCode::encode_text(url, QrCodeEcc::Medium).ok()?;
    let row = |y| (0..code.size()).map(|x| if code.get_module(x, y) { '1' } else { '0' }).collect();
    Some((0..code.size()).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_square_and_has_the_three_finders() {
        let code = qr_rows("https://192.168.178.23:8080/demo/phone").expect("it is short");
        let size = code.len();
        assert!(code.iter().all(|row| row.len() == size), "square");
        assert!(code[0].starts_with("1111111") && code[0].ends_with("1111111"));
        assert!(code[size - 1].starts_with("1111111"));
    }

    #[test]
    fn an_address_that_fits_no_code_has_none() {
        assert_eq!(qr_rows(&"a".repeat(4_000)), None);
    }
}
