//! What a feed may say of an item: the names of Google Merchant, and those under which shops name
//! what goes with it.

use vitrine_shared::wire::catalog::SkipReason;

/// Longest text of one field that is read, in bytes; the rest is passed over.
const FIELD_BYTES: usize = 16 * 1024;
/// Fields of one item; more are passed over.
const FIELDS: usize = 200;

/// The fields we read. In XML they stand with Google's prefix or without, in a table as heads of
/// columns.
const KNOWN: &[&str] = &[
    "id",
    "title",
    "description",
    "link",
    "image_link",
    "additional_image_link",
    "availability",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "item_group_id",
    "brand",
    "gtin",
    "mpn",
    "sku",
    "product_type",
    "google_product_category",
    "condition",
    "color",
    "size",
    "material",
    "pattern",
    "gender",
    "age_group",
    "product_detail",
    "related_ids",
    "related_id",
    "cross_sell_ids",
    "upsell_ids",
    "accessory_ids",
];

/// The known field with this name, however it is written.
pub(super) fn known(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let name = name.strip_prefix("g:").unwrap_or(name);
    KNOWN.iter().copied().find(|known| {
        known.len() == name.len()
            && known.bytes().zip(name.bytes()).all(|(known, written)| {
                let written = written.to_ascii_lowercase();
                known == if matches!(written, b' ' | b'-') { b'_' } else { written }
            })
    })
}

/// An item as the feed has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RawItem {
    /// Line at which it begins.
    pub(super) line: u32,
    /// What is wrong with its text.
    pub(super) flaw: Option<SkipReason>,
    fields: Vec<(&'static str, String)>,
}

impl RawItem {
    /// An item that begins at this line.
    pub(super) fn at(line: u32) -> Self {
        Self { line, ..Self::default() }
    }

    /// One more field; what is empty says nothing.
    pub(super) fn push(&mut self, field: &'static str, text: &str) {
        let text = text.trim();
        if text.is_empty() || self.fields.len() >= FIELDS {
            return;
        }
        if text.contains('\u{fffd}') {
            self.flaw.get_or_insert(SkipReason::Encoding);
        }
        let end = text.floor_char_boundary(FIELD_BYTES);
        self.fields.push((field, text[..end].to_owned()));
    }

    /// What it says first under this name.
    pub(super) fn first<'a>(&'a self, field: &'a str) -> Option<&'a str> {
        self.all(field).next()
    }

    /// All it says under this name.
    pub(super) fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(name, _)| *name == field).map(|(_, text)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_known_however_it_is_written() {
        for written in ["g:image_link", "image link", "Image_Link", " image-link "] {
            assert_eq!(known(written), Some("image_link"), "{written}");
        }
        for written in ["media:title", "g:g:id", "image", ""] {
            assert_eq!(known(written), None, "{written}");
        }
    }

    #[test]
    fn one_item_holds_no_more_than_allowed() {
        let mut item = RawItem::at(1);
        for _ in 0..2 * FIELDS {
            item.push("color", "é".repeat(FIELD_BYTES).as_str());
        }
        assert_eq!(item.all("color").count(), FIELDS);
        assert!(item.all("color").all(|text| text.len() <= FIELD_BYTES));
    }
}
