//! Catalogues: importing feeds and finding what they named, the same on each database.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};

use vitrine_server::catalog::{self, Feeds, Origin, Permitted};
use vitrine_server::clock::SystemClock;
use vitrine_server::store::{Address, CatalogChange, CatalogStore as _, Store as _};
use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::catalog::{CatalogImport, ImportOutcome, SkipReason};
use vitrine_shared::wire::people::AuditAction;
use vitrine_shared::wire::product::RelatedReason;

use super::bed::{Bed, Shop, entry};

/// One line of a table: id, group, title, brand, category, price, availability, related.
type Row<'a> = [&'a str; 8];

fn table(rows: &[Row<'_>]) -> String {
    let mut text = "id\titem_group_id\ttitle\tbrand\tproduct_type\tprice\tavailability\t\
                    related_ids\tlink\tsku\timage_link\n"
        .to_owned();
    for row in rows {
        let id = row[0];
        text.push_str(&row.join("\t"));
        text.push_str(&format!(
            "\thttps://bags.example/p/{id}\tSKU-{id}\thttps://cdn.example/{id}.jpg\n"
        ));
    }
    text
}

/// So many bags that are all alike.
fn bags(n: usize) -> Vec<[String; 8]> {
    let bag = |n: usize| {
        [
            format!("b{n}"),
            String::new(),
            format!("Bag {n}"),
            "Corda".into(),
            "Bags".into(),
            "10 EUR".into(),
            "in stock".into(),
            String::new(),
        ]
    };
    (0..n).map(bag).collect()
}

fn as_rows(rows: &[[String; 8]]) -> Vec<Row<'_>> {
    rows.iter().map(|row| row.each_ref().map(String::as_str)).collect()
}

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file
}

async fn import_as(shop: &Shop, bytes: &[u8], permitted: Permitted) -> CatalogImport {
    let folder = tempfile::tempdir().unwrap();
    let feeds = Feeds::new(folder.path(), &[]).unwrap();
    let clock = SystemClock::starting_after(UnixMillis(0));
    let parts = (shop.store.catalog(), &clock as _);
    let origin = Origin::File(file(bytes));
    catalog::run(parts, &feeds, shop.account(), origin, permitted, |_| None).await.unwrap()
}

async fn import(shop: &Shop, bytes: &[u8]) -> CatalogImport {
    import_as(shop, bytes, Permitted::default()).await
}

async fn find_in(shop: &Shop, account: AccountId, question: &str) -> Vec<String> {
    let found = catalog::search(shop.store.catalog(), account, question, 0, 20).await.unwrap();
    assert_eq!(found.total as usize, found.units.len(), "all on one page");
    found.units
}

async fn find(shop: &Shop, question: &str) -> Vec<String> {
    find_in(shop, shop.account(), question).await
}

fn counts(report: &CatalogImport) -> [u32; 5] {
    [report.added, report.changed, report.unchanged, report.removed, report.skipped]
}

pub(crate) async fn a_feed_fills_the_catalogue_and_the_next_one_changes_what_differs(
    bed: &impl Bed,
) {
    let shop = Shop::open(bed).await;
    let first = bags(10);
    let mut rows = as_rows(&first);
    rows.push(["b1", "", "Bag again", "", "", "10 EUR", "", ""]);
    rows.push(["bad", "", "Bag", "", "", "10", "", ""]);
    let report = import(&shop, table(&rows).as_bytes()).await;
    assert_eq!((report.outcome, counts(&report)), (ImportOutcome::Done, [10, 0, 0, 0, 2]));
    let why: Vec<_> = report.examples.iter().map(|one| (one.line, one.why)).collect();
    assert_eq!(why, [(12, SkipReason::Repeated), (13, SkipReason::Currency)]);
    assert_eq!(find(&shop, "bag").await.len(), 10);

    // The same feed once more writes nothing.
    let before = shop.store.find_catalog(shop.account()).await.unwrap().unwrap();
    let report = import(&shop, table(&rows).as_bytes()).await;
    assert_eq!(counts(&report), [0, 0, 10, 0, 2]);
    let after = shop.store.find_catalog(shop.account()).await.unwrap().unwrap();
    assert_eq!(before.generation, after.generation);
    assert_eq!(after.last.as_ref(), Some(&report));

    let mut second = bags(11);
    second[3][2] = "Purse".to_owned();
    second.remove(7);
    let report = import(&shop, table(&as_rows(&second)).as_bytes()).await;
    assert_eq!((report.before, counts(&report)), (10, [1, 1, 8, 1, 0]));
    assert_eq!(find(&shop, "purse").await, ["b3"]);
    let left = find(&shop, "bag").await;
    assert_eq!(left.len(), 10, "the purse is in the category of bags");
    assert!(!left.contains(&"b7".to_owned()) && left.contains(&"b10".to_owned()));
    // What comes back is there again.
    let report = import(&shop, table(&as_rows(&bags(11))).as_bytes()).await;
    assert_eq!(counts(&report), [1, 1, 9, 0, 0]);
    assert_eq!(find(&shop, "b7").await, ["b7"]);
    let after = shop.store.find_catalog(shop.account()).await.unwrap().unwrap();
    assert_eq!((after.products, after.hosts), (11, vec!["cdn.example".to_owned()]));
}

pub(crate) async fn a_feed_that_would_empty_the_shop_changes_nothing(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let all = bags(9);
    import(&shop, table(&as_rows(&all)).as_bytes()).await;
    // Three of nine may go, four may not.
    let mut few = all[..5].to_vec();
    few[0][2] = "Purse".to_owned();
    let report = import(&shop, table(&as_rows(&few)).as_bytes()).await;
    assert_eq!((report.outcome, report.removed), (ImportOutcome::TooManyRemoved, 4));
    assert_eq!((find(&shop, "purse").await.len(), find(&shop, "bag").await.len()), (0, 9));
    let looked = Permitted { remove_many: true, look_only: true };
    let report = import_as(&shop, table(&as_rows(&few)).as_bytes(), looked).await;
    assert_eq!((report.outcome, counts(&report)), (ImportOutcome::Done, [0, 1, 4, 4, 0]));
    assert_eq!(find(&shop, "bag").await.len(), 9, "only looked at");
    let told = shop.store.find_catalog(shop.account()).await.unwrap().unwrap().last.unwrap();
    assert_eq!(told.outcome, ImportOutcome::TooManyRemoved, "and not told as an import");
    let report = import(&shop, table(&as_rows(&all[..6])).as_bytes()).await;
    assert_eq!((report.outcome, report.removed), (ImportOutcome::Done, 3));
    let forced = Permitted { remove_many: true, look_only: false };
    let report = import_as(&shop, table(&as_rows(&all[..1])).as_bytes(), forced).await;
    assert_eq!((report.outcome, report.removed), (ImportOutcome::Done, 5));
    assert_eq!(find(&shop, "bag").await, ["b0"]);

    // Neither does one that breaks off or says nothing.
    for (feed, outcome) in [
        (table(&[]), ImportOutcome::NamesNothing),
        ("<rss><channel></channel></rss>".to_owned(), ImportOutcome::NamesNothing),
        ("<rss><channel><item><id>x</id><title>New</title>".to_owned(), ImportOutcome::Truncated),
        ("<rss><channel><item></rss>".to_owned(), ImportOutcome::BrokenXml),
        ("<html></html>".to_owned(), ImportOutcome::NotAFeed),
    ] {
        assert_eq!(import(&shop, feed.as_bytes()).await.outcome, outcome, "{feed}");
    }
    let item = "<item><id>x</id><title>New</title><price>1 EUR</price>\
                <link>https://bags.example/</link></item>";
    let whole = format!("<rss><channel>{}", item.repeat(100));
    let report = import(&shop, whole.as_bytes()).await;
    assert_eq!(report.outcome, ImportOutcome::Truncated, "whole items, and then no end");
    assert_eq!(find(&shop, "").await, ["b0"]);
}

pub(crate) async fn products_are_found_by_every_word_the_best_first(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let feed = table(&[
        ["1", "", "Zapatos de cuero", "Corda", "Calzado", "50 EUR", "out of stock", ""],
        ["2", "", "Zapato rojo", "Corda", "Calzado", "60 EUR", "in stock", ""],
        ["3", "", "Camión de madera", "Zapato", "Juguetes", "20 EUR", "in stock", ""],
        ["4", "", "Cordones", "Lazo", "Calzado > Zapatos", "5 EUR", "in stock", ""],
        ["5", "", "Кожаная сумка", "Lazo", "Сумки", "90 EUR", "in stock", ""],
        ["6-A", "6", "Camiseta azul", "Lazo", "Ropa", "15 EUR", "out of stock", ""],
        ["6-B", "6", "Camiseta azul", "Lazo", "Ropa", "15 EUR", "in stock", ""],
        ["777", "", "Leather running shoes", "Lazo", "Shoes", "70 EUR", "in stock", ""],
    ]);
    let report = import(&shop, feed.as_bytes()).await;
    assert_eq!(counts(&report), [8, 0, 0, 0, 0]);
    for (question, units) in [
        // In the title, then as the brand, then in the category; of equals what is in stock.
        ("zapatos", &["2", "1", "3", "4"][..]),
        ("ZAPATO", &["2", "1", "3", "4"]),
        ("zapatos corda", &["2", "1"]),
        ("cuero zapatos", &["1"]),
        ("zapatos verdes", &[]),
        ("camion", &["3"]),
        ("Camiónes", &["3"]),
        ("cami", &["3", "6"]),
        ("сумку", &["5"]),
        ("кожаные сум", &["5"]),
        ("runs shoe", &["777"]),
        // Numbers, whole or begun, with their dashes or without.
        ("6-B", &["6"]),
        ("sku6b", &["6"]),
        ("SKU-777", &["777"]),
        ("SKU-7", &["777"]),
    ] {
        assert_eq!(find(&shop, question).await, units, "{question}");
    }
    // Nothing asked is everything: what can be had first, by title.
    assert_eq!(find(&shop, " - ").await, ["3", "6", "4", "777", "2", "5", "1"]);
    let page = |from| catalog::search(shop.store.catalog(), shop.account(), "", from, 3);
    let (first, third) = (page(0).await.unwrap(), page(6).await.unwrap());
    assert_eq!((first.units.len(), first.total), (3, 7));
    assert_eq!((third.units, third.total), (vec!["1".to_owned()], 7));
    // A product is shown with its variants.
    let items = shop.store.items_of_units(shop.account(), &["6".to_owned()]).await.unwrap();
    let card = catalog::card(&items, UnixMillis(1), UnixMillis(1), 100).unwrap();
    let variants: Vec<_> = card.variants.iter().map(|one| one.id.as_str()).collect();
    assert_eq!((card.id.as_str(), variants), ("6", vec!["6-A", "6-B"]));
    assert!(card.stock.state.can_be_bought(), "one of them can be had");
}

pub(crate) async fn another_language_finds_by_other_endings(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let feed = table(&[["1", "", "Schuhen", "", "", "5 EUR", "", ""]]);
    import(&shop, feed.as_bytes()).await;
    assert_eq!(find(&shop, "schuhs").await, Vec::<String>::new());
    let german = CatalogChange { languages: Some(vec!["de".to_owned()]), ..Default::default() };
    let change = entry(AuditAction::CatalogChanged);
    shop.store.change_catalog(shop.account(), german, change).await.unwrap();
    let clock = SystemClock::starting_after(UnixMillis(0));
    let parts = (shop.store.catalog(), &clock as _);
    catalog::rebuild_alone(parts, shop.account()).await.unwrap();
    assert_eq!(find(&shop, "schuhs").await, ["1"]);
}

pub(crate) async fn related_products_are_named_or_alike_and_never_in_the_cart(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let feed = table(&[
        ["1", "", "Bag", "", "Bags", "100 EUR", "in stock", "belt, hat-s, gone, sold"],
        ["belt", "", "Belt", "", "Belts", "20 EUR", "in stock", ""],
        ["hat-s", "hat", "Hat S", "", "Hats", "30 EUR", "in stock", ""],
        ["hat-m", "hat", "Hat M", "", "Hats", "30 EUR", "in stock", ""],
        ["sold", "", "Sold", "", "Belts", "20 EUR", "out of stock", ""],
        ["69", "", "Bag", "", "Bags", "69.99 EUR", "in stock", ""],
        ["70", "", "Bag", "", "Bags", "70 EUR", "in stock", ""],
        ["99", "", "Bag", "", "Bags", "99 EUR", "in stock", ""],
        ["130", "", "Bag", "", "Bags", "130 EUR", "in stock", ""],
        ["131", "", "Bag", "", "Bags", "130.01 EUR", "in stock", ""],
        ["usd", "", "Bag", "", "Bags", "100 USD", "in stock", ""],
        ["none", "", "Bag", "", "Bags", "100 EUR", "out of stock", ""],
    ]);
    import(&shop, feed.as_bytes()).await;
    let items = shop.store.items_of_units(shop.account(), &["1".to_owned()]).await.unwrap();
    let related = async |cart: &[&str]| {
        let cart: Vec<String> = cart.iter().map(|id| (*id).to_owned()).collect();
        let store = shop.store.catalog();
        let found = catalog::related(store, shop.account(), &items, &cart).await.unwrap();
        let told =
            |(items, reason): (Vec<catalog::FeedItem>, _)| (items[0].unit().to_owned(), reason);
        found.into_iter().map(told).collect::<Vec<_>>()
    };
    let shown = |units: &[(&str, RelatedReason)]| {
        units.iter().map(|(unit, reason)| ((*unit).to_owned(), *reason)).collect::<Vec<_>>()
    };
    use RelatedReason::{Category, Shop as Named};
    let all =
        [("belt", Named), ("hat", Named), ("99", Category), ("130", Category), ("70", Category)];
    assert_eq!(related(&[]).await, shown(&all));
    // By the id of a variant or of a product.
    assert_eq!(related(&["hat-m", "99", "belt"]).await, shown(&all[3..]));
}

pub(crate) async fn tp3_a_catalogue_belongs_to_one_account(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let other = Shop::make(shop.store.clone(), "shoes").await;
    import(&shop, table(&as_rows(&bags(3))).as_bytes()).await;
    let theirs = table(&[["b1", "", "Shoe 1", "", "Bags", "10 EUR", "in stock", ""]]);
    import(&other, theirs.as_bytes()).await;
    assert_eq!(find(&shop, "bag").await, ["b0", "b1", "b2"]);
    assert_eq!(find(&other, "bag").await, ["b1"], "by its category only");
    assert_eq!(find(&other, "b0").await, Vec::<String>::new());
    let foreign = ["b0".to_owned(), "b1".to_owned()];
    let store = &shop.store;
    let items = store.items_of_units(other.account(), &foreign).await.unwrap();
    assert_eq!(items.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), ["Shoe 1"]);
    assert_eq!(store.units_of_items(other.account(), &foreign).await.unwrap().len(), 1);
    assert_eq!(store.page_digests(other.account(), "", 9).await.unwrap().len(), 1);
    // A feed of one empties nothing of the other.
    let forced = Permitted { remove_many: true, look_only: false };
    let next = table(&[["new", "", "Sock", "", "", "1 EUR", "", ""]]);
    import_as(&other, next.as_bytes(), forced).await;
    assert_eq!(find(&shop, "bag").await.len(), 3);
}

pub(crate) async fn one_import_at_a_time_and_a_feed_when_it_is_due(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (store, account) = (&shop.store, shop.account());
    let at = UnixMillis;
    assert!(store.begin_import(account, at(10), at(20)).await.unwrap());
    assert!(!store.begin_import(account, at(19), at(40)).await.unwrap());
    assert!(store.begin_import(account, at(20), at(40)).await.unwrap(), "its time was over");
    let change = |url: Option<Address>, due| CatalogChange {
        url,
        every_minutes: Some(60),
        due_at: Some(at(due)),
        ..Default::default()
    };
    let feed = Some(Address::At("https://bags.example/feed.xml".to_owned()));
    let audit = || entry(AuditAction::CatalogChanged);
    store.change_catalog(account, change(feed, 30), audit()).await.unwrap();
    let due = async |now| store.list_due_catalogs(at(now), 9).await.unwrap();
    assert_eq!(due(35).await, [], "somebody imports");
    assert_eq!((due(40).await, due(29).await), (vec![account], vec![]));
    let none = store.change_catalog(account, change(Some(Address::None), 30), audit()).await;
    assert_eq!(none.unwrap().due_at, None);
    assert_eq!(due(99).await, []);
}
