//! What staff may set of a catalogue, checked, and how often they may ask it.

use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use vitrine_shared::ids::AgentId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::catalog::PatchCatalog;

use super::source::address;
use super::words::{LANGUAGES, is_known};
use crate::store::{Address, CatalogChange};

/// Minutes between two fetches: a quarter of an hour to a week.
const EVERY_MINUTES: std::ops::RangeInclusive<u32> = 15..=7 * 24 * 60;
/// Minutes between two fetches when nobody says otherwise: six hours.
const DEFAULT_MINUTES: u32 = 6 * 60;
/// Questions of one person a second, and at once: each key typed is one.
const PER_S: NonZeroU32 = NonZeroU32::new(20).expect("it is not 0");
const AT_ONCE: NonZeroU32 = NonZeroU32::new(60).expect("it is not 0");
/// People remembered; they are forgotten once they were quiet for a few seconds.
const REMEMBERED: usize = 1_000;

/// Counts the questions of each person.
pub struct Searches(DefaultKeyedRateLimiter<AgentId>);

impl Default for Searches {
    fn default() -> Self {
        Self(RateLimiter::keyed(Quota::per_second(PER_S).allow_burst(AT_ONCE)))
    }
}

impl Searches {
    /// Counts one more.
    ///
    /// # Errors
    /// When it is one too many.
    pub fn admit(&self, agent: AgentId) -> Result<(), ErrorCode> {
        if self.0.len() > REMEMBERED {
            self.0.retain_recent();
        }
        self.0.check_key(&agent).map_err(|_not_yet| ErrorCode::Rate)
    }
}

/// The change that somebody wishes. A feed whose address is new is fetched at once.
///
/// # Errors
/// [`ErrorCode::BadAddress`] or [`ErrorCode::BadField`].
pub fn change(body: PatchCatalog, now: UnixMillis) -> Result<CatalogChange, ErrorCode> {
    let mut change = CatalogChange { every_minutes: body.every_minutes, ..Default::default() };
    match body.url.as_deref().map(str::trim) {
        None => {}
        Some("") => {
            change.url = Some(Address::None);
            change.every_minutes = Some(0);
        }
        Some(text) => {
            let url = address(text).ok_or(ErrorCode::BadAddress)?;
            change.url = Some(Address::At(url.into()));
            change.every_minutes.get_or_insert(DEFAULT_MINUTES);
            change.due_at = Some(now);
        }
    }
    let bad_pace = |minutes: u32| minutes != 0 && !EVERY_MINUTES.contains(&minutes);
    if body.every_minutes.is_some_and(bad_pace) {
        return Err(ErrorCode::BadField);
    }
    if let Some(languages) = body.languages {
        change.languages = Some(self::languages(&languages)?);
    }
    Ok(change)
}

/// Languages that have stems, each once, in order.
///
/// # Errors
/// [`ErrorCode::BadField`] for too many or one that is not known.
pub fn languages(wanted: &[String]) -> Result<Vec<String>, ErrorCode> {
    let mut languages: Vec<String> =
        wanted.iter().map(|language| language.trim().to_lowercase()).collect();
    languages.sort_unstable();
    languages.dedup();
    let bad = languages.len() > LANGUAGES || !languages.iter().all(|one| is_known(one));
    if bad { Err(ErrorCode::BadField) } else { Ok(languages) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(7);

    #[test]
    fn an_address_is_fetched_at_once_and_an_empty_one_never() {
        let at = |url: &str| PatchCatalog { url: Some(url.to_owned()), ..Default::default() };
        let set = change(at(" https://corda.example/feed.xml#a "), NOW).unwrap();
        assert_eq!(set.url, Some(Address::At("https://corda.example/feed.xml".to_owned())));
        assert_eq!((set.every_minutes, set.due_at), (Some(360), Some(NOW)));
        let none = change(at(""), NOW).unwrap();
        assert_eq!(
            (none.url, none.every_minutes, none.due_at),
            (Some(Address::None), Some(0), None)
        );
        for bad in ["file:///etc/passwd", "corda.example", "https://a:b@corda.example/"] {
            assert_eq!(change(at(bad), NOW), Err(ErrorCode::BadAddress), "{bad}");
        }
    }

    #[test]
    fn pace_and_languages_are_within_bounds() {
        let pace = |n| PatchCatalog { every_minutes: Some(n), ..Default::default() };
        for (minutes, fine) in [(0, true), (1, false), (15, true), (10_080, true), (10_081, false)]
        {
            assert_eq!(change(pace(minutes), NOW).is_ok(), fine, "{minutes}");
        }
        let some = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(languages(&some(&["RU", " en", "en"])).unwrap(), some(&["en", "ru"]));
        assert!(languages(&some(&["xx"])).is_err());
        assert!(languages(&some(&["en", "es", "ru", "de", "fr", "it", "pt"])).is_err());
    }
}
