//! How a refused request looks: a status, a code, and a number to quote.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::ErrorBody;

use crate::clock::new_id;
use crate::people::PeopleError;
use crate::store::StoreError;

/// A refused request. The client gets the code; the log gets the reason under the same number.
#[derive(Debug)]
pub struct ApiError {
    code: ErrorCode,
    request: uuid::Uuid,
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self { code, request: new_id() }
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
        (status, Json(body)).into_response()
    }
}
