//! How a refused request looks: a status, a code, a number to quote, and when to come back.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::ErrorBody;

use crate::clock::new_id;
use crate::people::PeopleError;
use crate::store::StoreError;

/// Seconds after which a limit that nobody can name more exactly has let go of its first: those on
/// sockets, uploads and fetches refill within seconds.
const RATE_AFTER_S: u32 = 5;
/// The same for the bytes of a day: the next hour may be of another day.
const QUOTA_AFTER_S: u32 = 60 * 60;
/// Seconds after which what is not available now may be: a database or a pool that is busy.
const UNAVAILABLE_AFTER_S: u32 = 1;

/// A refused request. The client gets the code; the log gets the reason under the same number.
#[derive(Debug)]
pub struct ApiError {
    code: ErrorCode,
    request: uuid::Uuid,
    /// Seconds; only where trying again later makes sense (S73).
    retry_after: Option<u32>,
}

impl ApiError {
    /// Too much of something, of which there is more after so many seconds.
    #[must_use]
    pub fn too_much(after_s: u32) -> Self {
        Self { retry_after: Some(after_s.max(1)), ..Self::from(ErrorCode::Rate) }
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        let retry_after = match code {
            ErrorCode::Rate => Some(RATE_AFTER_S),
            ErrorCode::Quota => Some(QUOTA_AFTER_S),
            ErrorCode::Unavailable => Some(UNAVAILABLE_AFTER_S),
            _ => None,
        };
        Self { code, request: new_id(), retry_after }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let refused = Self::from(ErrorCode::Unavailable);
        let reason = &error as &dyn std::error::Error;
        tracing::error!(request = %refused.request, error = reason, "request not served");
        refused
    }
}

impl From<PeopleError> for ApiError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Refused(code) => code.into(),
            PeopleError::Slowed { after_s } => Self::too_much(after_s),
            PeopleError::Store(error) => error.into(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = match self.code {
            ErrorCode::Unauthorized => StatusCode::UNAUTHORIZED,
            ErrorCode::Forbidden => StatusCode::FORBIDDEN,
            ErrorCode::NotFound | ErrorCode::NotOpen | ErrorCode::ItemGone => StatusCode::NOT_FOUND,
            ErrorCode::IdTaken
            | ErrorCode::StaleAccess
            | ErrorCode::LeadBusy
            | ErrorCode::NotShown
            | ErrorCode::NotYours
            | ErrorCode::Taken
            | ErrorCode::Ended
            | ErrorCode::Locked
            | ErrorCode::TooLate
            | ErrorCode::WrongOffset
            | ErrorCode::LastAdministrator => StatusCode::CONFLICT,
            ErrorCode::LinkGone => StatusCode::GONE,
            ErrorCode::Rate | ErrorCode::Quota => StatusCode::TOO_MANY_REQUESTS,
            ErrorCode::TooSlow => StatusCode::REQUEST_TIMEOUT,
            ErrorCode::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
            ErrorCode::TooBig => StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::BadPicture
            | ErrorCode::BadClip
            | ErrorCode::BadAddress
            | ErrorCode::BadField
            | ErrorCode::TooManyPixels
            | ErrorCode::SizeDiffers
            | ErrorCode::KindHeic
            | ErrorCode::KindAvif
            | ErrorCode::KindSvg
            | ErrorCode::KindTiff
            | ErrorCode::KindPsd
            | ErrorCode::KindBmp
            | ErrorCode::KindIco
            | ErrorCode::KindPdf
            | ErrorCode::KindHtml
            | ErrorCode::KindZip
            | ErrorCode::KindVideo
            | ErrorCode::KindAnimated
            | ErrorCode::KindUnknown
            | ErrorCode::WeakPassword => StatusCode::UNPROCESSABLE_ENTITY,
            ErrorCode::BadFrame
            | ErrorCode::TextLength
            | ErrorCode::BadSelection
            | ErrorCode::BadMark
            | ErrorCode::Full => StatusCode::BAD_REQUEST,
        };
        let body = ErrorBody { code: self.code, request: self.request.to_string() };
        let mut response = (status, Json(body)).into_response();
        if let Some(after) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s73_what_may_be_tried_again_says_when() {
        let after = |refused: ApiError| {
            let response = refused.into_response();
            let after = response.headers().get(header::RETRY_AFTER);
            (response.status().as_u16(), after.and_then(|v| v.to_str().ok()?.parse::<u32>().ok()))
        };
        assert_eq!(after(ErrorCode::Rate.into()), (429, Some(RATE_AFTER_S)));
        assert_eq!(after(ErrorCode::Quota.into()), (429, Some(QUOTA_AFTER_S)));
        assert_eq!(after(ErrorCode::Unavailable.into()), (503, Some(UNAVAILABLE_AFTER_S)));
        assert_eq!(after(ApiError::too_much(90)), (429, Some(90)));
        assert_eq!(after(ApiError::too_much(0)), (429, Some(1)), "never at once");
        assert_eq!(after(ErrorCode::Forbidden.into()), (403, None));
    }
}
