//! The shop of every made-up world.

use vitrine_server::store::{MediaRecord, Seed};
use vitrine_shared::ids::{AccountId, MediaId};
use vitrine_shared::room::MediaSize;

/// Its account, inbox and first agent.
pub(crate) fn seed() -> Seed {
    Seed {
        account_name: "corda".to_owned(),
        inbox_key: "corda".to_owned(),
        inbox_name: "corda".to_owned(),
        inbox_origins: Vec::new(),
        agent_name: "Ana".to_owned(),
    }
}

/// A picture of it.
pub(crate) fn picture(account: AccountId, id: MediaId) -> MediaRecord {
    MediaRecord {
        account,
        id,
        conversation: None,
        blob_name: [7; 32],
        size: MediaSize { width: 2_400, height: 1_600 },
        title: "A bag".to_owned(),
        source: format!("test:{id}"),
        ready: true,
        problem: None,
        shelf_place: None,
        clip: None,
    }
}
