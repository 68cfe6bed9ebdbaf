//! Words as they are compared: folded letters, and stems.
//!
//! The same functions serve indexing and asking, so what is found does not depend on the database.
//!
//! A key begins with a letter that says what it is: `w` and a word without accents, `s` with the
//! number of a language and the stem of a word, `c` and a number of an article without its dashes.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Longest word that is compared, in letters; of a longer one its beginning.
const WORD_CHARS: usize = 40;
/// Words of one text that are compared.
const WORDS: usize = 60;
/// Languages one catalogue may have.
pub(crate) const LANGUAGES: usize = 6;

/// Every language there are stems for; the place in this list stands in keys and never changes.
const STEMMERS: [(&str, Algorithm, Script); 18] = [
    ("en", Algorithm::English, Script::Latin),
    ("es", Algorithm::Spanish, Script::Latin),
    ("ru", Algorithm::Russian, Script::Cyrillic),
    ("de", Algorithm::German, Script::Latin),
    ("fr", Algorithm::French, Script::Latin),
    ("it", Algorithm::Italian, Script::Latin),
    ("pt", Algorithm::Portuguese, Script::Latin),
    ("nl", Algorithm::Dutch, Script::Latin),
    ("sv", Algorithm::Swedish, Script::Latin),
    ("da", Algorithm::Danish, Script::Latin),
    ("no", Algorithm::Norwegian, Script::Latin),
    ("fi", Algorithm::Finnish, Script::Latin),
    ("hu", Algorithm::Hungarian, Script::Latin),
    ("ro", Algorithm::Romanian, Script::Latin),
    ("tr", Algorithm::Turkish, Script::Latin),
    ("el", Algorithm::Greek, Script::Greek),
    ("ar", Algorithm::Arabic, Script::Arabic),
    ("ta", Algorithm::Tamil, Script::Tamil),
];

/// Languages of a catalogue that names none: those of the interface.
const DEFAULT: [&str; 3] = ["en", "es", "ru"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Tamil,
}

impl Script {
    fn of(letter: char) -> Option<Self> {
        match letter {
            'a'..='z' | '\u{df}'..='\u{24f}' => Some(Self::Latin),
            '\u{370}'..='\u{3ff}' => Some(Self::Greek),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            '\u{600}'..='\u{6ff}' => Some(Self::Arabic),
            '\u{b80}'..='\u{bff}' => Some(Self::Tamil),
            _ => None,
        }
    }
}

/// Whether there are stems for a language.
pub(crate) fn is_known(language: &str) -> bool {
    STEMMERS.iter().any(|(name, _, _)| *name == language)
}

/// The stemmers of some languages.
pub(super) struct Stems {
    stemmers: Vec<(u8, Script, Stemmer)>,
}

impl Stems {
    /// Those of `languages`, or of the interface when it names none.
    pub(super) fn of(languages: &[String]) -> Self {
        let default = DEFAULT.map(str::to_owned);
        let wanted = if languages.is_empty() { &default[..] } else { languages };
        let stemmers = (0..).zip(STEMMERS).filter_map(|(n, (name, algorithm, script))| {
            let meant = wanted.iter().any(|language| language == name);
            meant.then(|| (n, script, Stemmer::create(algorithm)))
        });
        Self { stemmers: stemmers.collect() }
    }

    /// Keys under which a word is found whatever its ending. A stem that is the word itself has
    /// none, because the word is found as a word.
    pub(super) fn keys(&self, word: &Word) -> impl Iterator<Item = Vec<u8>> {
        self.stems(word).filter(|(_, stem)| *stem != word.folded).map(|(n, stem)| {
            let mut key = vec![b's', b'A' + n];
            key.extend_from_slice(stem.as_bytes());
            key
        })
    }

    /// The keys of all words that have a stem in common with this one.
    pub(super) fn keys_asked(&self, word: &Word) -> Vec<Vec<u8>> {
        let mut keys = Vec::new();
        for (n, stem) in self.stems(word) {
            let mut key = vec![b's', b'A' + n];
            key.extend_from_slice(stem.as_bytes());
            keys.push(key);
            keys.push(word_key(&stem));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn stems(&self, word: &Word) -> impl Iterator<Item = (u8, String)> {
        let script = word.script();
        let of = self.stemmers.iter().filter(move |(_, of, _)| Some(*of) == script);
        of.map(|(n, _, stemmer)| (*n, fold(&stemmer.stem(&word.written))))
    }
}

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Word {
    /// In small letters, with its accents: stemmers know them.
    written: String,
    /// Without accents.
    pub(super) folded: String,
}

impl Word {
    /// The script all its letters are of.
    fn script(&self) -> Option<Script> {
        let mut letters = self.written.chars().map(Script::of);
        let first = letters.next()??;
        letters.all(|script| script == Some(first)).then_some(first)
    }
}

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let small = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        // `ß` and `İ` become two letters, and what came in two pieces becomes one.
        text.nfkc().flat_map(char::to_lowercase).nfc().collect()
    };
    let runs = small.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
    let runs = runs.filter(|run| run.contains(char::is_alphanumeric));
    let word = |run: &str| {
        let written: String = run.chars().take(WORD_CHARS).collect();
        Word { folded: fold(&written), written: written.replace('ё', "е") }
    };
    runs.map(word).filter(|word| !word.folded.is_empty()).take(WORDS).collect()
}

/// Without accents and other marks on letters.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    letters.flat_map(one_of).collect()
}

/// Letters that no decomposition takes apart and that people write without their ornament.
fn one_of(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'ø' => ('o', None),
        'ł' => ('l', None),
        'đ' | 'ð' => ('d', None),
        'ı' => ('i', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

/// The key of a folded word.
pub(super) fn word_key(folded: &str) -> Vec<u8> {
    tagged(b'w', folded)
}

/// The key of an article's number: letters and digits only. None for what has neither.
pub(super) fn code_key(code: &str) -> Option<Vec<u8>> {
    let small: String = code.nfkc().flat_map(char::to_lowercase).collect();
    let bare: String = small.chars().filter(|c| c.is_alphanumeric()).take(WORD_CHARS).collect();
    let bare = fold(&bare);
    (!bare.is_empty()).then(|| tagged(b'c', &bare))
}

fn tagged(tag: u8, text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() + 1);
    key.push(tag);
    key.extend_from_slice(text.as_bytes());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn words_are_compared_without_accents() {
        assert_eq!(folded("Camión rojo, 15\" XL"), ["camion", "rojo", "15", "xl"]);
        assert_eq!(folded("Straße ŁÓDŹ Ærø İstanbul"), ["strasse", "lodz", "aero", "istanbul"]);
        assert_eq!(folded("Ёлка-йод"), ["елка", "иод"]);
        assert_eq!(folded("ﬁn №5 ２"), ["fin", "no5", "2"]);
        assert_eq!(folded("e\u{301}a"), ["ea"], "an accent that comes as a letter of its own");
        assert_eq!(folded("—  !"), Vec::<String>::new());
        assert!(folded(&"x".repeat(1_000))[0].len() == WORD_CHARS);
        assert_eq!(folded(&"a ".repeat(1_000)).len(), WORDS);
    }

    /// Whether asking for one finds the other by a stem.
    fn related(languages: &[&str], asked: &str, indexed: &str) -> bool {
        let languages: Vec<String> = languages.iter().map(|l| (*l).to_owned()).collect();
        let stems = Stems::of(&languages);
        let (asked, indexed) = (&words(asked)[0], &words(indexed)[0]);
        let mut keys: Vec<_> = stems.keys(indexed).collect();
        keys.push(word_key(&indexed.folded));
        stems.keys_asked(asked).iter().any(|key| keys.contains(key))
    }

    #[test]
    fn endings_of_each_language_are_one() {
        for (languages, asked, indexed) in [
            (&["es"][..], "zapatos", "zapato"),
            (&["es"], "zapato", "Zapatos"),
            (&["es"], "devoluciones", "devolución"),
            (&["en"], "running", "runs"),
            (&["ru"], "сумки", "сумка"),
            (&["ru"], "кожаной", "кожаная"),
            (&["ru"], "зелёного", "зеленый"),
            (&["de"], "Schuhe", "Schuh"),
            (&[], "сумки", "сумку"),
            (&[], "bags", "bag"),
            (&[], "bolsas", "bolsa"),
        ] {
            assert!(related(languages, asked, indexed), "{asked} {indexed}");
            assert!(related(languages, indexed, asked), "{indexed} {asked}");
        }
        assert!(!related(&["es"], "bag", "bolsa"));
        assert!(!related(&["ru"], "zapatos", "zapato"), "not in that language");
        assert!(!related(&["es"], "a1s", "a1"), "numbers have no endings");
    }

    #[test]
    fn numbers_of_articles_are_compared_without_dashes() {
        assert_eq!(code_key("AB-123 / 4"), Some(b"cab1234".to_vec()));
        assert_eq!(code_key("0 401 234"), code_key("0401234"));
        assert_eq!(code_key("--"), None);
    }
}
