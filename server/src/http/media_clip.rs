//! `GET /v1/media/{id}/clip`: a film, whole or a range of it. Players ask for many small ranges,
//! and some browsers play nothing that is served without them.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use vitrine_shared::wire::ErrorCode;

use super::ApiError;
use crate::app::App;
use crate::store::MediaRecord;

/// What of a film is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// All of it.
    All,
    /// From the first to before the second byte.
    Part(u64, u64),
    /// A part that it has not, or several parts.
    Nothing,
}

pub(super) async fn show(
    app: &App,
    record: &MediaRecord,
    asked: &HeaderMap,
) -> Result<Response, ApiError> {
    let kind = record.clip.and_then(|clip| clip.kind).ok_or(ErrorCode::NotFound)?;
    // What is stored under an id never changes once it is ready.
    let etag = format!("\"{}\"", record.id);
    if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let length = app.media.clip_bytes(record).await?;
    let same = asked.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == etag.as_bytes());
    let range = asked.get(header::RANGE).filter(|_| same).map(HeaderValue::to_str);
    let wanted = match range {
        None | Some(Err(_)) => Wanted::All,
        Some(Ok(text)) => wanted(text, length),
    };
    let (status, from, to) = match wanted {
        Wanted::All => (StatusCode::OK, 0, length),
        Wanted::Part(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
        Wanted::Nothing => {
            let all = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, all).into_response());
        }
    };
    let bytes = app.media.read_clip(record, from..to).await?;
    let headers = [
        (header::CONTENT_TYPE, kind.mime().to_owned()),
        (header::CONTENT_LENGTH, (to - from).to_string()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
        (header::ETAG, etag),
    ];
    let mut response = (status, headers, Body::from_stream(bytes)).into_response();
    if let Wanted::Part(from, to) = wanted
        && let Ok(part) = HeaderValue::from_str(&format!("bytes {from}-{}/{length}", to - 1))
    {
        response.headers_mut().insert(header::CONTENT_RANGE, part);
    }
    Ok(response)
}

/// Reads a `Range` header. One range is answered; a unit we do not know is passed over.
fn wanted(text: &str, length: u64) -> Wanted {
    let Some(ranges) = text.strip_prefix("bytes=") else { return Wanted::All };
    let Some((first, last)) = ranges.trim().split_once('-') else { return Wanted::All };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // What is larger than any file is as good as its end.
        digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    let part = match (first, last) {
        ("", last) => number(last).map(|count| (length.saturating_sub(count), length)),
        (first, "") => number(first).map(|from| (from, length)),
        (first, last) => match (number(first), number(last)) {
            (Some(from), Some(to)) => Some((from, to.saturating_add(1).min(length))),
            _ => None,
        },
    };
    match part {
        Some((from, to)) if from < to => Wanted::Part(from, to),
        Some(_) | None => Wanted::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s66_one_range_is_answered_and_strange_ones_are_not() {
        for (text, expected) in [
            ("bytes=0-", Wanted::Part(0, 100)),
            ("bytes=0-0", Wanted::Part(0, 1)),
            ("bytes=10-19", Wanted::Part(10, 20)),
            ("bytes=99-", Wanted::Part(99, 100)),
            ("bytes=90-4000000000", Wanted::Part(90, 100)),
            ("bytes=0-99999999999999999999999", Wanted::Part(0, 100)),
            ("bytes=-7", Wanted::Part(93, 100)),
            ("bytes=-700", Wanted::Part(0, 100)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=5-4", Wanted::Nothing),
            ("bytes=0-1,5-6", Wanted::Nothing),
            ("bytes=-", Wanted::Nothing),
            ("bytes=a-b", Wanted::Nothing),
            ("bytes=+1-2", Wanted::Nothing),
            ("bytes", Wanted::All),
            ("pages=1-2", Wanted::All),
        ] {
            assert_eq!(wanted(text, 100), expected, "{text}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Nothing);
    }
}
