//! The store of the simulation keeps to what the real ones keep to.

use std::sync::Arc;

use vitrine_server::store::StoreResult;

use crate::storage::Storage;
use crate::suite::bed::StoreBed;

/// A made-up database of one's own.
struct Model(Arc<Storage>);

async fn model() -> Model {
    Model(Storage::new())
}

impl StoreBed for Model {
    type Store = Storage;

    async fn try_open(&self) -> StoreResult<Arc<Storage>> {
        Ok(Arc::clone(&self.0))
    }

    async fn beside(&self, store: &Arc<Storage>) -> Arc<Storage> {
        Arc::clone(store)
    }
}

crate::suite::conversations_contract!(crate::contract::model);
