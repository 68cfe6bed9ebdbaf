//! Other devices of visitors and saved answers of staff: none in the made-up world.

use async_trait::async_trait;
use vitrine_server::store::{
    AuditDraft, CameraRecord, CannedRecord, CannedStore, CannedWritten, DeviceArrival,
    DeviceLinkDraft, DeviceStore, MediaRecord, SecretHash, StoreResult,
};
use vitrine_shared::ids::{AccountId, AgentId, CannedId, DeviceLinkId, MediaId, VisitorId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::devices::DeviceState;

use super::Storage;
use super::people::not_modelled;

#[async_trait]
impl DeviceStore for Storage {
    async fn insert_device_link(
        &self,
        _link: DeviceLinkDraft,
        _now: UnixMillis,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn redeem_camera(
        &self,
        _secret: SecretHash,
        _arrival: DeviceArrival,
        _now: UnixMillis,
    ) -> StoreResult<Option<CameraRecord>> {
        not_modelled()
    }

    async fn redeem_continue(
        &self,
        _inbox_key: &str,
        _secret: SecretHash,
        _arrival: DeviceArrival,
        _now: UnixMillis,
    ) -> StoreResult<bool> {
        not_modelled()
    }

    async fn find_camera(
        &self,
        _token: SecretHash,
        _now: UnixMillis,
    ) -> StoreResult<Option<CameraRecord>> {
        Ok(None)
    }

    async fn device_state(
        &self,
        _account: AccountId,
        _visitor: VisitorId,
        _id: DeviceLinkId,
        _now: UnixMillis,
    ) -> StoreResult<Option<DeviceState>> {
        not_modelled()
    }

    async fn end_device_link(
        &self,
        _account: AccountId,
        _visitor: VisitorId,
        _id: DeviceLinkId,
        _now: UnixMillis,
    ) -> StoreResult<Option<bool>> {
        not_modelled()
    }
}

#[async_trait]
impl CannedStore for Storage {
    async fn list_canned(
        &self,
        _account: AccountId,
        _agent: AgentId,
    ) -> StoreResult<Vec<CannedRecord>> {
        not_modelled()
    }

    async fn find_canned(
        &self,
        _account: AccountId,
        _id: CannedId,
    ) -> StoreResult<Option<CannedRecord>> {
        not_modelled()
    }

    async fn find_deleted_canned(
        &self,
        _account: AccountId,
        _id: CannedId,
    ) -> StoreResult<Option<CannedRecord>> {
        not_modelled()
    }

    async fn insert_canned(
        &self,
        _canned: &CannedRecord,
        _pictures: &[MediaRecord],
        _most: u32,
        _audit: Option<AuditDraft>,
    ) -> StoreResult<CannedWritten> {
        not_modelled()
    }

    async fn update_canned(
        &self,
        _canned: &CannedRecord,
        _audit: Option<AuditDraft>,
    ) -> StoreResult<CannedWritten> {
        not_modelled()
    }

    async fn set_canned_deleted(
        &self,
        _account: AccountId,
        _id: CannedId,
        _deleted_at: Option<UnixMillis>,
        _audit: Option<AuditDraft>,
    ) -> StoreResult<CannedWritten> {
        not_modelled()
    }

    async fn purge_canned(
        &self,
        _account: AccountId,
        _before: UnixMillis,
    ) -> StoreResult<Vec<MediaId>> {
        not_modelled()
    }

    async fn count_canned_use(&self, _account: AccountId, _id: CannedId) -> StoreResult<bool> {
        not_modelled()
    }
}
