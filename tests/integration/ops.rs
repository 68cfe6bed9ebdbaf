//! Backup, restore and doctor, by the real program.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use vitrine_shared::ids::ConversationId;
use vitrine_shared::room::EventBody;
use vitrine_tests::{Login, Production, TestClient, TestTopic, new_id, open_shop_in, vitrine};

/// How long the service may take to stop.
const STOP: Duration = Duration::from_secs(20);

/// Runs the program to its end.
fn run(arguments: &[&str]) -> Output {
    tokio::task::block_in_place(|| vitrine(arguments).output().expect("the program runs"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary folder has a plain name")
}

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

async fn open(process: &Production, login: &Login, conversation: ConversationId) -> TestClient {
    let client = TestClient::connect(process.address, login, new_id()).await;
    client.open(1, TestTopic::Public(conversation)).await;
    client
}

fn messages(client: &TestClient) -> Vec<String> {
    client.see(|r| {
        let texts = r.room().messages.values().filter_map(|event| match &event.body {
            EventBody::MessageSent(message) => Some(message.text.clone()),
            _ => None,
        });
        texts.collect()
    })
}

fn stop(process: Production) {
    process.signal("TERM");
    let (status, log) = tokio::task::block_in_place(|| process.wait(STOP));
    assert!(status.success(), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_serving_restores_to_another_folder_and_another_epoch() {
    let folder = tempfile::tempdir().expect("a folder");
    let [data, copy, other] = ["data", "copy", "other"].map(|name| folder.path().join(name));
    open_shop_in(&data).await;
    let process = Production::start(&data, &[]);
    let login = process.new_visitor().await;
    let first = TestClient::connect(process.address, &login, new_id()).await;
    let conversation = first.conversation();
    let client = open(&process, &login, conversation).await;
    client.say("before the backup").await;
    // A picture's bytes, as they lie in the folder.
    let blob = "media/ab/picture/full";
    fs::create_dir_all(data.join(blob).parent().expect("a folder")).expect("a folder");
    fs::write(data.join(blob), b"pixels").expect("a file");

    let made = run(&["backup", text(&copy), "--data", text(&data)]);
    assert!(made.status.success(), "{}", told(&made));
    client.say("after the backup").await;
    let epoch = client.see(|r| r.room().opened.last().map(|opened| opened.epoch.clone()));
    let again = run(&["backup", text(&copy), "--data", text(&data)]);
    assert_eq!(again.status.code(), Some(2), "a backup overwrites nothing: {}", told(&again));
    let healthy = run(&["doctor", "--data", text(&data)]);
    assert!(healthy.status.success(), "while it serves: {}", told(&healthy));
    let locked = told(&healthy).contains("pictures: decoded by processes with limits");
    assert!(locked, "s61: how far decoding is locked in: {}", told(&healthy));
    drop((first, client));
    stop(process);

    let onto = run(&["restore", text(&copy), "--data", text(&data)]);
    assert_eq!(onto.status.code(), Some(2), "nothing is restored over: {}", told(&onto));
    let restored = run(&["restore", text(&copy), "--data", text(&other)]);
    assert!(restored.status.success(), "{}", told(&restored));
    assert_eq!(fs::read(other.join(blob)).expect("it was copied"), b"pixels");
    let healthy = run(&["doctor", "--data", text(&other)]);
    assert!(healthy.status.success(), "{}", told(&healthy));

    let process = Production::start(&other, &[]);
    let client = open(&process, &login, conversation).await;
    assert_eq!(messages(&client), ["before the backup"]);
    let renewed = client.see(|r| r.room().opened.last().map(|opened| opened.epoch.clone()));
    assert!(renewed.is_some() && renewed != epoch, "{renewed:?}");
    client.say("and it goes on").await;
    drop(client);
    stop(process);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_was_touched_is_not_restored() {
    let folder = tempfile::tempdir().expect("a folder");
    let [data, copy, other] = ["data", "copy", "other"].map(|name| folder.path().join(name));
    open_shop_in(&data).await;
    fs::create_dir_all(data.join("media")).expect("a folder");
    fs::write(data.join("media/one"), b"one").expect("a file");
    let made = run(&["backup", text(&copy), "--data", text(&data)]);
    assert!(made.status.success(), "{}", told(&made));
    let manifest = fs::read_to_string(copy.join("manifest.json")).expect("a manifest");

    let refused = |why: &str| {
        let output = run(&["restore", text(&copy), "--data", text(&other)]);
        assert_eq!(output.status.code(), Some(2), "{why}: {}", told(&output));
        assert!(!other.exists(), "{why}: nothing was written");
    };
    fs::write(copy.join("media/one"), b"two").expect("a file");
    refused("other bytes");
    fs::remove_file(copy.join("media/one")).expect("a file");
    refused("a file is missing");
    fs::write(copy.join("media/one"), b"one").expect("a file");
    fs::write(copy.join("media/two"), b"two").expect("a file");
    refused("a file too many");
    fs::remove_file(copy.join("media/two")).expect("a file");
    let outside = manifest.replace("media/one", "../data/media/one");
    fs::write(copy.join("manifest.json"), outside).expect("a file");
    refused("a path that leads out");
    fs::remove_file(copy.join("manifest.json")).expect("a file");
    refused("a backup that was not finished");
    fs::write(copy.join("manifest.json"), manifest).expect("a file");
    let restored = run(&["restore", text(&copy), "--data", text(&other)]);
    assert!(restored.status.success(), "{}", told(&restored));
}
