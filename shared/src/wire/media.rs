//! Pictures over HTTP: uploading in pieces, what is known of a picture, addresses an `<img>` can use.

use serde::{Deserialize, Serialize};

use super::error::ErrorCode;
use crate::ids::{ClientId, ConversationId, ItemId, MediaId, UploadId};
use crate::room::MediaSize;
use crate::time::UnixMillis;

/// `POST /v1/uploads`: begin to upload a picture for one conversation.
///
/// Then, in this order: optionally `PUT /v1/uploads/{id}/preview`; `PATCH /v1/uploads/{id}` until
/// all bytes are there; `POST /v1/uploads/{id}/finish`. After a cut, `HEAD /v1/uploads/{id}` tells
/// the offset to go on from; `DELETE` cancels. Repeating this request with the same `cid` finds
/// the same upload, and after the finish the same picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewUpload {
    /// For which conversation; a visitor's own, stored or not.
    pub conversation: ConversationId,
    /// Name of the file, to be shown only; the server cleans and shortens it.
    pub name: String,
    /// Length of the file in bytes, 1 to 15 MiB; of a clip to 50 MiB.
    pub bytes: u32,
    /// Pixels of the picture once it is upright; needed for a preview. The finished picture must
    /// have exactly these.
    pub size: Option<MediaSize>,
    /// How long the clip is in milliseconds, up to a day; with it the file is a clip, an MP4 or
    /// WebM film, and needs `size`. Its preview is a frame of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub duration_ms: Option<u32>,
    /// The client's name for this upload; the key of de-duplication.
    pub cid: ClientId,
}

/// Answer to [`NewUpload`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Upload {
    /// Its name in the further requests.
    pub upload: UploadId,
    /// Bytes that are there already; send from here.
    pub offset: u32,
    /// Bytes to send in one `PATCH`, so that progress can be shown and a cut costs little.
    pub chunk_bytes: u32,
    /// The picture, once there is one: after the preview, or after a finish whose answer was lost.
    pub media: Option<MediaInfo>,
}

/// Answer to `PATCH /v1/uploads/{id}`, whose header `Upload-Offset` says where its raw body
/// begins. `HEAD` answers with the header alone, and so does a refusal for the wrong offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UploadOffset {
    /// Bytes that are there now.
    pub offset: u32,
}

/// Answer to `GET /v1/stills/{id}`, by the id of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StillWish {
    /// Whether a mail waits that a picture of the stage could go with.
    pub wanted: bool,
}

/// `POST /v1/stills/{id}`, by the id of a conversation: let a picture of the stage go with the mail
/// that waits. It was uploaded by the caller for this conversation and stands on no strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewStill {
    /// The item it shows; once that is removed, the still is not sent.
    pub item: ItemId,
    /// The uploaded picture, at most 1,200 px on its longest side.
    pub media: MediaId,
}

/// What is known of a picture: answer to `GET /v1/media/{id}`, to the preview and to the finish
/// of an upload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MediaInfo {
    /// Its id.
    pub media: MediaId,
    /// Its pixels, upright; those of the finished picture while only the preview is there.
    pub size: MediaSize,
    /// What it shows, or the name of the file it was uploaded from.
    pub title: String,
    /// Whether the variants are sharp; false while only the preview is there.
    pub ready: bool,
    /// Why it did not become sharp, if it did not; its owner may try again.
    pub problem: Option<ErrorCode>,
    /// Tiles, for a picture with more pixels than its largest variant.
    pub tiles: Option<Tiles>,
    /// The film, if it is one; the variants are those of its preview then, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub clip: Option<ClipInfo>,
}

/// A film of ours at `/v1/media/{id}/clip`, which answers requests for ranges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClipInfo {
    /// `video/mp4` or `video/webm`; unknown while only the preview is there.
    pub mime: Option<String>,
    /// How long it is in milliseconds, as the browser that uploaded it told.
    pub duration_ms: u32,
}

/// The tiles of a large picture at `/v1/media/{id}/tiles/{level}/{x}/{y}`; `x` and `y` count from
/// the top left, and the last tile of a row or column is as large as what is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tiles {
    /// Side of a whole tile, in pixels.
    pub side: u32,
    /// Level 0 has all pixels; each further one has half of those before, rounded up.
    pub levels: Vec<MediaSize>,
}

/// `POST /v1/media/links`: addresses that work without a header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WantLinks {
    /// At most 100 pictures.
    pub media: Vec<MediaId>,
}

/// Answer to [`WantLinks`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MediaLinks {
    /// One for each picture that exists and that the caller may see.
    pub links: Vec<MediaLink>,
}

/// The address of a picture for one viewer: `base` + `/thumb` (or `/fit`, `/full`,
/// `/tiles/{level}/{x}/{y}`) + `?` + `query`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MediaLink {
    /// What is known of the picture.
    pub info: MediaInfo,
    /// Address without variant, with an origin when pictures have one of their own.
    pub base: String,
    /// The signature. The same until shortly before it ends, so that browsers keep what they have.
    pub query: String,
    /// When the address stops working, one to two hours from now; ask again before.
    pub expires_at: UnixMillis,
}

/// A picture of this conversation became sharp, or turned out not to. Whoever shows it asks for
/// it again; whoever was away learns the same from `GET /v1/media/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MediaReady {
    /// In which topic.
    pub sub: u32,
    /// The picture as it is now.
    pub info: MediaInfo,
}
