//! The way for a phone into the demo: an address and its QR code.

use qrcodegen::{QrCode, QrCodeEcc};
use vitrine_shared::wire::api::DemoPhone;

/// Path that sends a phone on to the shop.
///
/// It begins at the service, so that the browser asks about the service's self-signed certificate
/// before the shop loads the widget from there: a script from an address that nobody was asked
/// about just does not load.
pub const PHONE_PATH: &str = "/demo/phone";

/// What the phone opens; `None` for an address too long for a code.
#[must_use]
pub fn phone(origin: &str) -> Option<DemoPhone> {
    let url = format!("{origin}{PHONE_PATH}");
    let code = QrCode::encode_text(&url, QrCodeEcc::Medium).ok()?;
    let row = |y| (0..code.size()).map(|x| if code.get_module(x, y) { '1' } else { '0' }).collect();
    let code = (0..code.size()).map(row).collect();
    Some(DemoPhone { url, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_square_and_has_the_three_finders() {
        let phone = phone("https://192.168.178.23:8080").expect("it is short");
        assert_eq!(phone.url, "https://192.168.178.23:8080/demo/phone");
        let size = phone.code.len();
        assert!(phone.code.iter().all(|row| row.len() == size), "square");
        assert!(phone.code[0].starts_with("1111111") && phone.code[0].ends_with("1111111"));
        assert!(phone.code[size - 1].starts_with("1111111"));
    }
}
