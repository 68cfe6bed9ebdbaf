//! Feeds as shops write them, and feeds that mean harm.

use std::io::{Cursor, Read};

use super::*;

/// What `fields` of every item say, and how reading ended.
fn items_of(reader: impl Read + Send + 'static) -> (Vec<RawItem>, Result<(), FeedFault>) {
    let mut items = Vec::new();
    let text = FeedText::new(Box::new(reader)).expect("a head");
    let ended = read(text, &mut |item| {
        items.push(item);
        ControlFlow::Continue(())
    });
    (items, ended)
}

fn items(text: &str) -> (Vec<RawItem>, Result<(), FeedFault>) {
    items_of(Cursor::new(text.as_bytes().to_vec()))
}

fn outcome(text: &str) -> Option<(ImportOutcome, u32)> {
    items(text).1.err().map(|fault| (fault.outcome, fault.line))
}

const RSS: &str = r#"<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>
<title>Corda</title><link>https://corda.example</link>
<item>
  <g:id>1</g:id><title><![CDATA[Bag <b>red</b> & more]]></title>
  <g:description>&lt;p&gt;Soft &amp;amp; light&#x2019;s&lt;/p&gt;</g:description>
  <link>https://corda.example/p/1?a=1&amp;b=2</link>
  <g:additional_image_link>https://corda.example/a.jpg</g:additional_image_link>
  <g:additional_image_link>https://corda.example/b.jpg</g:additional_image_link>
  <g:shipping><g:country>ES</g:country><g:price>9 EUR</g:price></g:shipping>
  <g:price>49,99 EUR</g:price><media:title>Picture</media:title>
</item>
<item><id>2</id><g:title>Belt</g:title><empty/><g:price/></item>
</channel></rss>"#;

#[test]
fn rss_is_read_with_and_without_the_prefix() {
    let (items, ended) = items(RSS);
    assert_eq!(ended, Ok(()));
    let [bag, belt] = items.as_slice() else { panic!("two items: {items:?}") };
    assert_eq!((bag.line, belt.line), (4, 13));
    assert_eq!(bag.first("title"), Some("Bag <b>red</b> & more"));
    assert_eq!(bag.all("title").count(), 1, "another vocabulary has titles of its own");
    assert_eq!(bag.first("description"), Some("<p>Soft &amp; light’s</p>"));
    assert_eq!(bag.first("link"), Some("https://corda.example/p/1?a=1&b=2"));
    assert_eq!(bag.all("additional_image_link").count(), 2);
    assert_eq!(bag.all("price").collect::<Vec<_>>(), ["49,99 EUR"], "not that of shipping");
    assert_eq!((belt.first("id"), belt.first("title")), (Some("2"), Some("Belt")));
    assert_eq!(belt.first("price"), None);
}

#[test]
fn atom_and_another_prefix_are_read() {
    let text = r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="http://base.google.com/ns/1.0">
        <entry><x:id>1</x:id><title>Bag</title><link rel="alternate" href="https://a.example/?a&amp;b"/></entry></feed>"#;
    let (items, ended) = items(text);
    assert_eq!(ended, Ok(()));
    assert_eq!(items[0].first("id"), Some("1"));
    assert_eq!(items[0].first("link"), Some("https://a.example/?a&b"));
}

#[test]
fn a_table_is_read_whatever_separates_its_columns() {
    for mark in ["\t", ",", ";", "|"] {
        let table = "id~title~image link~unknown\r\n1~\"Bag, 15\"\" wide\"~https://a.example/1.jpg~x\r\n\
                     2~Belt\r\n\"3\n3\"~Sack~~\n4~Cap~~";
        let (items, ended) = items(&table.replace('~', mark));
        assert_eq!(ended, Ok(()), "{mark:?}");
        let titles: Vec<_> = items.iter().filter_map(|item| item.first("title")).collect();
        assert_eq!(titles, ["Bag, 15\" wide", "Belt", "Sack", "Cap"], "{mark:?}");
        assert_eq!(items[0].first("image_link"), Some("https://a.example/1.jpg"));
        let lines: Vec<_> = items.iter().map(|item| item.line).collect();
        assert_eq!(lines, [2, 3, 4, 6]);
    }
}

#[test]
fn what_is_no_feed_is_told_from_what_is_broken() {
    use ImportOutcome::{BrokenXml, NotAFeed, Truncated};
    for (text, why) in [
        ("<html><item/></html>", Some((NotAFeed, 1))),
        ("{\"id\": 1}", Some((NotAFeed, 1))),
        ("", None),
        ("id\tname\n1\tBag", Some((NotAFeed, 1))),
        ("<rss>\n<channel>\n<item></itm></channel></rss>", Some((BrokenXml, 3))),
        ("<rss>\n<channel>\n<item><id>1</id>", Some((Truncated, 3))),
        ("<rss>\n<channel>\n<item><title a=\"", Some((Truncated, 3))),
        ("<rss><channel><![CDATA[ x", Some((Truncated, 1))),
    ] {
        assert_eq!(outcome(text), why, "{text}");
    }
    let deep = format!("<rss>{}", "<a>".repeat(100_000));
    assert_eq!(outcome(&deep), Some((BrokenXml, 1)));
}

#[test]
fn entities_that_a_document_declares_are_never_looked_up() {
    let lol = |n: usize| format!("<!ENTITY lol{} \"{}\">", n + 1, format!("&lol{n};").repeat(10));
    let laughs: String = (0..9).map(lol).collect();
    let text = format!(
        "<!DOCTYPE rss [<!ENTITY lol0 \"lol\">{laughs}<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]>
         <rss><channel><item><id>1</id><title>&lol9;</title></item>
         <item><id>2</id><title>&xxe;</title></item>
         <item><id>3</id><title>Bag&nbsp;red</title></item>
         <item><id>4</id><title>Bag &#38;&#x26; &lt;red&gt; &quot;&apos;</title></item>
         <item><id>5</id><title>&#xD800;</title></item></channel></rss>"
    );
    let (items, ended) = items(&text);
    assert_eq!(ended, Ok(()));
    let flaws: Vec<_> = items.iter().map(|item| item.flaw).collect();
    let entity = Some(SkipReason::Entity);
    assert_eq!(flaws, [entity, entity, entity, None, entity]);
    assert_eq!(items[0].first("title"), None);
    assert_eq!(items[3].first("title"), Some("Bag && <red> \"'"));
}

#[test]
fn two_gigabytes_in_one_tag_text_or_line_end_early() {
    let endless = |head: &str| {
        let head = head.as_bytes().to_vec();
        Cursor::new(head).chain(std::io::repeat(b'x').take(2 << 30))
    };
    for head in [
        "<rss><channel><item><id>",
        "<rss><channel><item ",
        "<rss><!-- ",
        "<!DOCTYPE ",
        "<rss><![CDATA[",
        "id\ttitle\n1\t",
        "id\ttitle\n1\t\"",
        "id\ttitle",
    ] {
        let (items, ended) = items_of(endless(head));
        let outcome = ended.map_err(|fault| fault.outcome);
        assert_eq!(outcome, Err(ImportOutcome::PieceTooLong), "{head}");
        assert_eq!(items, []);
    }
}

#[test]
fn text_that_is_not_in_its_encoding_marks_its_item_only() {
    let mut text = b"<rss><channel><item><id>1</id><title>Ni\xf1o</title></item>".to_vec();
    text.extend_from_slice(b"<item><id>2</id><title>Bag</title></item></channel></rss>");
    let (items, ended) = items_of(Cursor::new(text));
    assert_eq!(ended, Ok(()));
    let flaws: Vec<_> = items.iter().map(|item| item.flaw).collect();
    assert_eq!(flaws, [Some(SkipReason::Encoding), None]);
}
