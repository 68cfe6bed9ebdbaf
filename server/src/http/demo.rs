//! The demo's doors: the secret of the printed address becomes a console cookie, the story begins
//! and ends, the plug is pulled.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::{DemoAction, DemoInfo, DemoSecret, DemoStory};

use super::{ApiError, ApiJson, Caller, SameOrigin};
use crate::app::App;
use crate::auth::cookie_header;
use crate::demo::phone::PHONE_PATH;
use crate::demo::pipe::Line;
use crate::demo::stories::{Stage, StoryRefused};
use crate::demo::{DemoState, START_PATH};

/// Time for the answer to leave before the process is killed.
const LAST_WORDS: Duration = Duration::from_millis(50);

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route(PHONE_PATH, get(to_shop))
        .route("/v1/demo/session", post(sign_in))
        .route("/v1/demo/story", post(story))
        .route("/v1/demo/unplug", post(unplug))
}

impl From<StoryRefused> for ApiError {
    fn from(refused: StoryRefused) -> Self {
        match refused {
            StoryRefused::Name => ErrorCode::BadFrame,
            StoryRefused::Full => ErrorCode::Rate,
        }
        .into()
    }
}

/// Outside of the demo these doors do not exist.
fn demo(app: &App) -> Result<&DemoState, ApiError> {
    app.demo.as_ref().ok_or_else(|| ErrorCode::NotFound.into())
}

/// The cookie stands for the person who was given the printed address.
fn staff_only(caller: &Caller) -> Result<(), ApiError> {
    match caller {
        Caller::Agent(_) => Ok(()),
        Caller::Visitor(_) | Caller::Camera(_) => Err(ErrorCode::Forbidden.into()),
    }
}

async fn sign_in(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    ApiJson(body): ApiJson<DemoSecret>,
) -> Result<Response, ApiError> {
    let demo = demo(&app)?;
    if !demo.is_secret(&body.secret) {
        return Err(ErrorCode::Unauthorized.into());
    }
    let cookie = app.auth.sign_in(&*app.store, &demo.agent, app.clock.now()).await?;
    let info = DemoInfo {
        shop: demo.shop.clone(),
        start_path: START_PATH.to_owned(),
        phone: demo.phone.clone(),
    };
    Ok(([(header::SET_COOKIE, cookie_header(&app.origin, &cookie))], Json(info)).into_response())
}

/// A phone that came by the QR code goes to the shop, as a customer.
async fn to_shop(State(app): State<Arc<App>>) -> Result<Redirect, ApiError> {
    let demo = demo(&app)?;
    Ok(Redirect::temporary(&format!("{}{START_PATH}", demo.shop)))
}

async fn story(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
    ApiJson(body): ApiJson<DemoStory>,
) -> Result<StatusCode, ApiError> {
    let demo = demo(&app)?;
    staff_only(&caller)?;
    match body.action {
        DemoAction::Begin => {
            let stage = Stage {
                origin: app.origin.clone(),
                address: demo.inside.clone().unwrap_or_else(|| app.origin.clone()),
                secret: demo.secret().to_owned(),
                language: body.language,
            };
            demo.stories.begin(&body.story, stage)?;
        }
        DemoAction::Stop => demo.stories.stop(&body.story),
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn unplug(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
) -> Result<StatusCode, ApiError> {
    staff_only(&caller)?;
    let parent = demo(&app)?.parent.clone();
    tokio::spawn(async move {
        tokio::time::sleep(LAST_WORDS).await;
        parent.say(&Line::Unplug);
    });
    Ok(StatusCode::ACCEPTED)
}
