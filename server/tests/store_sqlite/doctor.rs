//! What the doctor finds and mends, and how its program ends.

use std::process::Command;

use vitrine_server::config::Config;
use vitrine_server::ops::doctor;
use vitrine_server::store::Store as _;

use crate::suite::bed::{Bed as _, Shop, say};

/// Exit code and words of `vitrine doctor`.
fn program(bed: &crate::Lite, further: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vitrine"));
    command.arg("doctor").arg("--data").arg(bed.folder.path()).args(further);
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[tokio::test]
async fn a_row_that_differs_from_its_log_is_found_and_mended() {
    let bed = crate::lite().await;
    let shop = Shop::open(&bed).await;
    shop.node().act(shop.visitor(), say("Hello")).await;
    shop.store.close().await;
    assert_eq!(program(&bed, &[]).0, Some(0));
    bed.execute("UPDATE conversation SET unanswered = 77").await;
    let (code, said) = program(&bed, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&shop.conversation.to_string()) && said.contains("--rebuild"), "{said}");
    let (code, said) = program(&bed, &["--rebuild"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(bed.number("SELECT unanswered FROM conversation").await, 1);
    assert_eq!(program(&bed, &[]).0, Some(0));
}

#[tokio::test]
async fn what_cannot_be_computed_anew_is_told() {
    let bed = crate::lite().await;
    let shop = Shop::open(&bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("one")).await;
    node.act(shop.visitor(), say("two")).await;
    shop.store.close().await;
    bed.execute("DELETE FROM event WHERE seq = 2").await;
    bed.execute("DELETE FROM inbox").await;
    let blobless = "INSERT INTO media (account_id, id, blob_name, width, height, title, source) \
        SELECT id, x'01010101010101010101010101010101', \
        x'0202020202020202020202020202020202020202020202020202020202020202', 1, 1, '', 'a' \
        FROM account";
    bed.execute(blobless).await;
    let config = Config { data: bed.folder.path().to_owned(), ..Config::default() };
    let report = doctor::examine(&config, true).await.unwrap();
    for part in ["misses 2", "inbox that does not exist", "bytes of picture"] {
        assert!(report.problems.iter().any(|line| line.contains(part)), "{part}: {report:?}");
    }
    assert_eq!(program(&bed, &["--rebuild"]).0, Some(1));
}

#[tokio::test]
async fn a_folder_without_a_database_is_no_patient() {
    let bed = crate::lite().await;
    assert_eq!(program(&bed, &[]).0, Some(2));
    assert!(!bed.folder.path().join("vitrine.db").exists(), "looking makes nothing");
}
