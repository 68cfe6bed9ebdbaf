//! An item of a feed as we keep it: checked, cleaned, and with a digest that tells whether it is
//! the same as last time.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;
use vitrine_shared::limits::URL_BYTES;
use vitrine_shared::text::{turns_direction, without_towers};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::catalog::SkipReason;

use super::fields::RawItem;
use super::plain::plain;
use super::price::{self, Amount};

/// Longest id, in characters.
const ID_CHARS: usize = 120;
/// Longest title, in characters.
const TITLE_CHARS: usize = 200;
/// Longest description that is kept, in characters.
const DESCRIPTION_CHARS: usize = 1_000;
/// Longest brand, number or value of an attribute, in characters.
const SHORT_CHARS: usize = 80;
/// Pictures of one item.
const PICTURES: usize = 12;
/// Attributes of one item.
const ATTRIBUTES: usize = 20;
/// Products an item may name.
const NAMED: usize = 20;

/// Fields in which shops name products that go with one; Google has none for that.
const NAMING: [&str; 5] =
    ["related_ids", "related_id", "cross_sell_ids", "upsell_ids", "accessory_ids"];

/// What a variant is chosen by, in the order it is shown.
pub(crate) const OPTIONS: [&str; 4] = ["color", "size", "material", "pattern"];

/// Whether an item can be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Now.
    InStock,
    /// Not now.
    OutOfStock,
    /// Before it is there.
    Preorder,
    /// Later.
    Backorder,
    /// The feed does not say.
    #[default]
    Unknown,
}

/// A price that is lower for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// The lower price, in the currency of the other one.
    pub minor: u64,
    /// From then on.
    pub from: Option<UnixMillis>,
    /// Until then.
    pub until: Option<UnixMillis>,
}

/// An item of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedItem {
    /// The shop's id of it.
    pub id: String,
    /// The shop's id of the product whose variant it is.
    pub group: Option<String>,
    /// Its name, in one line.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Who makes it.
    pub brand: Option<String>,
    /// Where it stands in the shop, from the general to the particular.
    pub category: Option<String>,
    /// Its price.
    pub price: Amount,
    /// Its price for a while.
    pub sale: Option<Sale>,
    /// Whether it can be had.
    pub availability: Availability,
    /// The shop's number of it.
    pub sku: Option<String>,
    /// Its number all over the world.
    pub gtin: Option<String>,
    /// Its maker's number.
    pub mpn: Option<String>,
    /// Addresses of its pictures, the main one first.
    pub pictures: Vec<String>,
    /// What it is like: names of [`OPTIONS`] first.
    pub attributes: Vec<(String, String)>,
    /// Ids of products that the shop shows beside it.
    pub related: Vec<String>,
    /// What the shop says of it, without markup.
    pub description: String,
}

impl FeedItem {
    /// Reads an item.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub(super) fn read(raw: &RawItem) -> Result<Self, SkipReason> {
        if let Some(flaw) = raw.flaw {
            return Err(flaw);
        }
        let id = id(raw.first("id").unwrap_or_default()).ok_or(SkipReason::Id)?;
        let title = raw.first("title").map(|text| line(text, TITLE_CHARS)).unwrap_or_default();
        if title.is_empty() {
            return Err(SkipReason::Title);
        }
        let url = raw.first("link").and_then(address).ok_or(SkipReason::Link)?;
        let price = price::read(raw.first("price").unwrap_or_default())?;
        let short = |field| raw.first(field).map(|text| line(text, SHORT_CHARS));
        let short = |field| short(field).filter(|text| !text.is_empty());
        let pictures = raw.all("image_link").chain(raw.all("additional_image_link"));
        let mut addresses: Vec<String> = Vec::new();
        // A table has several addresses in one cell.
        for cell in pictures {
            for (n, part) in cell.replace(", http", ",http").split(",http").enumerate() {
                let whole = if n == 0 { part.to_owned() } else { format!("http{part}") };
                if let Some(picture) = address(&whole)
                    && !addresses.contains(&picture)
                    && addresses.len() < PICTURES
                {
                    addresses.push(picture);
                }
            }
        }
        Ok(Self {
            group: raw.first("item_group_id").and_then(self::id),
            sale: sale(raw, &price),
            availability: availability(raw.first("availability").unwrap_or_default()),
            brand: short("brand"),
            category: category(raw),
            sku: short("sku"),
            gtin: short("gtin"),
            mpn: short("mpn"),
            attributes: attributes(raw),
            related: named(raw),
            description: raw
                .first("description")
                .map(|t| plain(t, DESCRIPTION_CHARS))
                .unwrap_or_default(),
            pictures: addresses,
            id,
            title,
            url,
            price,
        })
    }

    /// The product it is a variant of, or itself.
    #[must_use]
    pub fn unit(&self) -> &str {
        self.group.as_deref().unwrap_or(&self.id)
    }

    /// Equal for items that say the same.
    #[must_use]
    pub fn digest(&self) -> i64 {
        let json = serde_json::to_vec(self).expect("an item has string keys");
        let hash = Sha256::digest(json);
        i64::from_be_bytes(hash[..8].try_into().expect("eight bytes"))
    }

    /// What it costs at a time, and what it costs otherwise if that is more.
    #[must_use]
    pub fn price_at(&self, now: UnixMillis) -> (u64, Option<u64>) {
        match &self.sale {
            Some(sale)
                if sale.minor < self.price.minor
                    && sale.from.is_none_or(|from| now >= from)
                    && sale.until.is_none_or(|until| now < until) =>
            {
                (sale.minor, Some(self.price.minor))
            }
            _ => (self.price.minor, None),
        }
    }

    /// Whether it can be bought.
    #[must_use]
    pub fn can_be_had(&self) -> bool {
        self.availability != Availability::OutOfStock
    }
}

/// A text in one line, without what stacks or turns.
fn line(text: &str, chars: usize) -> String {
    plain(text, chars)
}

fn id(text: &str) -> Option<String> {
    let text = text.trim();
    let odd = |c: char| c.is_control() || turns_direction(c);
    let fits = !text.is_empty() && text.chars().count() <= ID_CHARS && !text.contains(odd);
    fits.then(|| without_towers(text))
}

/// The address in its normal form, if a browser can open it.
fn address(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let anonymous = url.username().is_empty() && url.password().is_none();
    let text = String::from(url.as_str());
    let fits = matches!(url.scheme(), "http" | "https") && anonymous && text.len() <= URL_BYTES;
    fits.then_some(text)
}

fn availability(text: &str) -> Availability {
    let text = text.trim().trim_end_matches('/');
    let word = text.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let word: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    match word.as_str() {
        "instock" | "limitedavailability" | "instoreonly" | "onlineonly" => Availability::InStock,
        "outofstock" | "soldout" | "discontinued" => Availability::OutOfStock,
        "preorder" | "presale" => Availability::Preorder,
        "backorder" | "availablefororder" | "madetoorder" => Availability::Backorder,
        _ => Availability::Unknown,
    }
}

/// A lower price in the same currency, with its time.
fn sale(raw: &RawItem, price: &Amount) -> Option<Sale> {
    let sale = price::read(raw.first("sale_price")?).ok()?;
    if sale.currency != price.currency || sale.minor >= price.minor {
        return None;
    }
    let (from, until) = match raw.first("sale_price_effective_date") {
        None => (None, None),
        // A time that cannot be read is no promise.
        Some(text) => {
            let (from, until) = text.split_once('/')?;
            (Some(super::date::read(from)?), Some(super::date::read(until)?))
        }
    };
    Some(Sale { minor: sale.minor, from, until })
}

/// The shop's own category, else Google's, unless that is only a number.
fn category(raw: &RawItem) -> Option<String> {
    let own = raw.first("product_type");
    let google = raw.first("google_product_category");
    let google = google.filter(|text| !text.bytes().all(|b| b.is_ascii_digit()));
    let text = line(own.or(google)?, TITLE_CHARS);
    (!text.is_empty()).then_some(text)
}

fn attributes(raw: &RawItem) -> Vec<(String, String)> {
    let plain_ones = OPTIONS.into_iter().chain(["gender", "age_group", "condition"]);
    let plain_ones = plain_ones.filter_map(|name| Some((name.to_owned(), raw.first(name)?)));
    // `section: name: value`, or `name: value`.
    let details = raw.all("product_detail").filter_map(|text| {
        let (name, value) = text.rsplit_once(':')?;
        Some((line(name.rsplit(':').next()?, SHORT_CHARS), value))
    });
    plain_ones
        .chain(details)
        .map(|(name, value)| (name, line(value, SHORT_CHARS)))
        .filter(|(name, value)| !name.is_empty() && !value.is_empty())
        .take(ATTRIBUTES)
        .collect()
}

fn named(raw: &RawItem) -> Vec<String> {
    let cells = NAMING.iter().flat_map(|field| raw.all(field));
    let ids = cells.flat_map(|cell| cell.split([',', ';', '|'])).filter_map(id);
    let mut named: Vec<String> = Vec::new();
    for id in ids.take(NAMED) {
        if !named.contains(&id) {
            named.push(id);
        }
    }
    named
}

#[cfg(test)]
mod tests;
