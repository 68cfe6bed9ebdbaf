//! A product as it is shown on the stage and in the thread: a snapshot, so that what was said about
//! it stays true when the shop changes its mind.

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::text::{turns_direction, without_towers};
use crate::time::UnixMillis;

/// Where a card comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ProductSource {
    /// A page says so, as the visitor's browser told it. Shown as told, never trusted, and never
    /// written into the catalogue.
    Page,
    /// The shop's catalogue, as it was imported.
    Catalog,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Money {
    /// Minor units of the currency (ISO 4217): cents of a euro, whole yen; at most 10^12.
    #[cfg_attr(test, ts(type = "number"))]
    pub minor: u64,
    /// ISO 4217, three capital letters.
    pub currency: String,
}

impl Money {
    /// Whether the currency has the form of one and the amount is within its cap.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.minor <= limits::PRICE_MINOR
            && self.currency.len() == 3
            && self.currency.bytes().all(|letter| letter.is_ascii_uppercase())
    }
}

/// Whether it can be bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum StockState {
    /// It can.
    InStock,
    /// It can, and few are left.
    Low,
    /// Not now.
    OutOfStock,
    /// It can be ordered before it is there.
    Preorder,
    /// It can be ordered and comes later.
    Backorder,
    /// Nobody says.
    #[default]
    Unknown,
}

impl StockState {
    /// Whether it can be put into a cart, as far as anybody says.
    #[must_use]
    pub fn can_be_bought(self) -> bool {
        self != Self::OutOfStock
    }
}

/// What is left of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Stock {
    /// Whether it can be bought.
    pub state: StockState,
    /// Pieces left, if the shop tells.
    pub left: Option<u32>,
}

/// What customers think of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rating {
    /// Tenths of a star, 0..=50.
    pub tenths: u8,
    /// How many customers said so.
    pub count: u32,
}

/// A property of a product, or an option of a variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Attribute {
    /// What, at most 80 characters, such as `Colour`.
    pub name: String,
    /// How much or which, at most 200 characters.
    pub value: String,
}

/// One of the forms a product comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProductVariant {
    /// The shop's id of it, 1 to 120 characters.
    pub id: String,
    /// The shop's number of it.
    pub sku: Option<String>,
    /// What makes it different, at most 6.
    pub options: Vec<Attribute>,
    /// What it costs; null for as much as the product.
    pub price: Option<Money>,
    /// What it cost before, when that was more.
    pub list_price: Option<Money>,
    /// What is left of it.
    pub stock: Stock,
    /// Address of its picture, the largest there is.
    pub picture: Option<String>,
}

/// A product as it was when somebody looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProductCard {
    /// Who says so.
    pub source: ProductSource,
    /// The shop's id of it, 1 to 120 characters.
    pub id: String,
    /// The shop's number of it, at most 80 characters.
    pub sku: Option<String>,
    /// What it is called, 1 to 200 characters.
    pub title: String,
    /// Who makes it, at most 80 characters.
    pub brand: Option<String>,
    /// Its page; http or https, at most 2,048 bytes.
    pub url: String,
    /// What it costs.
    pub price: Option<Money>,
    /// What it cost before, when that was more.
    pub list_price: Option<Money>,
    /// What is left of it.
    pub stock: Stock,
    /// What customers think of it.
    pub rating: Option<Rating>,
    /// Addresses of its pictures, best first and the largest of each, at most 12. Browsers load none
    /// of them: the server fetches those that are shown.
    pub pictures: Vec<String>,
    /// Its properties, at most 40.
    pub attributes: Vec<Attribute>,
    /// The forms it comes in, at most 100.
    pub variants: Vec<ProductVariant>,
    /// Id of the variant that is meant, if one is.
    pub chosen: Option<String>,
    /// When somebody looked.
    pub seen_at: UnixMillis,
}

/// The product of the page the visitor is on: a register of the visitor, sent when it changes, and
/// the answer to `GET /v1/conversations/{id}/product`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PageProduct {
    /// The product as the page tells it; null when the page is about none.
    pub card: Option<Box<ProductCard>>,
}

/// Why a product goes with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum RelatedReason {
    /// The shop's page or feed names it.
    Shop,
    /// Of the same category, at about the same price, and in stock.
    Category,
}

/// A product that goes with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RelatedProduct {
    /// Which.
    pub card: ProductCard,
    /// Why.
    pub reason: RelatedReason,
}

/// Products that go with another, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RelatedProducts {
    /// At most 12.
    pub products: Vec<RelatedProduct>,
}

impl ProductCard {
    /// The card with clean texts and within every cap; `None` when nothing is left that could be
    /// called a product. A card that is tidy comes back as it is.
    #[must_use]
    pub fn tidied(mut self) -> Option<Self> {
        self.id = line(&self.id, limits::PRODUCT_ID_CHARS);
        self.title = line(&self.title, limits::TITLE_CHARS);
        if self.id.is_empty() || self.title.is_empty() || !is_web(&self.url) {
            return None;
        }
        self.sku = word(self.sku);
        self.brand = word(self.brand);
        (self.price, self.list_price) = prices(self.price, self.list_price);
        self.rating = self.rating.filter(|rating| rating.tenths <= 50 && rating.count > 0);
        self.pictures.retain(|address| is_web(address));
        self.pictures.truncate(limits::PRODUCT_PICTURES);
        self.attributes = attributes(self.attributes, limits::PRODUCT_ATTRIBUTES);
        self.variants.truncate(limits::PRODUCT_VARIANTS);
        self.variants = self.variants.into_iter().filter_map(ProductVariant::tidied).collect();
        self.fit();
        let chosen = self.chosen.take();
        self.chosen = chosen.filter(|id| self.variant(id).is_some());
        Some(self)
    }

    /// The variant with this id.
    #[must_use]
    pub fn variant(&self, id: &str) -> Option<&ProductVariant> {
        self.variants.iter().find(|variant| variant.id == id)
    }

    /// Price and stock of the product, or of one of its variants.
    #[must_use]
    pub fn offer(&self, variant: Option<&str>) -> (Option<&Money>, Stock) {
        match variant.and_then(|id| self.variant(id)) {
            Some(variant) => (variant.price.as_ref().or(self.price.as_ref()), variant.stock),
            None => (self.price.as_ref(), self.stock),
        }
    }

    /// Drops what is least missed until the card fits: attributes from the end, then variants that
    /// are not chosen, then pictures.
    fn fit(&mut self) {
        while self.bytes() > limits::CARD_BYTES {
            let chosen = self.chosen.clone();
            let spare = |variant: &ProductVariant| Some(&variant.id) != chosen.as_ref();
            if self.attributes.pop().is_some() {
                continue;
            }
            if let Some(last) = self.variants.iter().rposition(spare) {
                self.variants.remove(last);
            } else if self.pictures.pop().is_none() {
                self.variants.clear();
                return;
            }
        }
    }

    fn bytes(&self) -> usize {
        serde_json::to_string(self).map_or(usize::MAX, |json| json.len())
    }
}

impl ProductVariant {
    fn tidied(mut self) -> Option<Self> {
        self.id = line(&self.id, limits::PRODUCT_ID_CHARS);
        if self.id.is_empty() {
            return None;
        }
        self.sku = word(self.sku);
        self.options = attributes(self.options, limits::VARIANT_OPTIONS);
        (self.price, self.list_price) = prices(self.price, self.list_price);
        self.picture = self.picture.filter(|address| is_web(address));
        Some(self)
    }
}

/// One line of at most `most` characters that looks like what it says.
fn line(text: &str, most: usize) -> String {
    let shown = without_towers(text).replace(turns_direction, "");
    let words: Vec<&str> = shown
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line: String = words.join(" ").chars().take(most).collect();
    line.trim_end().to_owned()
}

fn word(text: Option<String>) -> Option<String> {
    text.map(|text| line(&text, limits::PRODUCT_WORD_CHARS)).filter(|text| !text.is_empty())
}

fn attributes(all: Vec<Attribute>, most: usize) -> Vec<Attribute> {
    let tidy = all.into_iter().map(|one| Attribute {
        name: line(&one.name, limits::PRODUCT_WORD_CHARS),
        value: line(&one.value, limits::ATTRIBUTE_CHARS),
    });
    tidy.filter(|one| !one.name.is_empty() && !one.value.is_empty()).take(most).collect()
}

/// A price, and the one before only where it was higher and of the same currency.
fn prices(price: Option<Money>, list: Option<Money>) -> (Option<Money>, Option<Money>) {
    let price = price.filter(Money::is_sound);
    let list = list.filter(Money::is_sound).filter(|list| {
        price.as_ref().is_some_and(|now| now.currency == list.currency && now.minor < list.minor)
    });
    (price, list)
}

/// Whether it is an address of the web within its cap.
#[must_use]
pub fn is_web(address: &str) -> bool {
    let web = address.starts_with("https://") || address.starts_with("http://");
    web && address.len() <= limits::URL_BYTES
        && !address.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A bag for 42.00 € in two colours, of which the second is sold out.
    pub(crate) fn bag() -> ProductCard {
        let variant = |id: &str, colour: &str, state| ProductVariant {
            id: id.to_owned(),
            sku: None,
            options: vec![Attribute { name: "Colour".into(), value: colour.to_owned() }],
            price: None,
            list_price: None,
            stock: Stock { state, left: None },
            picture: Some(format!("https://shop.example/i/{id}.jpg")),
        };
        ProductCard {
            source: ProductSource::Page,
            id: "17".into(),
            sku: Some("BAG-17".into()),
            title: "Bag".into(),
            brand: None,
            url: "https://shop.example/p/bag".into(),
            price: Some(Money { minor: 4200, currency: "EUR".into() }),
            list_price: Some(Money { minor: 5000, currency: "EUR".into() }),
            stock: Stock { state: StockState::InStock, left: Some(3) },
            rating: Some(Rating { tenths: 46, count: 12 }),
            pictures: vec!["https://shop.example/i/17.jpg".into()],
            attributes: vec![Attribute { name: "Material".into(), value: "Leather".into() }],
            variants: vec![
                variant("18", "Brown", StockState::InStock),
                variant("19", "Black", StockState::OutOfStock),
            ],
            chosen: Some("18".into()),
            seen_at: UnixMillis(1),
        }
    }

    #[test]
    fn a_tidy_card_stays_as_it_is_and_tidying_twice_changes_nothing() {
        assert_eq!(bag().tidied(), Some(bag()));
        let mut wild = bag();
        wild.title = format!(" \u{202e}a\u{301}{}\n\tb ", "\u{301}".repeat(50));
        wild.attributes = vec![Attribute { name: "x".repeat(500), value: "y".repeat(900) }; 90];
        let once = wild.tidied().expect("a product");
        assert_eq!(once.clone().tidied(), Some(once));
    }

    #[test]
    fn li5_a_card_is_cut_off_at_its_caps_and_keeps_the_chosen_variant() {
        let mut wild = bag();
        let one = wild.variants[0].clone();
        wild.variants = (0..500)
            .map(|n| ProductVariant {
                id: n.to_string(),
                picture: Some(format!("https://x.example/{}", "p".repeat(1_500))),
                ..one.clone()
            })
            .collect();
        wild.chosen = Some("60".into());
        wild.pictures = vec![format!("https://x.example/{}", "p".repeat(2_000)); 90];
        let kept = wild.tidied().expect("a product");
        assert!(kept.bytes() <= limits::CARD_BYTES, "{}", kept.bytes());
        assert_eq!(kept.chosen.as_deref(), Some("60"), "what is meant is dropped last");
    }

    #[test]
    fn what_has_no_name_or_no_page_is_no_product() {
        let with = |change: fn(&mut ProductCard)| {
            let mut card = bag();
            change(&mut card);
            card.tidied()
        };
        assert_eq!(with(|card| card.title = "\u{200b} \n".into()), None);
        assert_eq!(with(|card| card.id = String::new()), None);
        assert_eq!(with(|card| card.url = "javascript:alert(1)".into()), None);
        let odd = with(|card| {
            card.price = Some(Money { minor: 1, currency: "euro".into() });
            card.pictures = vec!["data:image/png;base64,AA".into(), "//x/y.jpg".into()];
            card.variants[0].picture = Some("file:///etc/passwd".into());
            card.rating = Some(Rating { tenths: 99, count: 1 });
        });
        let odd = odd.expect("a product all the same");
        assert_eq!((odd.price, odd.list_price, odd.rating), (None, None, None));
        assert!(odd.pictures.is_empty() && odd.variants[0].picture.is_none());
    }

    #[test]
    fn a_variant_costs_what_the_product_costs_unless_it_says_otherwise() {
        let mut card = bag();
        assert_eq!(card.offer(Some("18")).0.map(|price| price.minor), Some(4200));
        card.variants[1].price = Some(Money { minor: 4500, currency: "EUR".into() });
        let (price, stock) = card.offer(Some("19"));
        assert_eq!(
            (price.map(|price| price.minor), stock.state.can_be_bought()),
            (Some(4500), false)
        );
    }
}
