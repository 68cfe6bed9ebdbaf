//! Bodies of the HTTP doors.

use serde::{Deserialize, Serialize};

use super::error::ErrorCode;
use super::product::ProductCard;
use crate::ids::{MediaId, VisitorId};
use crate::room::MediaSize;
use crate::time::UnixMillis;

/// `POST /v1/visitors`: become a visitor of an inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewVisitor {
    /// The inbox's public key, as in the shop's line of HTML.
    pub inbox: String,
}

/// Answer to [`NewVisitor`].
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitorToken {
    /// 256 random bits, base64url. Kept in the panel's own storage, never in a URL.
    pub token: String,
}

/// `POST /v1/continue`: redeem the link of a mail. Answered by [`Continued`].
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Continue {
    /// The inbox's public key, from the link's address.
    pub inbox: String,
    /// What stood behind `#`.
    pub secret: String,
}

/// Answer to [`Continue`].
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Continued {
    /// A token of the visitor, like [`VisitorToken`]'s.
    pub token: String,
    /// The page of the shop on which the address was left, if the inbox's origins still hold it.
    pub page: Option<String>,
}

/// Answer to `DELETE /v1/visitors/{id}`: what was deleted, by the place it was in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ErasureReceipt {
    /// Who was erased.
    pub visitor: VisitorId,
    /// When.
    pub at: UnixMillis,
    /// Conversations.
    pub conversations: u32,
    /// Entries of their logs, and operations remembered beside them.
    pub events: u32,
    /// Folded states, views and open strokes.
    pub states: u32,
    /// Receipts.
    pub receipts: u32,
    /// Pictures that only these conversations had.
    pub pictures: u32,
    /// Files of theirs, as sets of sizes.
    pub files: u32,
    /// Tokens of browsers.
    pub tokens: u32,
    /// Sockets that were open and are closed.
    pub sockets: u32,
    /// Whether the database's own log is emptied already; else it is within the hour.
    pub log_emptied: bool,
}

/// Answer to `POST /v1/tickets`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Ticket {
    /// Opens one socket within 30 s.
    pub ticket: String,
}

/// `POST /v1/demo/session`: trade the secret of the printed address for a console cookie.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DemoSecret {
    /// What stood behind `#` in the address.
    pub secret: String,
}

/// Answer to `POST /v1/demo/session`: what the demo's page needs to show both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DemoInfo {
    /// Origin of the demo shop.
    pub shop: String,
    /// Path of the product page the story begins on.
    pub start_path: String,
    /// How a phone joins; null while the demo is open to this machine only.
    pub phone: Option<DemoPhone>,
}

/// The address for a phone in the same network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DemoPhone {
    /// The address.
    pub url: String,
    /// The same as a QR code: rows of `1` for dark and `0` for light, without a margin.
    pub code: Vec<String>,
}

/// `POST /v1/demo/story`: begin, stop or restart the scripted agent for one shop page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DemoStory {
    /// Name of this run of the story, in the `story` parameter of the shop page's address.
    pub story: String,
    /// What shall happen.
    pub action: DemoAction,
    /// Language of the story: `en`, `es` or `ru`.
    pub language: String,
}

/// What the demo's page asks of the scripted agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum DemoAction {
    /// Tell the story from its beginning.
    Begin,
    /// A person has touched something: fall silent for good.
    Stop,
}

/// `POST /v1/media`: fetch a picture into our own store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FetchMedia {
    /// Address of a picture, or of a page whose largest product picture is meant; on one of the
    /// inbox's hosts.
    pub url: String,
}

/// Answer to `POST /v1/products`, asked with [`FetchMedia`] by staff: the product of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FetchedProduct {
    /// What the page says of it; null when it says nothing, or when it was a picture.
    pub card: Option<Box<ProductCard>>,
    /// Its largest picture.
    pub media: Media,
}

/// A picture in our store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Media {
    /// Its id; its bytes are at `/v1/media/{id}/{variant}`, variant `thumb`, `fit` or `full`.
    pub media: MediaId,
    /// Its pixels.
    pub size: MediaSize,
    /// What it shows, as far as the source said.
    pub title: String,
}

/// Answer to `GET /v1/shelf`: pictures of the shop that are ready to be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Shelf {
    /// At most 60 pictures.
    pub pictures: Vec<Media>,
}

/// Answer to `GET /v1/inbox?key=…`: what the panel needs before anybody is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InboxInfo {
    /// The shop's name.
    pub name: String,
    /// Origins the panel accepts messages from, exact.
    pub origins: Vec<String>,
    /// Whether answers can reach a visitor who has left an e-mail address.
    pub mail: bool,
}

/// Body of every refused request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ErrorBody {
    /// Why.
    pub code: ErrorCode,
    /// Number to quote when asking for help; the log has the details under it.
    pub request: String,
}
