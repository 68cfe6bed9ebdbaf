//! Other devices of visitors: the [`DeviceStore`] and its records.

use async_trait::async_trait;
use vitrine_shared::ids::{AccountId, ConversationId, DeviceLinkId, VisitorId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::devices::{DeviceState, DeviceUse};

use super::{SecretHash, StoreResult, VisitorRecord};

/// A link to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceLinkDraft {
    /// Tenant.
    pub account: AccountId,
    /// Its name.
    pub id: DeviceLinkId,
    /// Whose other device.
    pub visitor: VisitorId,
    /// The conversation at that moment; a camera is bound to it.
    pub conversation: ConversationId,
    /// What for.
    pub purpose: DeviceUse,
    /// SHA-256 of what stands behind `#`.
    pub secret: SecretHash,
    /// Until when it can be opened.
    pub expires_at: UnixMillis,
}

/// What the device that opens a link comes away with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceArrival {
    /// SHA-256 of its token.
    pub token: SecretHash,
    /// Until when that works.
    pub until: UnixMillis,
    /// Browser and system in coarse words.
    pub device: String,
}

/// A phone that takes photos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameraRecord {
    /// The link it came by.
    pub link: DeviceLinkId,
    /// Whose it is.
    pub visitor: VisitorRecord,
    /// The one conversation it is for.
    pub conversation: ConversationId,
}

/// The durable side of other devices; a part of [`super::Store`].
#[async_trait]
pub trait DeviceStore: Send + Sync {
    /// Adds a link. Unused links of the visitor for the same purpose stop working, and so does,
    /// for a camera, the one that was there. Those nobody can use any more are forgotten.
    async fn insert_device_link(&self, link: DeviceLinkDraft, now: UnixMillis) -> StoreResult<()>;
    /// Opens the link of a camera; `None` when it was opened, is past its end, was ended, or its
    /// conversation has ended. Of many who try at once one succeeds.
    async fn redeem_camera(
        &self,
        secret: SecretHash,
        arrival: DeviceArrival,
        now: UnixMillis,
    ) -> StoreResult<Option<CameraRecord>>;
    /// Opens a link to carry on at the inbox with this public key: the token becomes one of the
    /// visitor. False as above.
    async fn redeem_continue(
        &self,
        inbox_key: &str,
        secret: SecretHash,
        arrival: DeviceArrival,
        now: UnixMillis,
    ) -> StoreResult<bool>;
    /// The camera with this token, while it works and its conversation goes on.
    async fn find_camera(
        &self,
        token: SecretHash,
        now: UnixMillis,
    ) -> StoreResult<Option<CameraRecord>>;
    /// How far a link of this visitor is.
    async fn device_state(
        &self,
        account: AccountId,
        visitor: VisitorId,
        id: DeviceLinkId,
        now: UnixMillis,
    ) -> StoreResult<Option<DeviceState>>;
    /// Ends a link and what came of it; `None` when there is none of this visitor, true when a
    /// token of the visitor itself stopped working with it.
    async fn end_device_link(
        &self,
        account: AccountId,
        visitor: VisitorId,
        id: DeviceLinkId,
        now: UnixMillis,
    ) -> StoreResult<Option<bool>>;
}
