//! Rows as they are stored, and their way into records.

use sqlx::types::Uuid;
use vitrine_shared::ids::{ConversationId, MediaId, ParticipantId};
use vitrine_shared::room::{Event, EventBody, MediaSize, Status, Stream};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;

use crate::store::projection::Projection;
use crate::store::{
    BlobName, ClipKind, ClipRecord, ConversationRecord, MediaRecord, StoreError, StoreResult,
};

/// A room, within its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    // The conversation first: keys sort in the order in which rows are locked.
    pub(super) conversation: Uuid,
    pub(super) account: Uuid,
}

/// The stored number of a stream.
pub(super) fn stream_number(stream: Stream) -> i64 {
    match stream {
        Stream::Public => 0,
        Stream::Staff => 1,
    }
}

/// The stored number of a status.
pub(super) fn status_number(status: Status) -> i64 {
    match status {
        Status::Open => 0,
        Status::Resolved => 1,
    }
}

/// Seqs as they are stored.
pub(super) fn seqs_json(seqs: &[u32]) -> String {
    serde_json::to_string(seqs).expect("numbers have no keys")
}

/// A count or seq from a column.
pub(super) fn count(column: i64) -> StoreResult<u32> {
    u32::try_from(column).map_err(|error| StoreError::Unavailable(Box::new(error)))
}

/// A row of `event`, without the columns it was found by.
#[derive(sqlx::FromRow)]
pub(super) struct EventRow {
    seq: i64,
    at: i64,
    actor: Uuid,
    cid: Uuid,
    kind: String,
    version: i64,
    body: String,
}

impl TryFrom<EventRow> for Event {
    type Error = StoreError;

    fn try_from(row: EventRow) -> StoreResult<Self> {
        // A version that is no u32 was not written by us, so it counts as one from the future.
        let version = u32::try_from(row.version).unwrap_or(u32::MAX);
        Ok(Self {
            seq: count(row.seq)?,
            at: UnixMillis(row.at),
            actor: row.actor.into(),
            cid: row.cid.into(),
            body: EventBody::from_stored(&row.kind, version, &row.body),
        })
    }
}

/// The columns of `conversation` that are folded from the log.
#[derive(sqlx::FromRow)]
pub(super) struct ProjectionRow {
    created_at: i64,
    public_seq: i64,
    staff_seq: i64,
    last_line_author: Option<Uuid>,
    last_line_text: Option<String>,
    active_at: i64,
    latest_at: i64,
    waiting_since: Option<i64>,
    unanswered: i64,
    last_line_seq: i64,
    recent_messages: String,
    status: i64,
    assignee: Option<Uuid>,
    picture: Option<Uuid>,
}

impl TryFrom<ProjectionRow> for Projection {
    type Error = StoreError;

    fn try_from(row: ProjectionRow) -> StoreResult<Self> {
        let author = row.last_line_author.map(ParticipantId);
        Ok(Self {
            created_at: UnixMillis(row.created_at),
            public_seq: count(row.public_seq)?,
            staff_seq: count(row.staff_seq)?,
            last_line: author.zip(row.last_line_text),
            active_at: UnixMillis(row.active_at),
            latest_at: UnixMillis(row.latest_at),
            waiting_since: row.waiting_since.map(UnixMillis),
            unanswered: count(row.unanswered)?,
            last_line_seq: count(row.last_line_seq)?,
            recent_messages: serde_json::from_str(&row.recent_messages)
                .map_err(|error| StoreError::Unavailable(Box::new(error)))?,
            status: if row.status == 0 { Status::Open } else { Status::Resolved },
            assignee: row.assignee.map(ParticipantId),
            picture: row.picture.map(MediaId),
        })
    }
}

/// What an append needs of a row of `conversation`.
#[derive(sqlx::FromRow)]
pub(super) struct RoomRow {
    account_id: Uuid,
    id: Uuid,
    pub(super) acl_epoch: i64,
    #[sqlx(flatten)]
    pub(super) projection: ProjectionRow,
}

impl RoomRow {
    pub(super) fn key(&self) -> Key {
        Key { conversation: self.id, account: self.account_id }
    }
}

/// A whole row of `conversation`, with the visitor's name.
#[derive(sqlx::FromRow)]
pub(super) struct ConversationRow {
    account_id: Uuid,
    id: Uuid,
    visitor_id: Uuid,
    inbox_id: Uuid,
    visitor_name: Option<String>,
    acl_epoch: i64,
    #[sqlx(flatten)]
    projection: ProjectionRow,
}

impl TryFrom<ConversationRow> for ConversationRecord {
    type Error = StoreError;

    fn try_from(row: ConversationRow) -> StoreResult<Self> {
        let projection = Projection::try_from(row.projection)?;
        Ok(Self {
            account: row.account_id.into(),
            id: ConversationId(row.id),
            visitor: row.visitor_id.into(),
            inbox: row.inbox_id.into(),
            visitor_name: row.visitor_name,
            acl_epoch: count(row.acl_epoch)?,
            public_seq: projection.public_seq,
            staff_seq: projection.staff_seq,
            last_line: projection.last_line,
            last_line_seq: projection.last_line_seq,
            active_at: projection.active_at,
            waiting_since: projection.waiting_since,
            unanswered: projection.unanswered,
            recent_messages: projection.recent_messages,
            status: projection.status,
            assignee: projection.assignee,
            picture: projection.picture,
        })
    }
}

/// A row of `media`.
#[derive(sqlx::FromRow)]
pub(super) struct MediaRow {
    account_id: Uuid,
    id: Uuid,
    conversation_id: Option<Uuid>,
    blob_name: Vec<u8>,
    width: i64,
    height: i64,
    title: String,
    source: String,
    shelf_place: Option<i64>,
    ready: i64,
    problem: Option<String>,
    clip_ms: Option<i64>,
    clip_type: Option<String>,
}

impl TryFrom<MediaRow> for MediaRecord {
    type Error = StoreError;

    fn try_from(row: MediaRow) -> StoreResult<Self> {
        let kind = row.clip_type.as_deref().and_then(ClipKind::from_mime);
        let duration_ms: Option<u32> = row.clip_ms.map(count).transpose()?;
        let blob_name = BlobName::try_from(row.blob_name.as_slice())
            .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        Ok(Self {
            account: row.account_id.into(),
            id: row.id.into(),
            conversation: row.conversation_id.map(ConversationId),
            blob_name,
            size: MediaSize { width: count(row.width)?, height: count(row.height)? },
            title: row.title,
            source: row.source,
            shelf_place: row.shelf_place.map(count).transpose()?,
            ready: row.ready != 0,
            // A code of a newer version means as little to us as a broken picture.
            clip: duration_ms.map(|duration_ms| ClipRecord { duration_ms, kind }),
            problem: row.problem.map(|code| code_of(&code).unwrap_or(ErrorCode::BadPicture)),
        })
    }
}

fn code_of(name: &str) -> Option<ErrorCode> {
    serde_json::from_value(serde_json::Value::from(name)).ok()
}
