//! From the address of a shop's page to bytes of our own.

use super::site::{Answer, Site};
use vitrine_shared::time::UnixMillis;

use super::*;
use crate::store::{Seed, Seeded, SqlStore};
use std::path::PathBuf;

/// A JPEG of 64 × 48 pixels.
const PICTURE: &[u8] = include_bytes!("tests/grey.jpg");

struct Shop {
    site: Site,
    service: MediaService,
    seeded: Seeded,
    hosts: Vec<String>,
    _folder: tempfile::TempDir,
}

impl Shop {
    async fn open() -> Self {
        let site = Site::start(|path| match path {
            "/p/bag.html" => Answer::File(
                "text/html",
                br#"<title>Bag</title><script type="application/ld+json">
                    {"@type": "Product", "name": "Alba", "image": "/gone.jpg"}</script>
                    <img src="/gone-640.jpg" srcset="/gone.jpg 9000w, /gone-640.jpg 640w">"#
                    .to_vec(),
            ),
            "/gone-640.jpg" | "/grey.jpg" => Answer::File("image/jpeg", PICTURE.to_vec()),
            "/gone.jpg" => Answer::Redirect("https://127.0.0.1/".to_owned()),
            "/page-without.html" => Answer::File("text/html", b"<p>nothing".to_vec()),
            _ => Answer::File("image/jpeg", b"GIF89a".to_vec()),
        })
        .await;
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqlStore::open_folder(folder.path()).await.unwrap());
        let seed = Seed {
            account_name: "Shop".into(),
            inbox_key: "demo".into(),
            inbox_name: "Shop".into(),
            inbox_origins: vec![site.origin.clone()],
            agent_name: "Ana".into(),
        };
        let seeded = store.seed(&seed).await.unwrap();
        let by_name = [site.origin.clone()];
        let service = MediaService::new(
            folder.path(),
            store,
            &Rates::default(),
            &by_name,
            WorkerSettings::new(PathBuf::new()),
        )
        .unwrap();
        let hosts = vec!["127.0.0.1".to_owned()];
        Self { site, service, seeded, hosts, _folder: folder }
    }

    async fn fetch(&self, path: &str) -> Result<MediaRecord, MediaError> {
        let url = self.site.url(path);
        let (account, purpose) = (self.seeded.account, Purpose::Visitor);
        self.service.fetch_picture(account, &self.hosts, url.as_str(), purpose).await
    }
}

#[tokio::test]
async fn a_page_gives_the_largest_picture_that_is_really_there() {
    let shop = Shop::open().await;
    let media = shop.fetch("/p/bag.html#reviews").await.unwrap();
    assert_eq!(media.title, "Alba");
    assert_eq!((media.size.width, media.size.height), (64, 48));
    for variant in [Variant::Thumb, Variant::Fit, Variant::Full] {
        let (bytes, media_type) = shop.service.read(&media, variant).await.unwrap();
        assert_eq!(media_type, "image/jpeg");
        assert_ne!(bytes, PICTURE, "never the stranger's own bytes");
    }
}

#[tokio::test]
async fn the_same_address_is_fetched_once_however_many_ask() {
    let shop = Shop::open().await;
    let asked = (0..8).map(|_| shop.fetch("/grey.jpg"));
    let answers = futures_util::future::join_all(asked).await;
    let first = answers[0].as_ref().unwrap().clone();
    assert!(answers.into_iter().all(|answer| answer.unwrap() == first));
    assert_eq!(shop.fetch("/grey.jpg").await.unwrap(), first);
    assert_eq!(shop.site.hits(), 1);
    assert!(shop.service.flights.lock().unwrap().is_empty());
}

#[tokio::test]
async fn only_hosts_of_the_shop_may_be_named() {
    let mut shop = Shop::open().await;
    for url in ["https://example.com/a.jpg", "no address", "", "mailto:a@example.com"] {
        let account = shop.seeded.account;
        let refused = shop.service.fetch_picture(account, &shop.hosts, url, Purpose::Staff).await;
        assert!(matches!(refused, Err(MediaError::Address)), "{url}: {refused:?}");
    }
    shop.hosts = vec!["shop.example".to_owned()];
    assert!(matches!(shop.fetch("/grey.jpg").await, Err(MediaError::Address)));
    assert_eq!(shop.site.hits(), 0);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_may_be_asked_for_again() {
    let shop = Shop::open().await;
    for path in ["/page-without.html", "/cartoon.jpg", "/cartoon.jpg"] {
        let refused = shop.fetch(path).await;
        assert!(matches!(refused, Err(MediaError::Refused(_))), "{path}: {refused:?}");
    }
    assert_eq!(shop.site.hits(), 3);
}

#[tokio::test]
async fn an_imported_picture_is_found_again_by_its_source() {
    let shop = Shop::open().await;
    let import = Import {
        account: shop.seeded.account,
        bytes: Bytes::from_static(PICTURE),
        title: "Grey".into(),
        source: "demo:grey.jpg".into(),
        shelf_place: Some(3),
    };
    let first = shop.service.import_bytes(import.clone()).await.unwrap();
    assert_eq!(shop.service.import_bytes(import).await.unwrap(), first);
    assert_eq!(shop.service.store.list_shelf(shop.seeded.account).await.unwrap(), vec![first]);
}

#[tokio::test]
async fn a_participant_who_asks_too_often_has_to_wait() {
    let shop = Shop::open().await;
    let (eager, other) = (new_id(), new_id());
    let admitted = (0..100).filter(|_| shop.service.admit(eager).is_ok()).count();
    assert_eq!(admitted, Rates::default().fetches_per_min as usize);
    assert!(matches!(shop.service.admit(eager), Err(MediaError::Rate)));
    assert!(shop.service.admit(other).is_ok());
}

#[tokio::test]
async fn s65_a_removed_picture_and_its_bytes_are_gone() {
    let shop = Shop::open().await;
    let media = shop.fetch("/grey.jpg").await.unwrap();
    assert_eq!(shop.service.blobs.names().await.unwrap().len(), 1);
    shop.service.remove(media.account, media.id).await.unwrap();
    assert!(shop.service.blobs.names().await.unwrap().is_empty());
    assert!(shop.service.store.find_media(media.account, media.id).await.unwrap().is_none());
    assert!(shop.service.read(&media, Variant::Thumb).await.is_err());
    shop.service.remove(media.account, media.id).await.unwrap();
    assert_ne!(shop.fetch("/grey.jpg").await.unwrap().id, media.id);
}

#[tokio::test]
async fn s65_only_old_bytes_without_a_row_are_swept() {
    let shop = Shop::open().await;
    let media = shop.fetch("/grey.jpg").await.unwrap();
    shop.service.blobs.put(&[9; 32], Variant::Fit, vec![1]).await.unwrap();
    let names = shop.service.blobs.names().await.unwrap();
    let newest = names.values().copied().max().unwrap();
    let hour = 60 * 60 * 1_000;
    assert_eq!(shop.service.sweep(UnixMillis(newest)).await.unwrap(), 0);
    assert_eq!(shop.service.sweep(UnixMillis(newest + hour + 1)).await.unwrap(), 1);
    assert!(shop.service.read(&media, Variant::Fit).await.is_ok());
    assert_eq!(shop.service.blobs.names().await.unwrap().len(), 1);
}

#[tokio::test]
async fn s68_the_page_of_a_product_gives_its_card_and_other_hosts_are_not_asked() {
    let shop = Shop::open().await;
    let fetch = async |hosts: &[String], path: &str| {
        let (account, url) = (shop.seeded.account, shop.site.url(path));
        shop.service.fetch_product(account, hosts, url.as_str(), UnixMillis(7)).await
    };
    let refused = fetch(&[], "/p/bag.html").await;
    assert!(matches!(refused, Err(MediaError::Address)), "{refused:?}");
    assert_eq!(shop.site.hits(), 0);
    let (media, card) = fetch(&shop.hosts, "/p/bag.html").await.unwrap();
    let card = card.expect("the page says it in JSON-LD");
    assert_eq!((card.title.as_str(), card.id.as_str()), ("Alba", "bag.html"));
    assert_eq!((card.url, card.seen_at), (shop.site.url("/p/bag.html").to_string(), UnixMillis(7)));
    assert_eq!((media.title.as_str(), media.size.width), ("Alba", 64));
    assert!(fetch(&shop.hosts, "/grey.jpg").await.unwrap().1.is_none(), "a picture says nothing");
}
