//! A power cut at any moment: the writes of the real program are recorded, and the disk is put
//! together again as it may have been, with what was not flushed lost, kept or torn.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use vitrine_server::store::{SqlStore, Store as _, UpkeepStore as _};
use vitrine_shared::room::{EventBody, Stream};
use vitrine_tests::torture::{self, Dice};
use vitrine_tests::{Production, TestClient, TestTopic, new_id, open_shop_in};

use crate::write_log::{Step, WriteLog};

/// Moments at which the power is cut: in a slice, and in a full run.
const CUTS: (u32, u32) = (20, 200);
/// Messages under way while it is recorded.
const MESSAGES: (u32, u32) = (60, 1_500);
/// A disk writes this many bytes whole or not at all.
const SECTOR: usize = 512;

/// Files as a disk may hold them.
#[derive(Clone, Default)]
struct Disk {
    /// What is flushed.
    flushed: BTreeMap<String, Vec<u8>>,
    /// What is not, in order.
    pending: BTreeMap<String, Vec<Step>>,
}

impl Disk {
    fn of(folder: &Path) -> Self {
        let mut disk = Self::default();
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name == "vitrine.db" {
                disk.flushed.insert(name, fs::read(entry.path()).expect("a file"));
            }
        }
        disk
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Flush { file } => {
                for step in self.pending.remove(file).unwrap_or_default() {
                    apply(self.flushed.entry(file.clone()).or_default(), &step);
                }
            }
            Step::Write { file, .. } | Step::Cut { file, .. } => {
                self.pending.entry(file.clone()).or_default().push(step.clone());
            }
            Step::Said(_) => {}
        }
    }

    /// What is there when the power comes back.
    fn after_cut(&self, dice: &mut Dice, folder: &Path) {
        let mut files = self.flushed.clone();
        for (file, steps) in &self.pending {
            let bytes = files.entry(file.clone()).or_default();
            for step in steps {
                match dice.below(3) {
                    0 => {}
                    1 => apply(bytes, step),
                    _ => apply(bytes, &torn(step, dice)),
                }
            }
        }
        for (file, bytes) in files {
            fs::write(folder.join(file), bytes).expect("a file");
        }
    }
}

/// The first sectors of a write.
fn torn(step: &Step, dice: &mut Dice) -> Step {
    let Step::Write { file, at, bytes } = step else { return step.clone() };
    let sectors = dice.below(bytes.len().div_ceil(SECTOR) + 1);
    let kept = bytes.get(..sectors * SECTOR).unwrap_or(bytes);
    Step::Write { file: file.clone(), at: *at, bytes: kept.to_vec() }
}

fn apply(file: &mut Vec<u8>, step: &Step) {
    match step {
        Step::Write { at, bytes, .. } => {
            let end = at + bytes.len();
            if file.len() < end {
                file.resize(end, 0);
            }
            file[*at..end].copy_from_slice(bytes);
        }
        Step::Cut { length, .. } => file.resize(*length, 0),
        Step::Flush { .. } | Step::Said(_) => {}
    }
}

/// Runs the program under a recorder while somebody talks; what happened, in order.
async fn record(data: &Path, messages: u32) -> (WriteLog, vitrine_shared::ids::ConversationId) {
    let trace = data.with_extension("trace");
    let trace_path = trace.to_str().expect("a temporary folder has a plain name");
    let through = WriteLog::recorder(trace_path);
    let limits = data.with_extension("toml");
    fs::write(&limits, "[limits]\ndurable_per_s = 1000000\ndurable_burst = 1000000\n")
        .expect("a file");
    let flags = ["--config", limits.to_str().expect("a plain name")];
    let through: Vec<&str> = through.iter().map(String::as_str).collect();
    let process = Production::start_through(&through, data, &flags);
    let login = process.new_visitor().await;
    let client = TestClient::connect(process.address, &login, new_id()).await;
    let conversation = client.conversation();
    client.open(1, TestTopic::Public(conversation)).await;
    for n in 0..messages {
        client.say(&format!("message {n}")).await;
    }
    drop(client);
    process.signal("KILL");
    let (_killed, log) = tokio::task::block_in_place(|| process.wait(Duration::from_secs(20)));
    (WriteLog::read(&trace, data).unwrap_or_else(|why| panic!("{why}\n{log}")), conversation)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p1_after_a_power_cut_at_any_moment_all_that_was_acknowledged_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    open_shop_in(&data).await;
    let before = Disk::of(&data);
    let (log, conversation) = record(&data, torture::count(MESSAGES.0, MESSAGES.1)).await;
    let said = log.steps.iter().filter(|step| matches!(step, Step::Said(_))).count();
    let flushes = log.steps.iter().filter(|step| matches!(step, Step::Flush { .. })).count();
    assert!(said >= torture::count(MESSAGES.0, MESSAGES.1) as usize, "acknowledged: {said}");
    assert!(flushes >= said, "every acknowledgement of a lone writer waits for a flush: {flushes}");

    let mut dice = Dice::new();
    let cuts = torture::count(CUTS.0, CUTS.1);
    for round in 0..cuts {
        let cut = dice.below(log.steps.len());
        let mut disk = before.clone();
        let mut acknowledged = Vec::new();
        for step in &log.steps[..cut] {
            disk.take(step);
            if let Step::Said(seq) = step {
                acknowledged.push(*seq);
            }
        }
        let found = folder.path().join(format!("found-{round}"));
        fs::create_dir(&found).expect("a folder");
        disk.after_cut(&mut dice, &found);
        check(&found, conversation, &acknowledged, &format!("round {round}, step {cut}")).await;
        fs::remove_dir_all(&found).expect("a folder of ours");
    }
    torture::report(&format!("{cuts} power cuts over {} steps, 0 lost", log.steps.len()));
}

/// The database is whole and holds what was acknowledged.
async fn check(
    data: &Path,
    conversation: vitrine_shared::ids::ConversationId,
    acknowledged: &[u32],
    what: &str,
) {
    let store = SqlStore::open_folder(data).await.unwrap_or_else(|why| panic!("{what}: {why:?}"));
    let faults = store.check_integrity().await.expect("the store answers");
    assert_eq!(faults, Vec::<String>::new(), "{what}");
    let account = store.list_accounts().await.expect("the store answers")[0];
    let events = store.events_after(account, conversation, Stream::Public, 0, u32::MAX).await;
    let events = events.expect("the store answers");
    let seqs: Vec<u32> = events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (1..).take(seqs.len()).collect::<Vec<u32>>(), "{what}: no gaps");
    for seq in acknowledged {
        let event = events.iter().find(|event| event.seq == *seq);
        let message = event.is_some_and(|e| matches!(e.body, EventBody::MessageSent(_)));
        assert!(message, "{what}: {seq} was acknowledged and is lost");
    }
    if let Some(check) = store.check_log(account, conversation).await.expect("the store answers") {
        assert!(check.projected && check.gaps.is_empty(), "{what}: {check:?}");
    }
    store.close().await;
}
