//! Products that go with another one.

use vitrine_shared::ids::AccountId;
use vitrine_shared::wire::product::RelatedReason;

use super::item::FeedItem;
use crate::store::{CatalogStore, Similar, StoreResult};

/// Products beside another one.
pub(crate) const RELATED: usize = 12;
/// Products of a category that are looked at, so that enough are left when some are in the cart.
const LOOKED_AT: u32 = 40;

/// Products that go with the one whose items these are, best first, each with its items.
///
/// Those in the cart, by id of the product or of a variant, are left out, and so is what is sold out
/// or has another currency.
///
/// # Errors
/// When the store does not answer.
pub async fn related(
    store: &dyn CatalogStore,
    account: AccountId,
    items: &[FeedItem],
    cart: &[String],
) -> StoreResult<Vec<(Vec<FeedItem>, RelatedReason)>> {
    let Some(lead) = items.first() else { return Ok(Vec::new()) };
    let mut named: Vec<String> = Vec::new();
    for id in items.iter().flat_map(|item| &item.related) {
        if !named.contains(id) {
            named.push(id.clone());
        }
    }
    // Shops name products or variants.
    let variants = store.units_of_items(account, &named).await?;
    let unit = |id: &String| {
        let of = variants.iter().find(|(variant, _)| variant == id);
        of.map_or(id, |(_, unit)| unit).clone()
    };
    let named: Vec<String> = named.iter().map(unit).collect();
    let similar = match &lead.category {
        Some(category) => {
            let near = lead.price.minor;
            let similar = Similar {
                category: category.clone(),
                currency: lead.price.currency.clone(),
                near,
                // 30 % less to 30 % more.
                within: (near - near * 3 / 10, near + near * 3 / 10),
            };
            store.units_similar(account, similar, LOOKED_AT).await?
        }
        None => Vec::new(),
    };
    let wanted = named.into_iter().map(|unit| (unit, RelatedReason::Shop));
    let wanted = wanted.chain(similar.into_iter().map(|unit| (unit, RelatedReason::Category)));
    let mut order: Vec<(String, RelatedReason)> = Vec::new();
    for (unit, reason) in wanted {
        let known = unit == lead.unit() || order.iter().any(|(other, _)| *other == unit);
        if !known && !cart.contains(&unit) {
            order.push((unit, reason));
        }
    }
    let units: Vec<String> = order.iter().map(|(unit, _)| unit.clone()).collect();
    let all = store.items_of_units(account, &units).await?;
    let mut related = Vec::new();
    for (unit, reason) in order {
        let of: Vec<FeedItem> = all.iter().filter(|item| item.unit() == unit).cloned().collect();
        let fits = of.iter().any(FeedItem::can_be_had)
            && of.iter().all(|item| item.price.currency == lead.price.currency)
            && !of.iter().any(|item| cart.contains(&item.id));
        if fits && related.len() < RELATED {
            related.push((of, reason));
        }
    }
    Ok(related)
}
