//! SN2 and SN3 from every position there is: nothing is left out because nobody thought of it.

use vitrine_server::config::RateOverrides;
use vitrine_shared::limits::{SNAPSHOT_MESSAGES, TAIL_BYTES, TAIL_EVENTS};
use vitrine_shared::room::Event;
use vitrine_shared::wire::{ClientMessage, Close, Mode, Resume};
use vitrine_tests::{TestClient, TestServer, TestTopic, say};

/// Events, more than a room keeps in memory (512), so that the oldest come from the log.
const SMALL: u32 = 540;
/// The same of messages so long that the bytes decide.
const LONG: u32 = 60;

/// Opens the conversation from a position, under a number of its own, and looks at what comes.
async fn open_from(
    client: &TestClient,
    topic: TestTopic,
    sub: u32,
    (epoch, seq): (&str, u32),
    log: &[Event],
) {
    let head = log.last().map_or(0, |event| event.seq);
    let missing = usize::try_from(head.saturating_sub(seq)).expect("a small number");
    let lacks = &log[log.len() - missing..];
    let bytes: usize =
        lacks.iter().map(|event| serde_json::to_string(event).expect("JSON").len()).sum();
    let known = epoch != "another" && seq <= head;
    let tail = known && lacks.len() <= TAIL_EVENTS as usize && bytes <= TAIL_BYTES;
    client.ask_open(sub, topic, Some(Resume { epoch: epoch.to_owned(), seq })).await;
    client
        .until(|r| {
            let topic = r.topic(sub);
            let whole = if tail { topic.events.len() == lacks.len() } else { !topic.partial() };
            !topic.opened.is_empty() && whole
        })
        .await;
    let from = format!("from {epoch} {seq} of {head}");
    let (opened, events, messages) = client.see(|r| {
        let topic = r.topic(sub);
        (topic.opened.clone(), topic.events.clone(), topic.messages.clone())
    });
    assert_eq!(opened.len(), 1, "{from}");
    assert_eq!(opened[0].head, head, "{from}");
    if tail {
        assert_eq!(opened[0].mode, Mode::Tail, "{from}");
        assert_eq!(events, lacks, "{from}");
        assert_eq!(client.see(|r| r.topic(sub).snapshots), 0, "never both, {from}");
    } else {
        assert_eq!(opened[0].mode, Mode::Snapshot, "{from}");
        assert_eq!(events, [], "{from}");
        let newest = log.iter().rev().filter(|event| event.body.in_thread());
        let newest: Vec<_> = newest.take(SNAPSHOT_MESSAGES as usize).cloned().collect();
        let told: Vec<_> = messages.into_values().rev().collect();
        assert_eq!(told, newest, "{from}");
    }
    client.send(&ClientMessage::Close(Close { sub })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sn2_from_every_position_the_mode_is_right_and_nothing_is_partial() {
    let wide = Some(1_000_000);
    let limits = RateOverrides {
        durable_per_s: wide,
        durable_burst: wide,
        live_per_s: wide,
        ..RateOverrides::default()
    };
    let server = TestServer::start_with(limits).await;
    for (events, text) in [(SMALL, "short".to_owned()), (LONG, "\u{1F9F5}".repeat(3_000))] {
        let login = server.new_visitor().await;
        let writer = server.tab(&login).await;
        // The first message brings the arrival of its author with it.
        writer.act_all((1..events).map(|n| say(&format!("{n} {text}")))).await;
        writer.until(|r| r.room().head() == events).await;
        let log = writer.see(|r| r.room().events.clone());
        let epoch = writer.see(|r| r.room().opened[0].epoch.clone());
        let topic = TestTopic::Public(writer.conversation());
        let client = server.connect(&login).await;
        let mut sub = 0;
        let ahead = [events + 1, events + 2, u32::MAX];
        let here = (0..=events).chain(ahead).map(|seq| (epoch.as_str(), seq));
        let elsewhere = [0, 1, events - 1, events, events + 1].map(|seq| ("another", seq));
        for position in here.chain(elsewhere) {
            sub += 1;
            open_from(&client, topic, sub, position, &log).await;
        }
        // What comes afterwards comes to a topic that was opened from anywhere, once.
        client.ask_open(999_999, topic, Some(Resume { epoch, seq: events - 3 })).await;
        writer.say("and one more").await;
        client.until(|r| r.topic(999_999).events.len() == 4).await;
        let seqs: Vec<u32> =
            client.see(|r| r.topic(999_999).events.iter().map(|event| event.seq).collect());
        assert_eq!(seqs, (events - 2..=events + 1).collect::<Vec<_>>());
        drop((writer, client));
    }
    server.stop().await;
}
