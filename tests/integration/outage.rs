//! The real program while nothing can be written: no tick without a place for the message.

use std::process::Command;
use std::time::{Duration, Instant};

use vitrine_shared::ids::ConversationId;
use vitrine_shared::room::EventBody;
use vitrine_shared::wire::ErrorCode;
use vitrine_tests::{
    Production, TestClient, TestTopic, http, new_id, open_shop_in, say, torture, vitrine,
};

/// How often the disk fails: in a slice, and in a full run.
const OUTAGES: (u32, u32) = (3, 50);
/// Messages tried during each.
const TRIES: u32 = 5;
/// After the disk is well, a message is taken again within this.
const RECOVERY: Duration = Duration::from_secs(10);

/// A file that grows beyond its limit is refused as on a full disk, instead of ending the process;
/// and nobody is refused for saying much.
const REFUSE: [&str; 3] = [
    "sh",
    "-c",
    "trap '' XFSZ; \
     export VITRINE_LIMITS_DURABLE_PER_S=100000 VITRINE_LIMITS_DURABLE_BURST=100000; \
     exec \"$0\" \"$@\"",
];

/// Lets the process write files of at most so many bytes, or of any length.
fn allow_bytes(process: &Production, bytes: &str) {
    let limit = format!("--fsize={bytes}:unlimited");
    let pid = process.id().to_string();
    let status = Command::new("prlimit").args(["--pid", &pid, &limit]).status();
    assert!(status.expect("prlimit is a program").success(), "the limit is set");
}

async fn open(process: &Production, conversation: Option<ConversationId>) -> TestClient {
    let login = process.new_visitor().await;
    let client = TestClient::connect(process.address, &login, new_id()).await;
    let conversation = conversation.unwrap_or_else(|| client.conversation());
    client.open(1, TestTopic::Public(conversation)).await;
    client
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p10_while_nothing_can_be_stored_nothing_is_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    open_shop_in(&data).await;
    let process = Production::start_through(&REFUSE, &data, &[]);
    let client = open(&process, None).await;
    let mut acknowledged = vec!["before".to_owned()];
    client.say("before").await;
    let outages = torture::count(OUTAGES.0, OUTAGES.1);
    let mut slowest = Duration::ZERO;
    for round in 0..outages {
        allow_bytes(&process, "0");
        for n in 0..TRIES {
            let refused = client.act(say(&format!("lost {round}/{n}"))).await;
            let code = refused.expect_err("nothing is stored").code;
            assert_eq!(code, ErrorCode::Unavailable, "round {round}");
        }
        let alive = http::request(process.address, "GET", "/healthz", &[], "").await;
        assert_eq!(alive.status, 200, "it lives on");
        allow_bytes(&process, "unlimited");
        let begun = Instant::now();
        let text = format!("after {round}");
        while client.act(say(&text)).await.is_err() {
            assert!(begun.elapsed() < RECOVERY, "not well after {RECOVERY:?}");
            // A client waits as long as the refusal says.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        slowest = slowest.max(begun.elapsed());
        acknowledged.push(text);
    }
    client.until(|r| r.room().messages.len() == acknowledged.len()).await;
    let shown: Vec<String> = client.see(|r| {
        let texts = r.room().messages.values().filter_map(|event| match &event.body {
            EventBody::MessageSent(message) => Some(message.text.clone()),
            _ => None,
        });
        texts.collect()
    });
    assert_eq!(shown, acknowledged, "what was acknowledged is there, and nothing else");
    drop(client);
    process.signal("TERM");
    let (status, log) = tokio::task::block_in_place(|| process.wait(Duration::from_secs(20)));
    assert!(status.success(), "{log}");
    let checked = vitrine(&["doctor", "--data"]).arg(&data).output().expect("the program runs");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.status.success(), "{said}");
    torture::report(&format!("{outages} outages, slowest recovery {slowest:?}"));
}
