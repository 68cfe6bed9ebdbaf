//! A second device of a visitor: the link that takes it in, and what a phone that only takes
//! photos may say.

use serde::{Deserialize, Serialize};

use crate::ids::{ClientId, ConversationId, DeviceLinkId, ItemId, MediaId};
use crate::time::UnixMillis;

/// What another device is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum DeviceUse {
    /// It takes photos for one conversation and does nothing else.
    Camera,
    /// It is the visitor as well, with everything this one has.
    Continue,
}

/// `POST /v1/visitor/device-links`: a link for another device, which works once and for ten
/// minutes. A new one ends the unused one before; a new one for a camera ends the camera before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewDeviceLink {
    /// What for.
    pub purpose: DeviceUse,
}

/// Answer to [`NewDeviceLink`].
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DeviceLink {
    /// By which it is looked at and ended.
    pub id: DeviceLinkId,
    /// The address, its secret behind `#`.
    pub url: String,
    /// The same as a QR code: rows of `1` for dark and `0` for light, without a margin.
    pub code: Vec<String>,
    /// When it stops working.
    pub expires_at: UnixMillis,
}

/// How far a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum DeviceStep {
    /// Nobody has opened it yet.
    Waiting,
    /// A device came by it and is there.
    Joined,
    /// Ended on either side, or with its conversation.
    Ended,
    /// Nobody opened it in time.
    Expired,
}

/// Answer to `GET /v1/visitor/device-links/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DeviceState {
    /// How far it is.
    pub step: DeviceStep,
    /// Browser and system of the device that came, such as `Safari, iPhone`; empty before.
    pub device: String,
}

/// `POST /v1/camera/join`: redeem the link of a camera.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct JoinCamera {
    /// What stood behind `#`.
    pub secret: String,
}

/// Answer to [`JoinCamera`].
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CameraToken {
    /// 256 random bits, base64url; good for pictures of one conversation only.
    pub token: String,
    /// For which.
    pub camera: Camera,
}

/// Answer to `GET /v1/camera`: what a phone may know of what it takes photos for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Camera {
    /// The conversation its pictures are for.
    pub conversation: ConversationId,
    /// Name of the shop.
    pub shop: String,
}

/// `POST /v1/camera/items`: put a picture of one's own onto the strip, once for each `cid`.
/// Answered by nothing but its success.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CameraItem {
    /// The client's name for it.
    pub cid: ClientId,
    /// Id of the new item.
    pub item: ItemId,
    /// The picture, uploaded by this device.
    pub media: MediaId,
    /// What it shows, at most 200 characters.
    pub title: String,
    /// Whether it goes onto the stage at once.
    pub show: bool,
}
