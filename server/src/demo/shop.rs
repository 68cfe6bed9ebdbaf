//! The demo's shop: a site of its own on a port of its own, so that cross-site rules are real.
//!
//! Only files: the shop knows of Vitrine no more than one line of HTML.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

use super::INBOX_KEY;

#[derive(RustEmbed)]
#[folder = "demo/shop"]
struct Pages;

#[derive(RustEmbed)]
#[folder = "demo/pictures"]
struct Pictures;

/// A file of the shop, ready to be sent.
#[derive(Clone, Debug)]
pub struct ShopFile {
    /// The bytes.
    pub body: Cow<'static, [u8]>,
    /// Its media type.
    pub media_type: String,
    /// Strong validator, quoted as the `ETag` header wants it.
    pub etag: String,
    /// Whether the file of this name never changes.
    pub immutable: bool,
}

/// The shop's pages with the address of the service written into them.
#[derive(Clone, Debug)]
pub struct Shop {
    widget_origin: String,
}

impl Shop {
    /// A shop whose line of HTML loads the widget from `widget_origin`.
    #[must_use]
    pub fn new(widget_origin: String) -> Self {
        Self { widget_origin }
    }

    /// The origin the widget comes from.
    #[must_use]
    pub fn widget_origin(&self) -> &str {
        &self.widget_origin
    }

    /// The file at `path`, such as `/` or `/p/bag.html`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<ShopFile> {
        let path = path.strip_prefix('/')?;
        if let Some(name) = path.strip_prefix("pictures/") {
            return Some(as_it_is(Pictures::get(name)?, true));
        }
        let path = if path.is_empty() || path.ends_with('/') {
            Cow::Owned(format!("{path}index.html"))
        } else {
            Cow::Borrowed(path)
        };
        if path == "products.json" {
            let body = include_bytes!("../../demo/products.json");
            return Some(written(Cow::Borrowed(body), "application/json"));
        }
        let file = Pages::get(&path)?;
        let media_type = file.metadata.mimetype().to_owned();
        if !media_type.starts_with("text/") {
            return Some(as_it_is(file, false));
        }
        let text = String::from_utf8_lossy(&file.data)
            .replace("{{widget_origin}}", &self.widget_origin)
            .replace("{{inbox_key}}", INBOX_KEY);
        Some(written(Cow::Owned(text.into_bytes()), &format!("{media_type}; charset=utf-8")))
    }

    /// The page for an address that does not exist.
    #[must_use]
    pub fn missing(&self) -> ShopFile {
        self.file("/404.html").unwrap_or_else(|| {
            written(Cow::Borrowed(b"There is nothing here."), "text/plain; charset=utf-8")
        })
    }

    /// What a browser may load on the shop's pages: the shop and the widget, nothing else.
    /// The demo's page shows the shop in a frame.
    #[must_use]
    pub fn content_security_policy(&self) -> String {
        let widget = &self.widget_origin;
        let socket = widget.replacen("http", "ws", 1);
        format!(
            "default-src 'none'; script-src 'self' {widget}; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data: {widget}; font-src 'self'; manifest-src 'self'; \
             connect-src 'self' {widget} {socket}; frame-src {widget}; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'self' {widget}"
        )
    }
}

/// The bytes of a picture by its file name.
pub(super) fn picture(name: &str) -> Option<Cow<'static, [u8]>> {
    Some(Pictures::get(name)?.data)
}

fn as_it_is(file: EmbeddedFile, immutable: bool) -> ShopFile {
    let etag = quoted(&file.metadata.sha256_hash());
    let media_type = file.metadata.mimetype().to_owned();
    ShopFile { body: file.data, media_type, etag, immutable }
}

fn written(body: Cow<'static, [u8]>, media_type: &str) -> ShopFile {
    let etag = quoted(&Sha256::digest(&body));
    ShopFile { body, media_type: media_type.to_owned(), etag, immutable: false }
}

fn quoted(hash: &[u8]) -> String {
    let mut etag = String::from("\"");
    for byte in &hash[..16] {
        write!(etag, "{byte:02x}").ok();
    }
    etag.push('"');
    etag
}

/// Binds the shop: for `localhost` on both loopback addresses at the same port, because browsers
/// differ in which one they try first; otherwise on the one address.
///
/// # Errors
/// When the name has no address or the port is taken.
pub async fn bind(host: &str, port: u16) -> std::io::Result<Vec<TcpListener>> {
    /// Free ports that are tried until one is free on both addresses.
    const TRIES: usize = 16;
    if host != "localhost" {
        return Ok(vec![TcpListener::bind((host, port)).await?]);
    }
    let mut taken = None;
    for _ in 0..TRIES {
        let v4 = TcpListener::bind(loopback(Ipv4Addr::LOCALHOST.into(), port)).await?;
        let bound = v4.local_addr()?.port();
        match TcpListener::bind(loopback(Ipv6Addr::LOCALHOST.into(), bound)).await {
            Ok(v6) => return Ok(vec![v4, v6]),
            Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => {
                taken = Some(e);
                if port != 0 {
                    break;
                }
            }
            // A machine without IPv6.
            Err(_) => return Ok(vec![v4]),
        }
    }
    Err(taken.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into()))
}

fn loopback(address: IpAddr, port: u16) -> SocketAddr {
    SocketAddr::new(address, port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Shop {
        Shop::new("http://127.0.0.1:8080".to_owned())
    }

    #[test]
    fn a_page_carries_the_line_that_loads_the_widget() {
        for path in ["/", "/index.html", super::super::START_PATH] {
            let page = shop().file(path).expect(path);
            let text = String::from_utf8(page.body.into_owned()).expect("UTF-8");
            assert!(text.contains("http://127.0.0.1:8080/widget.js"), "{path}");
            assert!(text.contains("\"demo\""), "{path} names the inbox");
            assert!(!text.contains("{{"), "{path} has an open token");
            assert_eq!(page.media_type, "text/html; charset=utf-8");
            assert!(!page.immutable);
        }
    }

    #[test]
    fn pictures_keep_and_pages_are_asked_for_again() {
        let picture = shop().file("/pictures/bag-1.jpg").expect("the bag");
        assert_eq!(picture.media_type, "image/jpeg");
        assert!(picture.immutable && picture.body.len() > 10_000);
        let other = Shop::new("http://127.0.0.1:9090".to_owned());
        let (here, there) = (shop().file("/"), other.file("/"));
        assert_ne!(here.expect("page").etag, there.expect("page").etag);
    }

    #[test]
    fn nothing_else_is_served() {
        for path in
            ["", "no-slash", "/nothing", "/../products.json", "/pictures/", "/scenes/bag.pov"]
        {
            assert!(shop().file(path).is_none(), "{path}");
        }
        assert!(!shop().missing().body.is_empty());
    }

    #[tokio::test]
    async fn localhost_is_both_loopback_addresses_at_one_port() {
        let listeners = bind("localhost", 0).await.expect("a free port");
        let ports: Vec<u16> =
            listeners.iter().map(|l| l.local_addr().expect("bound").port()).collect();
        assert!(ports.iter().all(|port| *port == ports[0]), "{ports:?}");
        assert!(bind("localhost", ports[0]).await.is_err(), "a taken port is told");
    }
}
