//! The catalogue for staff: searching it, one product, what goes with it, and where it comes from.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use vitrine_shared::ids::AccountId;
use vitrine_shared::limits::PRODUCT_VARIANTS;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::catalog::{
    CatalogProduct, CatalogState, PatchCatalog, ProductHit, ProductHits,
};
use vitrine_shared::wire::people::{AuditAction, StaffRole};
use vitrine_shared::wire::product::{RelatedProduct, RelatedProducts};

use super::{ApiError, ApiJson, SameOrigin, Staff};
use crate::app::App;
use crate::catalog::{self, FeedItem};
use crate::people::audit;
use crate::store::CatalogRecord;

/// Products on one page of what was found.
const PAGE: u32 = 20;
/// Variants told of each product that was found; the product on its own tells more.
const VARIANTS: usize = 24;
/// Longest question, in characters.
const QUESTION_CHARS: usize = 200;
/// Products and variants of a cart that are looked at.
const CART: usize = 50;
/// A page of what was found begins here at the latest.
const FURTHEST: u32 = 10_000;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/catalog", get(state).patch(change))
        .route("/v1/catalog/imports", post(import))
        .route("/v1/catalog/products", get(search))
        .route("/v1/catalog/products/{id}", get(product))
        .route("/v1/catalog/products/{id}/related", get(related))
}

#[derive(Debug, Deserialize)]
struct Question {
    #[serde(default)]
    q: String,
    #[serde(default)]
    from: u32,
}

async fn search(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Query(question): Query<Question>,
) -> Result<Json<ProductHits>, ApiError> {
    app.searches.admit(session.agent.id)?;
    if question.q.chars().count() > QUESTION_CHARS || question.from > FURTHEST {
        return Err(ErrorCode::BadField.into());
    }
    let (store, account) = (app.store.catalog(), session.agent.account);
    let found = catalog::search(store, account, &question.q, question.from, PAGE).await?;
    let items = store.items_of_units(account, &found.units).await?;
    let (now, seen_at) = (app.clock.now(), seen_at(&app, account).await?);
    let hit = |unit: &String| {
        let of: Vec<FeedItem> = items.iter().filter(|i| i.unit() == unit).cloned().collect();
        let variants = if of.len() > 1 { u32::try_from(of.len()).unwrap_or(u32::MAX) } else { 0 };
        let card = catalog::card(&of, now, seen_at, VARIANTS)?;
        Some(ProductHit { card, variants })
    };
    let hits = found.units.iter().filter_map(hit).collect();
    let next = question.from.saturating_add(PAGE);
    let next = Some(next).filter(|next| *next < found.total && *next <= FURTHEST);
    Ok(Json(ProductHits { hits, total: found.total, next }))
}

/// When the feed was last read to its end.
async fn seen_at(app: &App, account: AccountId) -> Result<UnixMillis, ApiError> {
    let catalog = app.store.catalog().find_catalog(account).await?;
    let last = catalog.and_then(|catalog| catalog.last).map(|last| last.started_at);
    Ok(last.unwrap_or_else(|| app.clock.now()))
}

/// The items of a product, by its own id or that of one of its variants.
async fn items_of(app: &App, account: AccountId, id: &str) -> Result<Vec<FeedItem>, ApiError> {
    let store = app.store.catalog();
    let own = store.items_of_units(account, &[id.to_owned()]).await?;
    if !own.is_empty() {
        return Ok(own);
    }
    let units = store.units_of_items(account, &[id.to_owned()]).await?;
    let units: Vec<String> = units.into_iter().map(|(_, unit)| unit).collect();
    let items = store.items_of_units(account, &units).await?;
    if items.is_empty() { Err(ErrorCode::NotFound.into()) } else { Ok(items) }
}

async fn product(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Path(id): Path<String>,
) -> Result<Json<CatalogProduct>, ApiError> {
    app.searches.admit(session.agent.id)?;
    let items = items_of(&app, session.agent.account, &id).await?;
    let (now, seen_at) = (app.clock.now(), seen_at(&app, session.agent.account).await?);
    let mut card = catalog::card(&items, now, seen_at, PRODUCT_VARIANTS);
    if let Some(card) = &mut card
        && card.variant(&id).is_some()
    {
        card.chosen = Some(id);
    }
    let description = items.iter().map(|item| &item.description).find(|text| !text.is_empty());
    let description = description.cloned().unwrap_or_default();
    Ok(Json(CatalogProduct { card: card.ok_or(ErrorCode::NotFound)?, description }))
}

#[derive(Debug, Deserialize)]
struct InCart {
    #[serde(default)]
    cart: String,
}

async fn related(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Path(id): Path<String>,
    Query(InCart { cart }): Query<InCart>,
) -> Result<Json<RelatedProducts>, ApiError> {
    app.searches.admit(session.agent.id)?;
    let account = session.agent.account;
    let items = items_of(&app, account, &id).await?;
    let cart: Vec<String> = cart.split(',').take(CART).map(str::to_owned).collect();
    let found = catalog::related(app.store.catalog(), account, &items, &cart).await?;
    let (now, seen_at) = (app.clock.now(), seen_at(&app, account).await?);
    let told = found.into_iter().filter_map(|(items, reason)| {
        Some(RelatedProduct { card: catalog::card(&items, now, seen_at, VARIANTS)?, reason })
    });
    Ok(Json(RelatedProducts { products: told.collect() }))
}

fn told(catalog: CatalogRecord, role: StaffRole, now: UnixMillis) -> CatalogState {
    CatalogState {
        url: catalog.url.filter(|_| role == StaffRole::Administrator),
        every_minutes: catalog.every_minutes,
        languages: catalog.languages,
        products: catalog.products,
        due_at: catalog.due_at,
        running: catalog.lease_until.is_some_and(|until| until > now),
        last: catalog.last,
    }
}

async fn state(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
) -> Result<Json<CatalogState>, ApiError> {
    let catalog = app.store.catalog().find_catalog(session.agent.account).await?;
    Ok(Json(told(catalog.unwrap_or_default(), session.agent.role, app.clock.now())))
}

async fn change(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    ApiJson(body): ApiJson<PatchCatalog>,
) -> Result<Json<CatalogState>, ApiError> {
    let (now, agent) = (app.clock.now(), &session.agent);
    let other_languages = body.languages.is_some();
    let change = catalog::change(body, now)?;
    let mut entry = audit(now, agent.id.0, AuditAction::CatalogChanged, agent.account.0);
    entry.detail = serde_json::json!({
        "url": change.url.is_some(),
        "everyMinutes": change.every_minutes,
        "languages": change.languages,
    });
    let store = app.store.catalog();
    let changed = store.change_catalog(agent.account, change, entry).await?;
    if other_languages && changed.products > 0 {
        // Words have other stems now; while it is busy, the import under way sees to it.
        let (app, account) = (Arc::clone(&app), agent.account);
        tokio::spawn(async move {
            let parts = (app.store.catalog(), &*app.clock);
            if let Err(error) = catalog::rebuild_alone(parts, account).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "the index of a catalogue was not built anew");
            }
        });
    }
    Ok(Json(told(changed, agent.role, now)))
}

/// Fetches the feed as soon as possible.
async fn import(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
) -> Result<StatusCode, ApiError> {
    let (now, agent) = (app.clock.now(), &session.agent);
    let store = app.store.catalog();
    let catalog = store.find_catalog(agent.account).await?;
    if catalog.is_none_or(|catalog| catalog.url.is_none()) {
        return Err(ErrorCode::NotFound.into());
    }
    let mut entry = audit(now, agent.id.0, AuditAction::CatalogChanged, agent.account.0);
    entry.detail = serde_json::json!({ "fetch": true });
    let change = crate::store::CatalogChange { due_at: Some(now), ..Default::default() };
    store.change_catalog(agent.account, change, entry).await?;
    Ok(StatusCode::ACCEPTED)
}
