//! Links for other devices of visitors, and the cameras that came by them.

use async_trait::async_trait;
use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, DeviceLinkId, VisitorId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::devices::{DeviceState, DeviceStep, DeviceUse};

use super::{SqlStore, on, read, visitors};
use crate::store::{
    CameraRecord, DeviceArrival, DeviceLinkDraft, DeviceStore, SecretHash, StoreResult,
    VisitorRecord,
};

/// Link, conversation, and the visitor's account, inbox, id and name.
type CameraRow = (Uuid, Uuid, Uuid, Uuid, Uuid, Option<String>);

/// A camera's conversation has not ended; one that nobody has written in is not stored yet.
macro_rules! goes_on {
    ($start:literal, $end:literal) => {
        concat!(
            $start,
            " NOT EXISTS (SELECT 1 FROM conversation c WHERE c.account_id = d.account_id \
             AND c.id = d.conversation_id AND c.status <> 0) ",
            $end
        )
    };
}

fn name_of(purpose: DeviceUse) -> &'static str {
    match purpose {
        DeviceUse::Camera => "camera",
        DeviceUse::Continue => "continue",
    }
}

fn camera((link, conversation, account, inbox, id, name): CameraRow) -> CameraRecord {
    let visitor =
        VisitorRecord { account: account.into(), inbox: inbox.into(), id: id.into(), name };
    CameraRecord { link: link.into(), visitor, conversation: conversation.into() }
}

#[derive(sqlx::FromRow)]
struct StateRow {
    purpose: String,
    expires_at: i64,
    used_at: Option<i64>,
    device: String,
    token_until: Option<i64>,
    ended_at: Option<i64>,
    open: i64,
}

impl StateRow {
    fn state(self, now: UnixMillis) -> DeviceState {
        let is_camera = self.purpose == name_of(DeviceUse::Camera);
        let over =
            is_camera && (self.open == 0 || self.token_until.is_some_and(|until| until <= now.0));
        let step = if self.ended_at.is_some() || over {
            DeviceStep::Ended
        } else if self.used_at.is_some() {
            DeviceStep::Joined
        } else if self.expires_at <= now.0 {
            DeviceStep::Expired
        } else {
            DeviceStep::Waiting
        };
        DeviceState { step, device: self.device }
    }
}

#[async_trait]
impl DeviceStore for SqlStore {
    async fn insert_device_link(&self, link: DeviceLinkDraft, now: UnixMillis) -> StoreResult<()> {
        // A used link stays to be looked at and ended for as long as what came of it may work.
        let forget = "DELETE FROM device_link WHERE account_id = $1 AND visitor_id = $2 \
                      AND expires_at <= $3 AND (used_at IS NULL OR ended_at IS NOT NULL \
                      OR token_until <= $3)";
        let end = "UPDATE device_link SET ended_at = $3 WHERE account_id = $1 \
                   AND visitor_id = $2 AND purpose = $4 AND ended_at IS NULL \
                   AND (used_at IS NULL OR purpose = 'camera')";
        // For a visitor who was erased meanwhile no link is made.
        let insert = "INSERT INTO device_link (account_id, id, visitor_id, conversation_id, \
                      purpose, secret_hash, expires_at) \
                      SELECT v.account_id, $3, v.id, $4, $5, $6, $7 FROM visitor v \
                      WHERE v.account_id = $1 AND v.id = $2";
        let (account, visitor) = (link.account.0, link.visitor.0);
        let purpose = name_of(link.purpose);
        let mut tx = self.db.begin().await?;
        on!(tx, |connection| {
            let query = sqlx::query(forget).bind(account).bind(visitor).bind(now.0);
            query.execute(&mut *connection).await?;
            let query = sqlx::query(end).bind(account).bind(visitor).bind(now.0).bind(purpose);
            query.execute(&mut *connection).await?;
            let query = sqlx::query(insert).bind(account).bind(visitor).bind(link.id.0);
            let query = query.bind(link.conversation.0).bind(purpose).bind(&link.secret[..]);
            query.bind(link.expires_at.0).execute(connection).await?;
        });
        tx.commit().await
    }

    async fn redeem_camera(
        &self,
        secret: SecretHash,
        arrival: DeviceArrival,
        now: UnixMillis,
    ) -> StoreResult<Option<CameraRecord>> {
        // One conditional update: of many who try at once, the database lets one find it unused.
        let redeem = goes_on!(
            "UPDATE device_link AS d SET used_at = $2, token_hash = $3, token_until = $4, \
             device = $5 WHERE d.secret_hash = $1 AND d.purpose = 'camera' \
             AND d.used_at IS NULL AND d.ended_at IS NULL AND d.expires_at > $2 AND",
            ""
        );
        let mut tx = self.db.begin().await?;
        let redeemed = on!(tx, |connection| {
            let query = sqlx::query(redeem).bind(&secret[..]).bind(now.0).bind(&arrival.token[..]);
            let query = query.bind(arrival.until.0).bind(&arrival.device);
            query.execute(connection).await?.rows_affected()
        });
        if redeemed == 0 {
            tx.end().await?;
            return Ok(None);
        }
        tx.commit().await?;
        self.find_camera(arrival.token, now).await
    }

    async fn redeem_continue(
        &self,
        inbox_key: &str,
        secret: SecretHash,
        arrival: DeviceArrival,
        now: UnixMillis,
    ) -> StoreResult<bool> {
        let redeem = "UPDATE device_link SET used_at = $2, token_hash = $3, token_until = $4, \
                      device = $5 WHERE secret_hash = $1 AND purpose = 'continue' \
                      AND used_at IS NULL AND ended_at IS NULL AND expires_at > $2 \
                      AND EXISTS (SELECT 1 FROM visitor v \
                          JOIN inbox i ON i.account_id = v.account_id AND i.id = v.inbox_id \
                          WHERE v.account_id = device_link.account_id \
                          AND v.id = device_link.visitor_id AND i.public_key = $6) \
                      RETURNING account_id, visitor_id";
        let DeviceArrival { token, until, device } = arrival;
        let mut tx = self.db.begin().await?;
        let row: Option<(Uuid, Uuid)> = on!(tx, |connection| {
            let query = sqlx::query_as(redeem).bind(&secret[..]).bind(now.0).bind(&token[..]);
            let query = query.bind(until.0).bind(&device).bind(inbox_key);
            query.fetch_optional(connection).await?
        });
        let added = match row {
            Some((account, visitor)) => {
                visitors::add_token(&mut tx, account.into(), visitor.into(), token, until).await?
            }
            None => false,
        };
        if added {
            tx.commit().await?;
        } else {
            tx.end().await?;
        }
        Ok(added)
    }

    async fn find_camera(
        &self,
        token: SecretHash,
        now: UnixMillis,
    ) -> StoreResult<Option<CameraRecord>> {
        let find = goes_on!(
            "SELECT d.id, d.conversation_id, v.account_id, v.inbox_id, v.id, v.name \
             FROM device_link d \
             JOIN visitor v ON v.account_id = d.account_id AND v.id = d.visitor_id \
             WHERE d.token_hash = $1 AND d.purpose = 'camera' AND d.ended_at IS NULL \
             AND d.token_until > $2 AND",
            ""
        );
        let row: Option<CameraRow> = read!(&self.db, |pool| {
            sqlx::query_as(find).bind(&token[..]).bind(now.0).fetch_optional(pool).await
        })?;
        Ok(row.map(camera))
    }

    async fn device_state(
        &self,
        account: AccountId,
        visitor: VisitorId,
        id: DeviceLinkId,
        now: UnixMillis,
    ) -> StoreResult<Option<DeviceState>> {
        let find = goes_on!(
            "SELECT d.purpose, d.expires_at, d.used_at, d.device, d.token_until, d.ended_at, \
             CAST(CASE WHEN",
            "THEN 1 ELSE 0 END AS BIGINT) AS open FROM device_link d \
             WHERE d.account_id = $1 AND d.visitor_id = $2 AND d.id = $3"
        );
        let row: Option<StateRow> = read!(&self.db, |pool| {
            let query = sqlx::query_as(find).bind(account.0).bind(visitor.0).bind(id.0);
            query.fetch_optional(pool).await
        })?;
        Ok(row.map(|row| row.state(now)))
    }

    async fn end_device_link(
        &self,
        account: AccountId,
        visitor: VisitorId,
        id: DeviceLinkId,
        now: UnixMillis,
    ) -> StoreResult<Option<bool>> {
        let end = "UPDATE device_link SET ended_at = COALESCE(ended_at, $4) \
                   WHERE account_id = $1 AND visitor_id = $2 AND id = $3 RETURNING token_hash";
        let revoke = "DELETE FROM visitor_token \
                      WHERE account_id = $1 AND visitor_id = $2 AND token_hash = $3";
        let mut tx = self.db.begin().await?;
        let token: Option<Option<Vec<u8>>> = on!(tx, |connection| {
            let query = sqlx::query_scalar(end).bind(account.0).bind(visitor.0).bind(id.0);
            query.bind(now.0).fetch_optional(connection).await?
        });
        let Some(token) = token else {
            tx.end().await?;
            return Ok(None);
        };
        let revoked = match token {
            Some(token) => on!(tx, |connection| {
                let query = sqlx::query(revoke).bind(account.0).bind(visitor.0).bind(token);
                query.execute(connection).await?.rows_affected()
            }),
            None => 0,
        };
        tx.commit().await?;
        Ok(Some(revoked > 0))
    }
}
