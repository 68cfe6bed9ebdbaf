//! What a visitor tells of itself, and the shop's word on who it is.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{patch, post};
use axum::{Json, Router};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::VisitorToken;
use vitrine_shared::wire::people::{Identify, PatchVisitor, VisitorSelf};

use super::extract::Visitor;
use super::{ApiError, ApiJson, SameOrigin};
use crate::app::App;
use crate::people;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/visitor", patch(tell)).route("/v1/visitor/identify", post(identify))
}

async fn tell(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Visitor { visitor, .. }: Visitor,
    ApiJson(body): ApiJson<PatchVisitor>,
) -> Result<Json<VisitorSelf>, ApiError> {
    let name = body.name.as_deref().map(|text| people::told(text, people::name)).transpose()?;
    let email = body.email.as_deref().map(|text| people::told(text, people::email)).transpose()?;
    let language = body.language.as_deref().map(people::language).transpose()?;
    let page = body.page.as_deref().map(people::page).transpose()?;
    let store = app.store.people();
    let told = store.tell_profile(visitor.account, visitor.id, name, email).await?;
    let profile = told.ok_or(ErrorCode::Unauthorized)?;
    if let Some(language) = language {
        app.store.mail().tell_language(visitor.account, visitor.id, language).await?;
    }
    if let Some(page) = page {
        app.store.mail().tell_page(visitor.account, visitor.id, &page).await?;
    }
    app.hub.rename_visitor(visitor.id, profile.name.as_deref());
    let (name, email, verified) = (profile.name, profile.email, profile.verified);
    Ok(Json(VisitorSelf { id: visitor.id, name, email, verified }))
}

async fn identify(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Visitor { visitor, token }: Visitor,
    ApiJson(body): ApiJson<Identify>,
) -> Result<Json<VisitorToken>, ApiError> {
    let token = people::identify(&app, &visitor, &token, &body.jwt).await?;
    Ok(Json(VisitorToken { token }))
}
