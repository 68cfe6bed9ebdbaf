//! The way for a phone into the demo: an address and its QR code.

use vitrine_shared::wire::api::DemoPhone;

use crate::qr::qr_rows;

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
    let code = qr_rows(&url)?;
    Some(DemoPhone { url, code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_sent_to_the_service_first() {
        let phone = phone("https://192.168.178.23:8080").expect("it is short");
        assert_eq!(phone.url, "https://192.168.178.23:8080/demo/phone");
        assert!(!phone.code.is_empty());
    }
}
