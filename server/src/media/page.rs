//! The largest picture of the product that a shop page is about.
//!
//! Shops show a small picture and keep a large one: in JSON-LD, in `srcset`, in the attribute a
//! zoom script reads, or behind the width in a CDN's address. This module lists them, best first;
//! it fetches nothing and trusts nothing it reads.

mod card;

use std::ops::ControlFlow;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use serde_json::Value;
use url::Url;
use vitrine_shared::wire::product::ProductCard;

/// Pictures a page may name before the rest is passed over.
const CANDIDATES: usize = 400;
/// Longest title, in characters.
const TITLE_CHARS: usize = vitrine_shared::limits::TITLE_CHARS;
/// Attributes in which zoom scripts keep the large picture.
const ZOOM_ATTRIBUTES: [&[u8]; 4] =
    [b"data-large_image", b"data-zoom-image", b"data-zoom", b"data-full"];

/// Widths assumed for pictures that do not tell theirs, in pixels. A zoom picture is meant to be
/// large; JSON-LD asks for the best picture; `og:image` is 1,200 wide by custom; an address
/// without its CDN's width is the original.
const ZOOM_WIDTH: u32 = 2_000;
const JSON_LD_WIDTH: u32 = 1_400;
const OPEN_GRAPH_WIDTH: u32 = 1_200;
const ORIGINAL_WIDTH: u32 = 4_000;

/// What a page says about its product.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ProductPage {
    /// Name of the product, else title of the page; may be empty.
    pub(super) title: String,
    /// Pictures of the product, best first.
    pub(super) pictures: Vec<Url>,
    /// What it says of it in JSON-LD.
    pub(super) card: Option<ProductCard>,
}

/// Reads a page that came from `url`.
pub(super) fn read(html: &[u8], url: &Url) -> ProductPage {
    let mut reader = Reader::new(url);
    let mut emitter = DefaultEmitter::default();
    // Scripts, styles and titles hold text, whatever it looks like.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        if reader.token(token).is_break() {
            break;
        }
    }
    reader.finish()
}

/// The address of the same picture without the width its CDN scales it to, if there is one.
pub(super) fn original(url: &Url) -> Option<Url> {
    const SIZES: [&str; 6] = ["width", "height", "w", "h", "wid", "hei"];
    let mut larger = url.clone();
    if url.query_pairs().any(|(key, _)| SIZES.contains(&&*key)) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(key, _)| !SIZES.contains(&&**key))
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
        larger.set_query(None);
        if !kept.is_empty() {
            larger.query_pairs_mut().extend_pairs(kept);
        }
    }
    // Shopify writes the size behind the name: `bag_640x.jpg`, `bag_640x480.jpg`.
    if let Some((folder, name)) = url.path().rsplit_once('/')
        && let Some((stem, extension)) = name.rsplit_once('.')
        && let Some((plain, size)) = stem.rsplit_once('_')
        && let Some((across, down)) = size.split_once('x')
        && !across.is_empty()
        && (across.bytes().chain(down.bytes())).all(|b| b.is_ascii_digit())
    {
        larger.set_path(&format!("{folder}/{plain}.{extension}"));
    }
    (larger != *url).then_some(larger)
}

/// The name of a picture without folder, extension and size, equal for all sizes of one picture.
fn stem(url: &Url) -> String {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, 'x' | '@'));
    // `bag-1-640` and `bag-1-300x300` are `bag-1`; `bag-1` alone keeps its number.
    let size = &name[plain.len()..];
    let is_size = size.contains('x') || size.len() >= 3;
    let plain = if is_size { plain.trim_end_matches(['-', '_']) } else { name };
    plain.to_ascii_lowercase()
}

#[derive(Debug)]
struct Candidate {
    url: Url,
    width: u32,
    /// The page says that this is its product.
    is_product: bool,
}

/// What the text that comes next belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    Passed,
    JsonLd,
    Title,
}

#[derive(Debug)]
struct Reader {
    base: Url,
    text: Text,
    json: String,
    page_title: String,
    open_graph_title: String,
    product_name: String,
    candidates: Vec<Candidate>,
    card: Option<ProductCard>,
}

impl Reader {
    fn new(url: &Url) -> Self {
        Self {
            base: url.clone(),
            text: Text::Passed,
            json: String::new(),
            page_title: String::new(),
            open_graph_title: String::new(),
            product_name: String::new(),
            candidates: Vec::new(),
            card: None,
        }
    }

    fn token(&mut self, token: Token) -> ControlFlow<()> {
        match token {
            Token::StartTag(tag) => self.start(&tag),
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text);
                match self.text {
                    Text::JsonLd => self.json.push_str(&text),
                    Text::Title => self.page_title.push_str(&text),
                    Text::Passed => {}
                }
            }
            Token::EndTag(tag) => {
                if self.text == Text::JsonLd && &**tag.name == b"script" {
                    let json = std::mem::take(&mut self.json);
                    if let Ok(value) = serde_json::from_str(&json) {
                        self.json_ld(&value, 0);
                    }
                }
                self.text = Text::Passed;
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if self.candidates.len() < CANDIDATES {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let attribute = |name: &[u8]| {
            tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
        };
        match &**tag.name {
            b"script" => {
                let kind = attribute(b"type").unwrap_or_default();
                let is_json_ld = kind.trim().eq_ignore_ascii_case("application/ld+json");
                self.text = if is_json_ld { Text::JsonLd } else { Text::Passed };
            }
            // An SVG has titles too; the page's comes first.
            b"title" if self.page_title.is_empty() => self.text = Text::Title,
            b"base" => {
                if let Some(base) = attribute(b"href").and_then(|href| self.base.join(&href).ok()) {
                    self.base = base;
                }
            }
            b"meta" => {
                let property = attribute(b"property").or_else(|| attribute(b"name"));
                let content = attribute(b"content").unwrap_or_default();
                match property.as_deref() {
                    Some("og:image" | "og:image:secure_url") => {
                        self.add(&content, OPEN_GRAPH_WIDTH, true);
                    }
                    Some("og:title") => self.open_graph_title = content,
                    _ => {}
                }
            }
            b"img" | b"source" | b"a" => {
                for name in ZOOM_ATTRIBUTES {
                    if let Some(url) = attribute(name) {
                        self.add(&url, ZOOM_WIDTH, true);
                    }
                }
                for name in [b"srcset".as_slice(), b"data-srcset"] {
                    for (url, width) in attribute(name).iter().flat_map(|set| srcset(set)) {
                        self.add(url, width, false);
                    }
                }
                if &**tag.name == b"img"
                    && let Some(url) = attribute(b"src")
                {
                    let width = attribute(b"width").and_then(|w| w.parse().ok()).unwrap_or(1);
                    self.add(&url, width, false);
                }
            }
            _ => {}
        }
    }

    /// Looks for products in JSON-LD, which nests and lists them in many ways.
    fn json_ld(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Array(values) if depth < 8 => {
                for value in values {
                    self.json_ld(value, depth + 1);
                }
            }
            Value::Object(fields) if depth < 8 => {
                if is_product(fields.get("@type")) {
                    if let (true, Some(Value::String(name))) =
                        (self.product_name.is_empty(), fields.get("name"))
                    {
                        self.product_name.clone_from(name);
                    }
                    if self.card.is_none() {
                        self.card = card::read(fields, &self.base);
                    }
                    if let Some(image) = fields.get("image") {
                        self.json_ld_image(image, 0);
                    }
                    return;
                }
                for key in ["@graph", "mainEntity", "itemListElement", "item"] {
                    if let Some(value) = fields.get(key) {
                        self.json_ld(value, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn json_ld_image(&mut self, image: &Value, depth: usize) {
        match image {
            Value::String(url) => self.add(url, JSON_LD_WIDTH, true),
            Value::Array(images) if depth < 4 => {
                for image in images {
                    self.json_ld_image(image, depth + 1);
                }
            }
            Value::Object(fields) => {
                let url = fields.get("contentUrl").or_else(|| fields.get("url"));
                let width = match fields.get("width") {
                    Some(Value::Number(n)) => n.as_u64().and_then(|n| u32::try_from(n).ok()),
                    Some(Value::String(text)) => text.trim_end_matches("px").parse().ok(),
                    _ => None,
                };
                if let Some(Value::String(url)) = url {
                    self.add(url, width.unwrap_or(JSON_LD_WIDTH), true);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, url: &str, width: u32, is_product: bool) {
        let Ok(url) = self.base.join(url.trim()) else { return };
        if matches!(url.scheme(), "http" | "https") && self.candidates.len() < CANDIDATES {
            self.candidates.push(Candidate { url, width, is_product });
        }
    }

    /// All sizes of the first picture that is called the product's; without one, the largest
    /// picture of the page.
    fn finish(self) -> ProductPage {
        let mut candidates = self.candidates;
        if let Some(product) = candidates.iter().find(|c| c.is_product) {
            let product = stem(&product.url);
            candidates.retain(|c| stem(&c.url) == product);
        }
        let originals: Vec<Candidate> = candidates
            .iter()
            .filter_map(|c| original(&c.url))
            .map(|url| Candidate { url, width: ORIGINAL_WIDTH, is_product: true })
            .collect();
        candidates.extend(originals);
        // Stable: of two pictures equally wide, the one named first.
        candidates.sort_by_key(|c| std::cmp::Reverse(c.width));
        let mut pictures: Vec<Url> = Vec::new();
        for candidate in candidates {
            if !pictures.contains(&candidate.url) {
                pictures.push(candidate.url);
            }
        }
        let names = [self.product_name, self.open_graph_title, self.page_title];
        let title = names.iter().map(|name| tidy_title(name)).find(|name| !name.is_empty());
        ProductPage { title: title.unwrap_or_default(), pictures, card: self.card }
    }
}

fn is_product(kind: Option<&Value>) -> bool {
    let named = |value: &Value| {
        value.as_str().is_some_and(|name| {
            matches!(
                name.rsplit('/').next(),
                Some("Product" | "ProductGroup" | "IndividualProduct")
            )
        })
    };
    match kind {
        Some(Value::Array(kinds)) => kinds.iter().any(named),
        Some(kind) => named(kind),
        None => false,
    }
}

/// The candidates of a `srcset`: address and width; `2x` counts as twice a small picture.
fn srcset(set: &str) -> impl Iterator<Item = (&str, u32)> {
    // An address may hold commas, so candidates are parted by comma and white space.
    set.split(", ").filter_map(|candidate| {
        let mut parts = candidate.trim().trim_end_matches(',').split_ascii_whitespace();
        let url = parts.next()?;
        let descriptor = parts.next().unwrap_or("1x");
        let (number, unit) = descriptor.split_at(descriptor.len().checked_sub(1)?);
        let width = match unit {
            "w" => number.parse().ok()?,
            "x" => number.parse::<f32>().ok().map(|n| if n >= 2.0 { 800 } else { 400 })?,
            _ => return None,
        };
        Some((url, width))
    })
}

/// One line without control characters, at most [`TITLE_CHARS`] long.
fn tidy_title(text: &str) -> String {
    let parts = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = parts.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(TITLE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().expect("a URL")
    }

    fn best(html: &str) -> String {
        let page = read(html.as_bytes(), &url("https://shop.example/p/bag"));
        page.pictures.first().map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn json_ld_names_the_product_as_string_list_or_object() {
        let forms = [
            r#"{"@type":"Product","name":"Bag","image":"/i/bag.jpg"}"#,
            r#"{"@type":["Thing","Product"],"image":["/i/bag.jpg","/i/bag-side.jpg"]}"#,
            r#"{"@graph":[{"@type":"WebPage"},{"@type":"https://schema.org/Product",
                "image":{"@type":"ImageObject","url":"/i/bag.jpg","width":"900"}}]}"#,
            r#"[{"@type":"Product","image":[{"contentUrl":"/i/bag.jpg","width":2400}]}]"#,
        ];
        for form in forms {
            let html = format!(
                "<title>T</title><img src=/logo.png width=3000>
                 <script type='application/ld+json'>{form}</script>"
            );
            assert_eq!(best(&html), "https://shop.example/i/bag.jpg", "{form}");
        }
    }

    #[test]
    fn the_largest_size_of_the_products_picture_wins() {
        let html = r#"
            <meta property="og:image" content="/i/bag-1-640.jpg">
            <img src="/i/bag-1-320.jpg" srcset="/i/bag-1-640.jpg 640w, /i/bag-1.jpg 2400w">
            <img src="/i/stool.jpg" srcset="/i/stool-9000.jpg 9000w">"#;
        assert_eq!(best(html), "https://shop.example/i/bag-1.jpg");
        let zoom = r#"<img src="a-300x300.jpg" data-large_image="/i/a.jpg">"#;
        assert_eq!(best(zoom), "https://shop.example/i/a.jpg");
        let only = r#"<img src="l.png" width="60"><img srcset="b.jpg?a=1,2 640w, b2.jpg 1280w">"#;
        assert_eq!(best(only), "https://shop.example/p/b2.jpg");
    }

    #[test]
    fn the_width_in_a_cdns_address_is_taken_off_first() {
        let cdn =
            r#"<meta property="og:image" content="https://cdn.example/bag.jpg?v=7&width=640">"#;
        assert_eq!(best(cdn), "https://cdn.example/bag.jpg?v=7");
        assert_eq!(
            original(&url("https://c.example/a/bag_640x.jpg")),
            Some(url("https://c.example/a/bag.jpg"))
        );
        assert_eq!(
            original(&url("https://c.example/a/bag_12x34.png?v=1")),
            Some(url("https://c.example/a/bag.png?v=1"))
        );
        for plain in ["https://c.example/a/big_box.jpg", "https://c.example/a/bag_x2.jpg"] {
            assert_eq!(original(&url(plain)), None, "{plain}");
        }
    }

    #[test]
    fn the_title_is_the_products_name_in_one_line() {
        let html = "<title>Bag \u{7}\n | Shop</title>";
        assert_eq!(read(html.as_bytes(), &url("https://a.example/")).title, "Bag | Shop");
        let named = format!(
            "{html}<script type=application/ld+json>{{\"@type\":\"Product\",\"name\":\"{}\"}}</script>",
            "B".repeat(500)
        );
        let page = read(named.as_bytes(), &url("https://a.example/"));
        assert_eq!(page.title, "B".repeat(TITLE_CHARS));
    }

    #[test]
    fn hostile_pages_end_soon_and_name_no_strange_schemes() {
        let pages = [
            "<img src='javascript:alert(1)'><img src='data:image/png;base64,AA'>".to_owned(),
            format!("<script type='application/ld+json'>{}", "[".repeat(100_000)),
            format!("<img srcset='{}'>", "a 1w, ".repeat(200_000)),
            "<img".repeat(200_000),
            "<base href='file:///etc/'><img src=passwd>".to_owned(),
            "\u{0}<title>".to_owned() + &"x".repeat(1_000_000),
        ];
        for page in &pages {
            let read = read(page.as_bytes(), &url("https://a.example/"));
            assert!(read.pictures.len() <= 2 * CANDIDATES);
            assert!(read.pictures.iter().all(|u| matches!(u.scheme(), "http" | "https")));
            assert!(read.title.chars().count() <= TITLE_CHARS);
        }
    }
}
