//! What the shop sells, as far as the server needs it: which pictures there are and where the
//! story looks. The shop's own pages read the same `products.json`.

use std::sync::OnceLock;

use serde::Deserialize;

const PRODUCTS: &str = include_str!("../../demo/products.json");

/// A product.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Product {
    /// Its name in addresses.
    pub(super) id: String,
    /// Its name for people.
    pub(super) name: Words,
    /// File names.
    pub(super) pictures: Vec<String>,
    /// What each picture shows.
    pub(super) alt: Vec<Words>,
    /// Where the story looks; only the product the story is about has it.
    pub(super) focus: Option<Focus>,
    /// What the story points at.
    pub(super) arrow: Option<Arrow>,
}

/// The same words in each language.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Words {
    /// English.
    pub(super) en: String,
    /// Spanish.
    pub(super) es: String,
    /// Russian.
    pub(super) ru: String,
}

impl Words {
    /// The words in `language`, a BCP 47 tag; English for languages the shop does not speak.
    pub(super) fn in_language(&self, language: &str) -> &str {
        match language.split('-').next().unwrap_or_default() {
            "es" => &self.es,
            "ru" => &self.ru,
            _ => &self.en,
        }
    }
}

/// A rectangle of a picture, in image widths: centre and extents.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Focus {
    /// Of which picture.
    pub(super) picture: String,
    /// Centre across.
    pub(super) u: f64,
    /// Centre down.
    pub(super) v: f64,
    /// Extent across.
    pub(super) eu: f64,
    /// Extent down.
    pub(super) ev: f64,
}

/// An arrow, in image widths.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Arrow {
    /// Where it begins.
    pub(super) from: (f64, f64),
    /// What it points at.
    pub(super) to: (f64, f64),
}

/// All products, in the order of the shop.
pub(super) fn products() -> &'static [Product] {
    static READ: OnceLock<Vec<Product>> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(PRODUCTS).expect("products.json is checked by a test"))
}

/// What the story is told with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    /// The product.
    pub(super) product: &'static Product,
    /// Where to look.
    pub(super) focus: &'static Focus,
    /// Where to point.
    pub(super) arrow: &'static Arrow,
}

/// The product the story is about.
pub(super) fn subject() -> Option<Subject> {
    products().iter().find_map(|product| {
        let (focus, arrow) = (product.focus.as_ref()?, product.arrow.as_ref()?);
        Some(Subject { product, focus, arrow })
    })
}

/// The name under which a picture of the shop is found again; free of ports, which change.
pub(super) fn source_of(picture: &str) -> String {
    format!("demo:{picture}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::shop;

    #[test]
    fn every_picture_of_the_catalogue_exists_and_says_what_it_shows() {
        assert_eq!(products().len(), 8);
        for product in products() {
            assert_eq!(product.pictures.len(), product.alt.len(), "{}", product.id);
            for picture in &product.pictures {
                assert!(shop::picture(picture).is_some(), "{picture} is missing");
            }
        }
    }

    #[test]
    fn the_story_has_a_subject_whose_page_is_the_first_one() {
        let subject = subject().expect("a product with focus and arrow");
        assert_eq!(format!("/p/{}.html", subject.product.id), crate::demo::START_PATH);
        assert!(subject.product.pictures.contains(&subject.focus.picture));
        let (u, v) = subject.arrow.to;
        let focus = subject.focus;
        assert!((u - focus.u).abs() < focus.eu / 2.0, "the arrow's head is in view");
        assert!((v - focus.v).abs() < focus.ev / 2.0, "the arrow's head is in view");
    }
}
