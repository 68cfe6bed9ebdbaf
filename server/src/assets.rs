//! The front end as the build script left it: embedded in release, read from disk in debug.
//!
//! Which address shows which file, and with which headers, is the router's business.

use std::borrow::Cow;
use std::fmt::Write as _;

use rust_embed::RustEmbed;

/// Everything Vite wrote into `widget/dist`.
#[derive(Debug, RustEmbed)]
#[folder = "../widget/dist"]
pub struct WebAssets;

/// The file at `path` (relative to the front end's root, no leading slash): its bytes, its media
/// type, and a strong validator, quoted as the `ETag` header wants it.
///
/// Dot files (the build's stamp and manifest) are not part of the front end.
pub fn web_asset(path: &str) -> Option<(Cow<'static, [u8]>, String, String)> {
    if path.starts_with('.') {
        return None;
    }
    let file = WebAssets::get(path)?;
    let mut etag = String::from("\"");
    for byte in file.metadata.sha256_hash() {
        write!(etag, "{byte:02x}").ok()?;
    }
    etag.push('"');
    let mime = match file.metadata.mimetype() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    Some((file.data, mime, etag))
}

#[cfg(test)]
mod tests {
    use super::web_asset;

    #[test]
    fn the_loader_is_there_with_its_type_and_a_quoted_validator() {
        let (body, mime, etag) = web_asset("widget.js").expect("the build script built it");
        assert!(!body.is_empty());
        assert_eq!(mime, "text/javascript; charset=utf-8");
        assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() == 66);
    }

    #[test]
    fn the_builds_own_files_are_not_served() {
        assert!(web_asset(".stamp").is_none());
        assert!(web_asset(".vite/manifest.json").is_none());
    }
}
