//! Products as cards: what is shown of the items of one product at a time.

use vitrine_shared::limits::PRODUCT_VARIANTS;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::product::{
    Attribute, Money, ProductCard, ProductSource, ProductVariant, Stock, StockState,
};

use super::item::{Availability, FeedItem, OPTIONS};

/// The card of a product with so many of its variants at most; `None` when there are no items.
#[must_use]
pub fn card(
    items: &[FeedItem],
    now: UnixMillis,
    seen_at: UnixMillis,
    variants: usize,
) -> Option<ProductCard> {
    // What can be had and seen stands for the others.
    let shown = |item: &&FeedItem| (item.can_be_had(), !item.pictures.is_empty());
    let lead = items.iter().rev().max_by_key(shown)?;
    let (price, list_price) = prices(lead, now);
    let several = items.len() > 1;
    let mut pictures = lead.pictures.clone();
    for picture in items.iter().filter_map(|item| item.pictures.first()) {
        if !pictures.contains(picture) {
            pictures.push(picture.clone());
        }
    }
    let variant = |item: &FeedItem| {
        let (own, own_list) = prices(item, now);
        let differs = own != price || own_list != list_price;
        ProductVariant {
            id: item.id.clone(),
            sku: item.sku.clone().or_else(|| item.mpn.clone()),
            options: attributes(item, |name| OPTIONS.contains(&name)),
            price: own.filter(|_| differs),
            list_price: own_list.filter(|_| differs),
            stock: stock(item.availability),
            picture: item.pictures.first().cloned(),
        }
    };
    let of_all = |name: &str| !several || !OPTIONS.contains(&name);
    let best = items.iter().map(|item| item.availability).min_by_key(|one| rank(*one))?;
    let variants = variants.min(PRODUCT_VARIANTS);
    let variants = items.iter().filter(|_| several).take(variants).map(variant);
    ProductCard {
        source: ProductSource::Catalog,
        id: if several { lead.unit().to_owned() } else { lead.id.clone() },
        sku: lead.sku.clone().or_else(|| lead.mpn.clone()).filter(|_| !several),
        title: lead.title.clone(),
        brand: lead.brand.clone(),
        url: lead.url.clone(),
        variants: variants.collect(),
        attributes: attributes(lead, of_all),
        price,
        list_price,
        stock: stock(best),
        rating: None,
        pictures,
        chosen: None,
        seen_at,
    }
    .tidied()
}

fn prices(item: &FeedItem, now: UnixMillis) -> (Option<Money>, Option<Money>) {
    let money = |minor| Money { minor, currency: item.price.currency.clone() };
    let (price, list_price) = item.price_at(now);
    (Some(money(price)), list_price.map(money))
}

/// The best first.
fn rank(availability: Availability) -> u8 {
    match availability {
        Availability::InStock => 0,
        Availability::Unknown => 1,
        Availability::Preorder => 2,
        Availability::Backorder => 3,
        Availability::OutOfStock => 4,
    }
}

fn stock(availability: Availability) -> Stock {
    let state = match availability {
        Availability::InStock => StockState::InStock,
        Availability::OutOfStock => StockState::OutOfStock,
        Availability::Preorder => StockState::Preorder,
        Availability::Backorder => StockState::Backorder,
        Availability::Unknown => StockState::Unknown,
    };
    Stock { state, left: None }
}

fn attributes(item: &FeedItem, wanted: impl Fn(&str) -> bool) -> Vec<Attribute> {
    let wanted = item.attributes.iter().filter(|(name, _)| wanted(name));
    wanted.map(|(name, value)| Attribute { name: shown(name), value: value.clone() }).collect()
}

/// `age_group` as people write it.
fn shown(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.map(|c| if c == '_' { ' ' } else { c })).collect()
}
