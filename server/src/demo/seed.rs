//! What the demo starts with: the shop's account, its inbox, Ana, and the shop's pictures on the
//! shelf.

use std::sync::Arc;

use bytes::Bytes;
use vitrine_shared::wire::people::StaffRole;

use super::catalogue::{Product, products, source_of};
use super::{INBOX_KEY, shop};
use crate::app::App;
use crate::media::Import;
use crate::store::{AgentRecord, Seed, Store, StoreResult};

/// Name of the shop.
const SHOP: &str = "Corda & Clay";
/// Name of the agent.
const AGENT: &str = "Ana";

/// Makes or finds the shop's account, whose pages are on `shop`, and its agent.
///
/// # Errors
/// When the store does not answer.
pub async fn seed(store: &dyn Store, shop: &str) -> StoreResult<AgentRecord> {
    let seed = Seed {
        account_name: SHOP.to_owned(),
        inbox_key: INBOX_KEY.to_owned(),
        inbox_name: SHOP.to_owned(),
        inbox_origins: vec![shop.to_owned()],
        agent_name: AGENT.to_owned(),
    };
    let seeded = store.seed(&seed).await?;
    Ok(AgentRecord {
        account: seeded.account,
        id: seeded.agent,
        name: AGENT.to_owned(),
        role: StaffRole::Administrator,
    })
}

/// Puts the shop's pictures onto the shelf: the story's first and alone, so that it is there when
/// Ana wants to show it; the rest as fast as the decoders go, because the shelf is on screen.
///
/// On the second start all are found again and nothing is decoded.
pub async fn fill_shelf(app: Arc<App>) {
    let mut pictures: Vec<Picture> = Vec::new();
    for product in products() {
        for name in &product.pictures {
            pictures.push(Picture { place: place_after(&pictures), product, name });
        }
    }
    let Some((first, rest)) = pictures.split_first() else { return };
    put_on_shelf(&app, first).await;
    let half = async |from: usize| {
        for picture in rest.iter().skip(from).step_by(2) {
            put_on_shelf(&app, picture).await;
        }
    };
    tokio::join!(half(0), half(1));
    tracing::info!(pictures = pictures.len(), "the shelf is full");
}

/// A picture of the shop on its way to the shelf.
struct Picture {
    place: u32,
    product: &'static Product,
    name: &'static str,
}

fn place_after(pictures: &[Picture]) -> u32 {
    pictures.last().map_or(1, |last| last.place + 1)
}

async fn put_on_shelf(app: &App, picture: &Picture) {
    let Picture { place, product, name } = *picture;
    let Some(demo) = &app.demo else { return };
    let Some(bytes) = shop::picture(name) else { return };
    let import = Import {
        account: demo.agent.account,
        bytes: Bytes::from(bytes.into_owned()),
        title: title_of(product, name),
        source: source_of(name),
        shelf_place: Some(place),
    };
    if let Err(error) = app.media.import_bytes(import).await {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, product = product.id, "a picture of the shop is missing");
    }
}

/// What a picture shows, in one line: the product, and for the further pictures what is special.
pub(super) fn title_of(product: &Product, picture: &str) -> String {
    let place = product.pictures.iter().position(|name| name == picture);
    match place.filter(|place| *place > 0).and_then(|place| product.alt.get(place)) {
        Some(alt) => format!("{}: {}", product.name.en, alt.en),
        None => product.name.en.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use vitrine_shared::limits::TITLE_CHARS;

    use super::*;

    #[test]
    fn titles_tell_the_pictures_apart() {
        let mut seen = HashSet::new();
        for product in products() {
            for picture in &product.pictures {
                let title = title_of(product, picture);
                assert!(title.chars().count() <= TITLE_CHARS, "{title}");
                assert!(seen.insert(title), "{picture} has the title of another one");
            }
        }
        assert!(seen.contains(&products()[0].name.en));
    }
}
