//! The data folder: one process, no old copies, nothing left of what was erased.

use std::fs;

use vitrine_server::store::{RegisterWrite, SqlStore, Store, StoreError};

use crate::suite::bed::{Shop, StoreBed as _, say};

#[tokio::test]
async fn a_second_process_on_the_folder_is_refused() {
    let bed = crate::lite().await;
    let first = bed.open().await;
    let refused = bed.try_open().await.map(drop);
    let Err(StoreError::Locked(folder)) = refused else { panic!("{refused:?}") };
    assert_eq!(folder, bed.folder.path().display().to_string());
    first.close().await;
    bed.open().await.ready().await.unwrap();
}

#[tokio::test]
async fn sn6_an_older_copy_of_the_database_starts_another_epoch() {
    let bed = crate::lite().await;
    let file = bed.folder.path().join("vitrine.db");
    let copy = bed.folder.path().join("copy.db");
    let shop = Shop::open(&bed).await;
    let epoch = shop.store.epoch().await.unwrap();
    let mut node = shop.node();
    node.act(shop.visitor(), say("one")).await;
    shop.store.close().await;
    fs::copy(&file, &copy).unwrap();

    let store = bed.open().await;
    assert_eq!(store.epoch().await.unwrap(), epoch);
    node.through(store.clone()).act(shop.visitor(), say("two")).await;
    store.close().await;

    fs::copy(&copy, &file).unwrap();
    let store = bed.open().await;
    let renewed = store.epoch().await.unwrap();
    assert_ne!(renewed, epoch);
    store.close().await;
    // Once is enough.
    assert_eq!(bed.open().await.epoch().await.unwrap(), renewed);
}

#[tokio::test]
async fn sn6_the_commit_number_is_written_while_the_store_is_open() {
    let bed = crate::lite().await;
    let _shop = Shop::open(&bed).await;
    let state = bed.folder.path().join("state");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !state.exists() {
        assert!(std::time::Instant::now() < deadline, "no {}", state.display());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_was_deleted_is_not_in_the_file() {
    let bed = crate::lite().await;
    let shop = Shop::open(&bed).await;
    shop.node().act(shop.visitor(), say("Hello")).await;
    let write = |value: Option<&str>| RegisterWrite {
        account: shop.account(),
        conversation: shop.conversation,
        key: "view".to_owned(),
        value: value.map(str::to_owned),
    };
    let secret = "a secret that nobody should find";
    let holds_secret = || {
        let bytes = fs::read(bed.folder.path().join("vitrine.db")).unwrap();
        bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
    };
    shop.store.write_registers(vec![write(Some(secret))]).await.unwrap();
    shop.store.close().await;
    assert!(holds_secret());
    let store = bed.open().await;
    store.write_registers(vec![write(None)]).await.unwrap();
    store.close().await;
    assert!(!holds_secret());
    assert!(!bed.folder.path().join("vitrine.db-wal").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let bed = crate::lite().await;
    let folder = bed.folder.path().join("deep/data");
    let store = SqlStore::open_folder(&folder).await.unwrap();
    store.close().await;
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
}
