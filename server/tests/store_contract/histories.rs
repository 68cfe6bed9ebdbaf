//! Histories nobody thought of.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Handle;
use tokio::task::block_in_place;
use uuid::Uuid;
use vitrine_server::store::{PendingOperation, Store};
use vitrine_shared::ids::{AnnotationId, ClientId, ConversationId};
use vitrine_shared::room::{
    Command, DeleteAnnotations, RoomState, RotateItem, ShowItems, Stream, apply,
};

use super::bed::{Shop, StoreBed, add_arrow, add_item, item, note, say};

/// What happens next in a history.
#[derive(Clone, Debug)]
enum Step {
    /// Operations in one batch: whose, under which of a few names, and what.
    Append(Vec<(bool, u128, Command)>),
    /// The room is unloaded with a snapshot and loaded again.
    Reload,
    /// A node that has seen nothing takes over.
    Forget,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let command = prop_oneof![
        3 => "[a-z ]{0,9}".prop_map(|text| say(&text)),
        1 => "[a-z]{1,4}".prop_map(|text| note(&text)),
        1 => (0..3_u128).prop_map(add_item),
        1 => prop::collection::vec(0..3_u128, 0..3).prop_map(|n| Command::ShowItems(ShowItems {
            items: n.into_iter().map(item).collect()
        })),
        1 => (0..3_u128, 0..4_u8).prop_map(|(n, quarter_turns)| Command::RotateItem(RotateItem {
            item: item(n),
            quarter_turns
        })),
        1 => (0..5_u128, 0..3_u128).prop_map(|(n, on)| add_arrow(n, on)),
        1 => (0..5_u128).prop_map(|n| Command::DeleteAnnotations(DeleteAnnotations {
            annotations: vec![AnnotationId(Uuid::from_u128(0x300 + n))]
        })),
    ];
    let operation = (any::<bool>(), 0..40_u128, command);
    let step = prop_oneof![
        8 => prop::collection::vec(operation, 1..6).prop_map(Step::Append),
        1 => Just(Step::Reload),
        1 => Just(Step::Forget),
    ];
    prop::collection::vec(step, 1..16)
}

/// The state a node goes on with, what is loaded, what is folded from the log and the rebuilt row
/// all say the same, whatever happened.
pub(crate) async fn op4_live_loaded_and_rebuilt_rooms_are_one(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    block_in_place(|| {
        let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
        let run = TestRunner::new(config).run(&steps(), |steps| {
            let id = ConversationId(Uuid::now_v7());
            let shop = Shop { conversation: id, ..shop.clone() };
            Handle::current().block_on(play(&shop, steps))
        });
        run.unwrap_or_else(|failure| panic!("{failure}"));
    });
}

async fn play(shop: &Shop<impl Store>, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let (account, id) = (shop.account(), shop.conversation);
    let mut node = shop.node();
    for step in steps {
        match step {
            Step::Append(operations) => {
                let operations = operations.into_iter().map(|(by_agent, name, command)| {
                    let principal = if by_agent { shop.agent() } else { shop.visitor() };
                    let cid = ClientId(Uuid::from_u128(0x1000 + name));
                    PendingOperation { principal, acl_epoch: 0, cid, command }
                });
                let before = node.state.clone();
                let room = node.append(operations.collect()).await;
                let mut folded = before;
                for (stream, event) in &room.events {
                    apply(&mut folded, *stream, event);
                }
                prop_assert_eq!(&folded, &room.state);
            }
            Step::Reload => {
                shop.store.write_snapshot(account, id, &node.state).await.unwrap();
                let loaded = shop.store.load_room(account, id).await.unwrap();
                node.state = loaded.map(|room| room.state).unwrap_or_default();
            }
            Step::Forget => node.state = RoomState::default(),
        }
    }
    node.append(vec![]).await;
    let loaded = shop.store.load_room(account, id).await.unwrap();
    prop_assert_eq!(loaded.map(|room| room.state).unwrap_or_default(), node.state.clone());
    let mut folded = RoomState::default();
    for stream in [Stream::Public, Stream::Staff] {
        let log = shop.store.events_after(account, id, stream, 0, 9_999).await.unwrap();
        prop_assert!(log.iter().zip(1..).all(|(event, seq)| event.seq == seq));
        log.iter().for_each(|event| apply(&mut folded, stream, event));
    }
    prop_assert_eq!(&folded, &node.state);
    let live = shop.store.find_conversation(account, id).await.unwrap();
    let rebuilt = shop.store.rebuild_conversation(account, id).await.unwrap();
    prop_assert_eq!(live, rebuilt);
    Ok(())
}
