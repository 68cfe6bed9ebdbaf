//! A product as shops have them.

use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::product::{
    Attribute, Money, ProductCard, ProductSource, ProductVariant, Stock, StockState,
};

/// A hoodie for 42.00 € in two colours.
#[must_use]
pub fn card() -> ProductCard {
    let variant = |id: &str, colour: &str| ProductVariant {
        id: id.to_owned(),
        sku: Some(format!("hoodie-{colour}")),
        options: vec![Attribute { name: "Color".to_owned(), value: colour.to_owned() }],
        price: Some(Money { minor: 4200, currency: "EUR".to_owned() }),
        list_price: None,
        stock: Stock { state: StockState::InStock, left: Some(4) },
        picture: Some(format!("https://corda.example/i/hoodie-{colour}.jpg")),
    };
    ProductCard {
        source: ProductSource::Page,
        id: "11".to_owned(),
        sku: Some("hoodie".to_owned()),
        title: "Hoodie".to_owned(),
        brand: None,
        url: "https://corda.example/product/hoodie/".to_owned(),
        price: Some(Money { minor: 4200, currency: "EUR".to_owned() }),
        list_price: Some(Money { minor: 4500, currency: "EUR".to_owned() }),
        stock: Stock { state: StockState::InStock, left: None },
        rating: None,
        pictures: vec!["https://corda.example/i/hoodie.jpg".to_owned()],
        attributes: vec![Attribute { name: "Fabric".to_owned(), value: "Cotton".to_owned() }],
        variants: vec![variant("27", "red"), variant("28", "green")],
        chosen: Some("27".to_owned()),
        seen_at: UnixMillis(1),
    }
}
