//! Building the index of a catalogue: which products have which words.
//!
//! A feed is a snapshot, and so is its index: it is built beside the one in use and takes its place
//! at once. It is a handful of lists rather than a row for each word of each product, because a
//! hundred thousand products have two million of those.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::item::{FeedItem, OPTIONS};
use super::postings::{Place, pack};
use super::words::{Stems, Word, code_key, word_key, words};

/// Products whose ids stand together in one row.
pub(super) const CHUNK: u32 = 256;
/// Hosts of pictures that are kept; a shop has two or three.
const HOSTS: usize = 50;

/// The index as it is stored.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    /// Keys and packed lists, in order of the keys.
    pub(crate) lists: Vec<(Vec<u8>, Vec<u8>)>,
    /// Products in it.
    pub(crate) products: u32,
    /// Hosts of their pictures.
    pub(crate) hosts: Vec<String>,
}

/// The key of the ids of products `n * CHUNK` and following.
pub(super) fn chunk_key(n: u32) -> Vec<u8> {
    let mut key = vec![b'n'];
    key.extend_from_slice(&n.to_be_bytes());
    key
}

/// What is gathered of one product, all its variants together.
struct Product {
    unit: Box<str>,
    sort: Box<str>,
    can_be_had: bool,
}

/// Gathers items, those of one product one after another, into an index.
pub(super) struct Builder {
    stems: Stems,
    products: Vec<Product>,
    lists: HashMap<Box<[u8]>, Vec<(u32, Place)>>,
    /// Stems of words that were met; most are met again.
    known: HashMap<Word, Vec<Box<[u8]>>>,
    hosts: Vec<String>,
}

impl Builder {
    pub(super) fn new(languages: &[String]) -> Self {
        Self {
            stems: Stems::of(languages),
            products: Vec::new(),
            lists: HashMap::new(),
            known: HashMap::new(),
            hosts: Vec::new(),
        }
    }

    /// One more item. Variants of one product have to follow one another.
    pub(super) fn add(&mut self, item: &FeedItem) {
        match self.products.last_mut() {
            Some(last) if *last.unit == *item.unit() => last.can_be_had |= item.can_be_had(),
            _ => self.products.push(Product {
                unit: item.unit().into(),
                sort: words(&item.title).iter().map(|word| word.folded.as_str()).collect(),
                can_be_had: item.can_be_had(),
            }),
        }
        self.text(&item.title, Place::Title);
        self.text(item.brand.as_deref().unwrap_or_default(), Place::Brand);
        self.text(item.category.as_deref().unwrap_or_default(), Place::Rest);
        for (name, value) in &item.attributes {
            if OPTIONS.contains(&name.as_str()) {
                self.text(value, Place::Rest);
            }
        }
        let codes = [Some(&item.id), item.group.as_ref(), item.sku.as_ref()];
        let codes = codes.into_iter().chain([item.gtin.as_ref(), item.mpn.as_ref()]).flatten();
        for code in codes {
            if let Some(key) = code_key(code) {
                self.note(&key, Place::Title);
            }
        }
        for picture in &item.pictures {
            let host =
                url::Url::parse(picture).ok().and_then(|url| url.host_str().map(str::to_owned));
            if let Some(host) = host
                && self.hosts.len() < HOSTS
                && !self.hosts.contains(&host)
            {
                self.hosts.push(host);
            }
        }
    }

    fn text(&mut self, text: &str, place: Place) {
        for word in words(text) {
            self.note(&word_key(&word.folded), place);
            let keys = match self.known.get(&word) {
                Some(keys) => keys.clone(),
                None => {
                    let keys: Vec<Box<[u8]>> =
                        self.stems.keys(&word).map(Vec::into_boxed_slice).collect();
                    self.known.insert(word, keys.clone());
                    keys
                }
            };
            for key in keys {
                self.note(&key, place);
            }
        }
    }

    fn note(&mut self, key: &[u8], place: Place) {
        let Some(product) = self.products.len().checked_sub(1) else { return };
        let product = u32::try_from(product).unwrap_or(u32::MAX);
        match self.lists.get_mut(key) {
            Some(list) => match list.last_mut() {
                Some((last, best)) if *last == product => *best = (*best).min(place),
                _ => list.push((product, place)),
            },
            None => {
                self.lists.insert(key.into(), vec![(product, place)]);
            }
        }
    }

    /// Numbers the products in the order in which they are shown, and packs the lists.
    pub(super) fn finish(self) -> Index {
        let Self { products, mut lists, known, mut hosts, .. } = self;
        drop(known);
        let mut order: Vec<u32> = (0..).take(products.len()).collect();
        let at = |n: &u32| &products[*n as usize];
        order.sort_unstable_by(|a, b| shown(at(a), at(b)));
        let mut number = vec![0; order.len()];
        for (n, product) in (0..).zip(&order) {
            number[*product as usize] = n;
        }
        let mut packed: Vec<(Vec<u8>, Vec<u8>)> = lists
            .drain()
            .map(|(key, mut list)| {
                for (product, _) in &mut list {
                    *product = number[*product as usize];
                }
                (key.into_vec(), pack(&mut list))
            })
            .collect();
        for (n, chunk) in (0..).zip(order.chunks(CHUNK as usize)) {
            let units: Vec<&str> = chunk.iter().map(|product| &*at(product).unit).collect();
            let json = serde_json::to_vec(&units).expect("texts are JSON");
            packed.push((chunk_key(n), json));
        }
        packed.sort_unstable();
        hosts.sort_unstable();
        let products = u32::try_from(order.len()).unwrap_or(u32::MAX);
        Index { lists: packed, products, hosts }
    }
}

/// What can be had first, then by title, then by id.
fn shown(a: &Product, b: &Product) -> Ordering {
    let key = |product: &Product| !product.can_be_had;
    key(a).cmp(&key(b)).then_with(|| a.sort.cmp(&b.sort)).then_with(|| a.unit.cmp(&b.unit))
}
