//! Asking the index of a catalogue.

use vitrine_shared::ids::AccountId;

use super::index::{CHUNK, chunk_key};
use super::postings::{Place, unpack};
use super::words::{Stems, code_key, word_key, words};
use crate::store::{CatalogStore, StoreResult, WordRange};

/// Words of a question; further ones are not asked for.
const ASKED: usize = 8;
/// Lists read for one beginning of a word. A single letter begins more words than that in a large
/// catalogue; the lists of the shortest ones are read then.
const BEGINNINGS: u32 = 4_000;
/// Shortest number of an article that is looked for by its beginning, in letters.
const CODE_CHARS: usize = 3;
/// A product that lacks a word.
const LACKS: u8 = u8::MAX;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Ids of the products of the page, the best first.
    pub units: Vec<String>,
    /// How many there are on all pages.
    pub total: u32,
}

/// Looks for products that have every word of `question`, the page that begins at `from`. With no
/// word in it, all products are found.
///
/// # Errors
/// When the store does not answer.
pub async fn search(
    store: &dyn CatalogStore,
    account: AccountId,
    question: &str,
    from: u32,
    limit: u32,
) -> StoreResult<Found> {
    let Some(head) = store.find_catalog(account).await? else { return Ok(Found::default()) };
    if head.products == 0 {
        return Ok(Found::default());
    }
    let stems = Stems::of(&head.languages);
    let (ranges, asked) = ranges_of(&stems, question);
    let lists = store.read_words(account, head.generation, ranges).await?;
    let mut lists = lists.into_iter();
    let mut ranking = Ranking::new(head.products);
    // The first two are the whole question as the number of an article: itself, and its beginning.
    let exact = lists.next().unwrap_or_default();
    let beginning = lists.next().unwrap_or_default();
    for word in asked {
        let mut has = vec![LACKS; head.products as usize];
        for list in lists.by_ref().take(word).flatten() {
            note(&mut has, &list);
        }
        ranking.and(&has);
    }
    let whole = |lists: Vec<Vec<u8>>| {
        let mut has = vec![LACKS; head.products as usize];
        lists.iter().for_each(|list| note(&mut has, list));
        has
    };
    ranking.first(&whole(beginning));
    ranking.first(&whole(exact));
    let (numbers, total) = ranking.page(from, limit);
    let units = units_of(store, account, head.generation, &numbers).await?;
    Ok(Found { units, total })
}

/// What to read: for each word how many ranges, after the two of the whole question.
fn ranges_of(stems: &Stems, question: &str) -> (Vec<WordRange>, Vec<usize>) {
    let code = code_key(question);
    let begun = code.clone().filter(|key| key.len() > CODE_CHARS);
    let mut ranges = vec![
        code.map_or_else(WordRange::nothing, WordRange::only),
        begun.map_or_else(WordRange::nothing, beginning_with),
    ];
    let mut asked = Vec::new();
    for word in words(question).into_iter().take(ASKED) {
        let before = ranges.len();
        ranges.push(beginning_with(word_key(&word.folded)));
        ranges.extend(stems.keys_asked(&word).into_iter().map(WordRange::only));
        if let Some(key) = code_key(&word.folded).filter(|key| key.len() > CODE_CHARS) {
            ranges.push(beginning_with(key));
        }
        asked.push(ranges.len() - before);
    }
    (ranges, asked)
}

fn beginning_with(key: Vec<u8>) -> WordRange {
    // No letter of UTF-8 has this byte, so it is behind all of them.
    let mut end = key.clone();
    end.push(u8::MAX);
    WordRange { from: key, to: end, limit: BEGINNINGS }
}

fn note(has: &mut [u8], list: &[u8]) {
    unpack(list, |product, place| {
        if let Some(best) = has.get_mut(product as usize) {
            *best = (*best).min(place as u8);
        }
    });
}

/// Which products are left, and how good they are.
struct Ranking {
    worst: Vec<u8>,
    /// Found by their number.
    first: Vec<u32>,
}

impl Ranking {
    fn new(products: u32) -> Self {
        Self { worst: vec![0; products as usize], first: Vec::new() }
    }

    /// Only those with one more word; a product is as good as the worst place of its words.
    fn and(&mut self, has: &[u8]) {
        for (worst, place) in self.worst.iter_mut().zip(has) {
            *worst = (*worst).max(*place);
        }
    }

    /// Those come before all others.
    fn first(&mut self, has: &[u8]) {
        let found = (0..).zip(has).filter(|(_, place)| **place != LACKS).map(|(n, _)| n);
        let found: Vec<u32> = found.collect();
        self.first.retain(|n| found.binary_search(n).is_err());
        self.first.splice(0..0, found);
    }

    fn page(&self, from: u32, limit: u32) -> (Vec<u32>, u32) {
        let mut is_first = vec![false; self.worst.len()];
        for n in &self.first {
            is_first[*n as usize] = true;
        }
        let places = [Place::Title, Place::Brand, Place::Rest];
        let rest = places.into_iter().flat_map(|place| {
            let best = (0..).zip(&self.worst).zip(&is_first);
            best.filter(move |((_, worst), first)| **worst == place as u8 && !**first)
                .map(|((n, _), _)| n)
        });
        let (mut total, mut page) = (0_u32, Vec::new());
        for n in self.first.iter().copied().chain(rest) {
            if total >= from && total - from < limit {
                page.push(n);
            }
            total += 1;
        }
        (page, total)
    }
}

/// The ids of products by their numbers.
async fn units_of(
    store: &dyn CatalogStore,
    account: AccountId,
    generation: u32,
    numbers: &[u32],
) -> StoreResult<Vec<String>> {
    let mut chunks: Vec<u32> = numbers.iter().map(|n| n / CHUNK).collect();
    chunks.sort_unstable();
    chunks.dedup();
    let ranges = chunks.iter().map(|chunk| WordRange::only(chunk_key(*chunk))).collect();
    let rows = store.read_words(account, generation, ranges).await?;
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        let bytes = row.into_iter().next().unwrap_or_default();
        read.push(serde_json::from_slice::<Vec<String>>(&bytes).unwrap_or_default());
    }
    let unit = |n: &u32| {
        let at = chunks.binary_search(&(n / CHUNK)).ok()?;
        read.get(at)?.get((n % CHUNK) as usize).cloned()
    };
    Ok(numbers.iter().filter_map(unit).collect())
}
