//! What handlers ask for: who calls, from where, with which body.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;
use http_body_util::{BodyExt as _, Limited};
use serde::de::DeserializeOwned;
use vitrine_shared::ids::{AccountId, ParticipantId};
use vitrine_shared::limits;
use vitrine_shared::permission::{Access, Door, Operation, allowed};
use vitrine_shared::room::Role;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;

use super::ApiError;
use crate::app::App;
use crate::auth::{SESSION_IDLE_MS, SESSION_NOTE_MS, cookie_name, hash};
use crate::store::{AgentRecord, CameraRecord, SessionRecord, VisitorRecord};

/// A body has to arrive within this.
const BODY_WITHIN: Duration = Duration::from_secs(10);

/// Who calls: a visitor by its token, an agent by the console's cookie. Anybody else gets 401.
#[derive(Clone, Debug)]
pub enum Caller {
    /// `Authorization: Bearer …`.
    Visitor(VisitorRecord),
    /// The token of a camera: the visitor, in this conversation only.
    Camera(CameraRecord),
    /// The console's cookie.
    Agent(AgentRecord),
}

impl Caller {
    /// The caller as it takes part in conversations.
    #[must_use]
    pub fn participant(&self) -> ParticipantId {
        match self {
            Self::Visitor(visitor) => visitor.id.into(),
            Self::Camera(camera) => camera.visitor.id.into(),
            Self::Agent(agent) => agent.id.into(),
        }
    }

    /// The tenant of the caller.
    #[must_use]
    pub fn account(&self) -> AccountId {
        match self {
            Self::Visitor(visitor) => visitor.account,
            Self::Camera(camera) => camera.visitor.account,
            Self::Agent(agent) => agent.account,
        }
    }
}

/// Who calls, with what proves it. Looked up once for each request: the guard before the door
/// asks first, and the door gets the same answer.
#[derive(Clone)]
pub(super) enum Known {
    Visitor(Visitor),
    Camera(CameraRecord),
    Staff(Staff),
}

impl Known {
    /// How far the table lets the caller through a door.
    pub(super) fn through(&self, door: Door) -> Access {
        let role = match self {
            Self::Camera(_) if door.for_camera() => return Access::Own,
            Self::Camera(_) => return Access::Never,
            Self::Visitor(_) => Role::Visitor,
            Self::Staff(Staff(session)) => session.agent.role.into(),
        };
        allowed(role, Operation::Door(door))
    }
}

/// A visitor with the token it came with.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) visitor: VisitorRecord,
    pub(super) token: String,
}

/// A phone that takes photos for one conversation. Anybody else gets 403.
#[derive(Clone, Debug)]
pub(super) struct CameraPhone(pub(super) CameraRecord);

/// A member of staff with the session of the request's cookie. Anybody else gets 401.
#[derive(Clone, Debug)]
pub struct Staff(pub SessionRecord);

impl FromRequestParts<Arc<App>> for Known {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let known = match bearer(&parts.headers) {
            Some(token) => {
                let (secret, now) = (hash(token), app.clock.now());
                match app.store.find_visitor_by_token(secret, now).await? {
                    Some(visitor) => Self::Visitor(Visitor { visitor, token: token.to_owned() }),
                    None => {
                        let camera = app.store.devices().find_camera(secret, now).await?;
                        Self::Camera(camera.ok_or(ErrorCode::Unauthorized)?)
                    }
                }
            }
            None => Self::Staff(Staff(session_of(&parts.headers, app).await?)),
        };
        parts.extensions.insert(known.clone());
        Ok(known)
    }
}

/// The session of the console's cookie; that it is used is noted once a minute.
async fn session_of(headers: &HeaderMap, app: &App) -> Result<SessionRecord, ApiError> {
    let jar = CookieJar::from_headers(headers);
    let cookie = jar.get(cookie_name(&app.origin)).ok_or(ErrorCode::Unauthorized)?;
    let (people, now) = (app.store.people(), app.clock.now());
    let session = people.find_session(hash(cookie.value()), now).await?;
    let session = session.ok_or(ErrorCode::Unauthorized)?;
    if now.since(session.last_seen_at) >= SESSION_NOTE_MS {
        let idle_until = UnixMillis(now.0 + SESSION_IDLE_MS);
        people.touch_session(session.agent.account, session.id, now, idle_until).await?;
    }
    Ok(session)
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        Ok(match Known::from_request_parts(parts, app).await? {
            Known::Visitor(Visitor { visitor, .. }) => Self::Visitor(visitor),
            Known::Camera(camera) => Self::Camera(camera),
            Known::Staff(Staff(session)) => Self::Agent(session.agent),
        })
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        match Known::from_request_parts(parts, app).await? {
            Known::Visitor(visitor) => Ok(visitor),
            Known::Staff(_) | Known::Camera(_) => Err(ErrorCode::Forbidden.into()),
        }
    }
}

impl FromRequestParts<Arc<App>> for Staff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        match Known::from_request_parts(parts, app).await? {
            Known::Staff(staff) => Ok(staff),
            Known::Visitor(_) | Known::Camera(_) => Err(ErrorCode::Forbidden.into()),
        }
    }
}

impl FromRequestParts<Arc<App>> for CameraPhone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        match Known::from_request_parts(parts, app).await? {
            Known::Camera(camera) => Ok(Self(camera)),
            Known::Visitor(_) | Known::Staff(_) => Err(ErrorCode::Forbidden.into()),
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// An id from a path. What is no id exists as little as what belongs to somebody else.
pub(super) fn found<T: FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_no_id| ErrorCode::NotFound.into())
}

/// The request comes from a page of ours: `Origin` equals the service's origin to the letter.
/// Every state change asks for it.
#[derive(Clone, Copy, Debug)]
pub struct SameOrigin;

impl FromRequestParts<Arc<App>> for SameOrigin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let origin = parts.headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
        if origin == Some(app.origin.as_str()) {
            Ok(Self)
        } else {
            Err(ErrorCode::Forbidden.into())
        }
    }
}

/// A JSON body of a closed type, at most 64 KiB, complete within 10 s.
#[derive(Clone, Debug)]
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _app: &Arc<App>) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let json = kind.is_some_and(|kind| {
            kind.split(';')
                .next()
                .is_some_and(|k| k.trim().eq_ignore_ascii_case("application/json"))
        });
        if !json {
            return Err(ErrorCode::BadFrame.into());
        }
        let body = Limited::new(request.into_body(), limits::FRAME_BYTES).collect();
        let bytes = match tokio::time::timeout(BODY_WITHIN, body).await {
            Ok(Ok(collected)) => collected.to_bytes(),
            Ok(Err(_too_big_or_cut)) => return Err(ErrorCode::TooBig.into()),
            Err(_elapsed) => return Err(ErrorCode::BadFrame.into()),
        };
        serde_json::from_slice(&bytes).map(Self).map_err(|_malformed| ErrorCode::BadFrame.into())
    }
}
