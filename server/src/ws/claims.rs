//! What a visitor's page claims about itself, within caps. It is shown as told and believed for
//! nothing: nothing is fetched on its word alone.

use vitrine_shared::limits;
use vitrine_shared::text::has_tower;
use vitrine_shared::wire::{Cart, PageFacts};

/// Page facts within their caps, about an http(s) page.
pub(super) fn plausible(page: &PageFacts) -> bool {
    let product = page.product.as_ref().is_none_or(|product| {
        text(&product.name, limits::TITLE_CHARS)
            && product.picture.as_deref().is_none_or(web)
            && product.price.as_deref().is_none_or(|price| text(price, limits::PRICE_CHARS))
    });
    web(&page.url) && text(&page.title, limits::TITLE_CHARS) && text(&page.language, 35) && product
}

/// A cart whose total is a price.
pub(super) fn plausible_cart(cart: &Cart) -> bool {
    cart.total.as_deref().is_none_or(|total| text(total, limits::PRICE_CHARS))
}

/// An address of the web that fits.
pub(super) fn web(url: &str) -> bool {
    let ours = url.starts_with("http://") || url.starts_with("https://");
    ours && url.len() <= limits::URL_BYTES && !url.chars().any(char::is_control)
}

fn text(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control) && !has_tower(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn li5_claims_beyond_their_caps_are_not_plausible() {
        let page = PageFacts {
            url: "https://shop.example/a".to_owned(),
            title: "A".to_owned(),
            language: "en".to_owned(),
            product: None,
        };
        assert!(plausible(&page));
        for url in ["javascript:alert(1)", "data:text/html,x", "https://a\u{7}b"] {
            assert!(!plausible(&PageFacts { url: url.to_owned(), ..page.clone() }), "{url}");
        }
        let title = "x".repeat(limits::TITLE_CHARS + 1);
        assert!(!plausible(&PageFacts { title, ..page.clone() }));
        let title = format!("a{}", "\u{301}".repeat(9));
        assert!(!plausible(&PageFacts { title, ..page }), "s76: a tower of accents");
        assert!(!plausible_cart(&Cart { count: 1, total: Some("9".repeat(41)) }));
    }
}
