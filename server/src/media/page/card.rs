//! The product of a page as a card, from its JSON-LD (schema.org). Strangers write it: whatever it
//! says is the page's word, and what it says is cleaned and capped like any other card.

use serde_json::{Map, Value};
use url::Url;
use vitrine_shared::limits;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::product::{
    Attribute, Money, ProductCard, ProductSource, Rating, Stock, StockState,
};

type Fields = Map<String, Value>;

/// Currencies whose minor unit is not a hundredth (ISO 4217).
const WITHOUT_MINOR: [&str; 7] = ["JPY", "KRW", "VND", "CLP", "ISK", "PYG", "UGX"];
const WITH_THOUSANDTHS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// The card of a product that JSON-LD describes; `None` for one without a name.
pub(super) fn read(product: &Fields, base: &Url) -> Option<ProductCard> {
    let text = |name: &str| product.get(name).and_then(word);
    let offer = first(product.get("offers")).and_then(Value::as_object);
    let (price, list_price) = offer.map(prices).unwrap_or_default();
    let sku = text("sku");
    let page = base.path().rsplit('/').find(|part| !part.is_empty()).unwrap_or("product");
    let id = text("productGroupID").or_else(|| text("productID")).or_else(|| sku.clone());
    let card = ProductCard {
        source: ProductSource::Page,
        id: id.unwrap_or_else(|| page.to_owned()),
        sku,
        title: text("name")?,
        brand: first(product.get("brand"))
            .and_then(|brand| word(brand).or_else(|| brand.get("name").and_then(word))),
        url: base.to_string(),
        price,
        list_price,
        stock: Stock { state: offer.map(availability).unwrap_or_default(), left: None },
        rating: first(product.get("aggregateRating")).and_then(Value::as_object).and_then(rating),
        pictures: pictures(product.get("image"), base),
        attributes: attributes(product.get("additionalProperty")),
        variants: Vec::new(),
        chosen: None,
        seen_at: UnixMillis(0),
    };
    card.tidied()
}

fn first(value: Option<&Value>) -> Option<&Value> {
    match value? {
        Value::Array(values) => values.first(),
        value => Some(value),
    }
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.first().and_then(word),
        _ => None,
    }
}

/// `price`, else a specification that is no list price, else `lowPrice`; and the one before.
fn prices(offer: &Fields) -> (Option<Money>, Option<Money>) {
    let currency = offer.get("priceCurrency").and_then(word);
    let (mut price, mut list) = (None, None);
    let specifications = match offer.get("priceSpecification") {
        Some(Value::Array(all)) => all.iter().take(20).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    for one in specifications.into_iter().filter_map(Value::as_object) {
        let own = one.get("priceCurrency").and_then(word).or_else(|| currency.clone());
        let money = money(one.get("price"), own.as_deref());
        let kind = one.get("priceType").and_then(word).unwrap_or_default();
        let place = if kind.ends_with("ListPrice") || kind.ends_with("StrikethroughPrice") {
            &mut list
        } else {
            &mut price
        };
        if place.is_none() {
            *place = money;
        }
    }
    let said = money(offer.get("price"), currency.as_deref());
    let lowest = || money(offer.get("lowPrice"), currency.as_deref());
    (said.or(price).or_else(lowest), list)
}

/// An amount such as `42.00` in minor units. What is not written as schema.org asks is no price.
fn money(amount: Option<&Value>, currency: Option<&str>) -> Option<Money> {
    let (amount, currency) = (word(amount?)?, currency?.trim().to_ascii_uppercase());
    let digits: usize = match currency.as_str() {
        one if WITHOUT_MINOR.contains(&one) => 0,
        one if WITH_THOUSANDTHS.contains(&one) => 3,
        _ => 2,
    };
    let (whole, fraction) = amount.trim().split_once('.').unwrap_or((amount.trim(), ""));
    let plain = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return None;
    }
    let padded: String = fraction.chars().chain("000".chars()).take(digits).collect();
    let minor = format!("{whole}{padded}").parse().ok()?;
    Some(Money { minor, currency }).filter(Money::is_sound)
}

fn availability(offer: &Fields) -> StockState {
    let said = offer.get("availability").and_then(word).unwrap_or_default();
    match said.rsplit('/').next().unwrap_or_default() {
        "InStock" | "InStoreOnly" | "OnlineOnly" => StockState::InStock,
        "LimitedAvailability" => StockState::Low,
        "OutOfStock" | "SoldOut" | "Discontinued" => StockState::OutOfStock,
        "PreOrder" | "PreSale" => StockState::Preorder,
        "BackOrder" => StockState::Backorder,
        _ => StockState::Unknown,
    }
}

fn rating(fields: &Fields) -> Option<Rating> {
    let number = |name: &str| fields.get(name).and_then(word)?.parse::<f64>().ok();
    let best = number("bestRating").filter(|best| *best > 0.0).unwrap_or(5.0);
    let tenths = number("ratingValue")? / best * 50.0;
    let count = number("reviewCount").or_else(|| number("ratingCount"))?;
    let whole = |number: f64| format!("{number:.0}");
    Some(Rating { tenths: whole(tenths).parse().ok()?, count: whole(count).parse().ok()? })
}

fn pictures(image: Option<&Value>, base: &Url) -> Vec<String> {
    let all = match image {
        Some(Value::Array(all)) => all.iter().take(limits::PRODUCT_PICTURES).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let address = |value: &Value| {
        let found = value.get("contentUrl").or_else(|| value.get("url")).unwrap_or(value);
        base.join(found.as_str()?.trim()).ok().map(String::from)
    };
    all.into_iter().filter_map(address).collect()
}

fn attributes(properties: Option<&Value>) -> Vec<Attribute> {
    let Some(Value::Array(all)) = properties else { return Vec::new() };
    let attribute = |one: &Value| {
        Some(Attribute { name: word(one.get("name")?)?, value: word(one.get("value")?)? })
    };
    all.iter().take(limits::PRODUCT_ATTRIBUTES).filter_map(attribute).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn card(product: &Value) -> Option<ProductCard> {
        let base = "https://shop.example/p/bag?x=1".parse().expect("a URL");
        read(product.as_object().expect("an object"), &base)
    }

    #[test]
    fn a_product_of_woocommerce_becomes_a_card() {
        let card = card(&json!({
            "@type": "Product", "name": "Beanie with Logo", "sku": "Woo-beanie-logo",
            "image": ["/i/a.jpg", { "url": "b.jpg" }],
            "aggregateRating": { "ratingValue": "9.2", "bestRating": 10, "reviewCount": "12" },
            "additionalProperty": [{ "name": "Fabric", "value": "Wool" }, { "name": "x" }],
            "offers": [{
                "availability": "https://schema.org/InStock",
                "priceSpecification": [
                    { "price": "20.00", "priceCurrency": "EUR",
                      "priceType": "https://schema.org/ListPrice" },
                    { "price": "18.00", "priceCurrency": "EUR" },
                ],
            }],
        }));
        let card = card.expect("a card");
        let minor = |money: &Option<Money>| money.as_ref().map(|money| money.minor);
        assert_eq!((minor(&card.price), minor(&card.list_price)), (Some(1800), Some(2000)));
        assert_eq!(card.pictures, ["https://shop.example/i/a.jpg", "https://shop.example/p/b.jpg"]);
        assert_eq!(card.rating, Some(Rating { tenths: 46, count: 12 }));
        assert_eq!(card.stock.state, StockState::InStock);
        assert_eq!((card.id.as_str(), card.attributes.len()), ("Woo-beanie-logo", 1));
    }

    #[test]
    fn a_page_that_lies_gives_a_smaller_card_or_none() {
        assert_eq!(card(&json!({ "@type": "Product" })), None);
        let odd = card(&json!({
            "name": "<script>alert(1)</script>", "sku": ["x"], "brand": 7,
            "image": ["javascript:alert(1)", 5, "https://shop.example/ok.jpg"],
            "offers": { "price": "-1", "priceCurrency": "EUR", "lowPrice": "1e9" },
            "aggregateRating": { "ratingValue": 99, "reviewCount": 1e300 },
        }));
        let odd = odd.expect("a card");
        assert_eq!((odd.price, odd.rating), (None, None));
        assert_eq!(odd.pictures, ["https://shop.example/ok.jpg"]);
        assert_eq!(odd.title, "<script>alert(1)</script>", "text stays text");
    }

    #[test]
    fn amounts_are_minor_units_of_their_currency() {
        for (amount, currency, minor) in [
            (json!("42.5"), "EUR", Some(4250)),
            (json!(19), "eur", Some(1900)),
            (json!("1200"), "JPY", Some(1200)),
            (json!("1.25"), "KWD", Some(1250)),
            (json!("1,299.00"), "USD", None),
            (json!("99999999999999999999"), "USD", None),
            (json!("5"), "bells", None),
        ] {
            let found = money(Some(&amount), Some(currency)).map(|money| money.minor);
            assert_eq!(found, minor, "{amount} {currency}");
        }
    }
}
