//! Items as feeds have them, good and bad.

use super::*;

/// An item with these fields in place of, or besides, those of a good one.
fn item(fields: &[(&'static str, &str)]) -> Result<FeedItem, SkipReason> {
    let good = [
        ("id", "1"),
        ("title", "Bag"),
        ("link", "https://corda.example/p/1"),
        ("price", "49.99 EUR"),
    ];
    let mut raw = RawItem::at(1);
    for (name, text) in good {
        if !fields.iter().any(|(other, _)| *other == name) {
            raw.push(name, text);
        }
    }
    fields.iter().for_each(|(name, text)| raw.push(name, text));
    FeedItem::read(&raw)
}

#[test]
fn an_item_lacks_nothing_that_a_card_needs() {
    for (fields, why) in [
        ([("id", "")], SkipReason::Id),
        ([("id", &"x".repeat(121))], SkipReason::Id),
        ([("id", "a\u{202e}b")], SkipReason::Id),
        ([("title", "<p></p>")], SkipReason::Title),
        ([("link", "javascript:alert(1)")], SkipReason::Link),
        ([("link", "/p/1")], SkipReason::Link),
        ([("link", "https://user:word@corda.example/")], SkipReason::Link),
        ([("price", "")], SkipReason::Currency),
        ([("price", "1.299 EUR")], SkipReason::AmbiguousPrice),
        ([("title", "Ni\u{fffd}o")], SkipReason::Encoding),
    ] {
        assert_eq!(item(&fields), Err(why), "{fields:?}");
    }
}

#[test]
fn what_a_feed_says_is_kept_in_plain_words() {
    let bag = item(&[
        ("title", "Bag <b>red</b>\n & more"),
        ("description", "<p>Soft &amp; light</p>"),
        ("item_group_id", "bags"),
        ("availability", "in_stock"),
        ("image_link", "https://corda.example/1.jpg"),
        (
            "additional_image_link",
            "https://corda.example/2.jpg,https://corda.example/3,b.jpg, https://corda.example/1.jpg",
        ),
        ("product_type", "Bags &gt; Totes"),
        ("google_product_category", "3032"),
        ("color", "red"),
        ("size", "M"),
        ("product_detail", "General:Straps:two"),
        ("related_ids", "2, 3;2"),
        ("accessory_ids", "9"),
    ])
    .unwrap();
    assert_eq!((bag.title.as_str(), bag.unit()), ("Bag red & more", "bags"));
    assert_eq!(bag.description, "Soft & light");
    assert_eq!(bag.category.as_deref(), Some("Bags > Totes"));
    assert_eq!(bag.pictures.len(), 3, "{:?}", bag.pictures);
    assert_eq!(bag.pictures[2], "https://corda.example/3,b.jpg");
    let told = [("color", "red"), ("size", "M"), ("Straps", "two")];
    assert_eq!(bag.attributes, told.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(bag.related, ["2", "3", "9"]);
}

#[test]
fn availability_is_read_as_shops_write_it() {
    use Availability::{Backorder, InStock, OutOfStock, Preorder, Unknown};
    for (text, availability) in [
        ("in stock", InStock),
        ("in_stock", InStock),
        ("In-Stock", InStock),
        ("https://schema.org/InStock", InStock),
        ("out of stock", OutOfStock),
        ("SoldOut", OutOfStock),
        ("preorder", Preorder),
        ("available for order", Backorder),
        ("perhaps", Unknown),
        ("", Unknown),
    ] {
        let read = item(&[("availability", text)]).unwrap().availability;
        assert_eq!(read, availability, "{text}");
    }
}

#[test]
fn a_sale_lowers_the_price_while_it_lasts() {
    let dates = "2026-11-20T00:00Z/2026-11-27T00:00Z";
    let sold = |price, dates: &str| {
        item(&[("sale_price", price), ("sale_price_effective_date", dates)]).unwrap()
    };
    let bag = sold("39.99 EUR", dates);
    let day = |n: i64| UnixMillis(1_795_132_800_000 + n * 86_400_000);
    assert_eq!(bag.price_at(day(-1)), (4_999, None));
    assert_eq!(bag.price_at(day(0)), (3_999, Some(4_999)));
    assert_eq!(bag.price_at(day(6)), (3_999, Some(4_999)));
    assert_eq!(bag.price_at(day(7)), (4_999, None));
    assert_eq!(sold("39.99 EUR", "").price_at(day(99)), (3_999, Some(4_999)));
    for (price, dates) in [("39.99 USD", ""), ("59.99 EUR", ""), ("39.99 EUR", "soon")] {
        assert_eq!(sold(price, dates).sale, None, "{price} {dates}");
    }
}

#[test]
fn a_digest_tells_whether_an_item_is_the_same() {
    let bag = item(&[]).unwrap();
    assert_eq!(bag.digest(), item(&[("color", "")]).unwrap().digest());
    for other in [("price", "50 EUR"), ("color", "red"), ("availability", "out of stock")] {
        assert_ne!(bag.digest(), item(&[other]).unwrap().digest(), "{other:?}");
    }
}
