//! `kill -9` while writing: what was acknowledged is there, once.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use uuid::Uuid;
use vitrine_server::store::{OperationResult, PendingOperation, SqlStore, Store, VisitorRecord};
use vitrine_shared::ids::{ClientId, ConversationId, VisitorId};
use vitrine_shared::room::Stream;
use vitrine_shared::time::UnixMillis;

use crate::suite::bed::{Node, Shop, StoreBed as _, pending, say, seed_of};

/// Tells a copy of this program that it is the one to be killed, and on which folder.
const FOLDER: &str = "VITRINE_CRASH_TEST_FOLDER";
/// Under this token the visitor is found again.
const TOKEN: [u8; 32] = [5; 32];
const KILLS: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn op8_kill_9_while_writing_loses_nothing_acknowledged_and_doubles_nothing() {
    #[expect(clippy::disallowed_methods, reason = "how the copy of this program learns its part")]
    let folder = std::env::var_os(FOLDER);
    if let Some(folder) = folder {
        write_for_ever(Path::new(&folder)).await;
    }
    let bed = crate::lite().await;
    let mut acknowledged: Vec<(u32, Uuid)> = Vec::new();
    for kill in 0..KILLS {
        let heard = run_and_kill(bed.folder.path(), 20 + 7 * kill);
        assert!(heard.len() >= 20, "the copy wrote");
        acknowledged.extend(heard);

        let mut node = open(bed.folder.path()).await;
        let shop = node.shop.clone();
        let (account, id) = (shop.account(), shop.conversation);
        let log = shop.store.events_after(account, id, Stream::Public, 0, u32::MAX).await.unwrap();
        assert!(log.iter().zip(1..).all(|(event, seq)| event.seq == seq), "no gap");
        for (seq, cid) in &acknowledged {
            let places = log.iter().filter(|event| event.cid.0 == *cid && event.seq > 1);
            let places: Vec<u32> = places.map(|event| event.seq).collect();
            assert_eq!(places, [*seq], "after kill {kill}");
        }
        // The client that heard nothing sends again, and is answered as it would have been.
        let (seq, cid) = *acknowledged.last().unwrap();
        let again = PendingOperation { cid: ClientId(cid), ..pending(shop.visitor(), say("?")) };
        assert_eq!(node.append(vec![again]).await.results, [OperationResult::Repeated { seq }]);
        let live = shop.store.find_conversation(account, id).await.unwrap();
        assert_eq!(shop.store.rebuild_conversation(account, id).await.unwrap(), live);
        shop.store.close().await;
    }
    let store = bed.open().await;
    assert_eq!(store.last_time().await.unwrap().0 % 1_000, 0);
    store.close().await;
}

/// Starts a copy of this program, hears so many acknowledgements, kills it, and returns all it
/// had said by then.
fn run_and_kill(folder: &Path, count: usize) -> Vec<(u32, Uuid)> {
    let name = "crash::op8_kill_9_while_writing_loses_nothing_acknowledged_and_doubles_nothing";
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut heard = Vec::new();
    for line in lines {
        let line = line.unwrap();
        // A line that the kill cut short was not heard.
        let Some(acknowledged) = line.strip_prefix("ack ").and_then(|a| a.strip_suffix('.')) else {
            continue;
        };
        let (seq, cid) = acknowledged.split_once(' ').unwrap();
        heard.push((seq.parse().unwrap(), cid.parse().unwrap()));
        if heard.len() == count {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    heard
}

/// The part of the copy: writes batches and says what was acknowledged until it is killed.
async fn write_for_ever(folder: &Path) -> ! {
    let mut node = open(folder).await;
    let visitor = node.shop.visitor();
    loop {
        let operations: Vec<_> = (0..3).map(|n| pending(visitor, say(&n.to_string()))).collect();
        let cids: Vec<_> = operations.iter().map(|operation| operation.cid).collect();
        let room = node.append(operations).await;
        let mut out = std::io::stdout().lock();
        for (result, cid) in room.results.iter().zip(cids) {
            let OperationResult::Done { seq } = result else { panic!("{result:?}") };
            writeln!(out, "\nack {seq} {cid}.").unwrap();
        }
        out.flush().unwrap();
    }
}

/// The shop and its only conversation in this folder, made when there is none.
async fn open(folder: &Path) -> Node {
    let store = Arc::new(SqlStore::open_folder(folder).await.unwrap());
    let seeded = store.seed(&seed_of("bags")).await.unwrap();
    let visitor_id = match store.find_visitor_by_token(TOKEN, UnixMillis(0)).await.unwrap() {
        Some(visitor) => visitor.id,
        None => {
            let id = VisitorId(Uuid::now_v7());
            let (account, inbox) = (seeded.account, seeded.inbox);
            let visitor = VisitorRecord { account, inbox, id, name: None };
            store.insert_visitor(&visitor, TOKEN, UnixMillis(i64::MAX)).await.unwrap();
            id
        }
    };
    let known = store.find_conversation_of(seeded.account, visitor_id).await.unwrap();
    let conversation = known.map_or_else(|| ConversationId(Uuid::now_v7()), |row| row.id);
    let mut node = Shop { store, seeded, visitor_id, conversation }.node();
    let loaded = node.shop.store.load_room(seeded.account, conversation).await.unwrap();
    node.state = loaded.map(|room| room.state).unwrap_or_default();
    node
}
