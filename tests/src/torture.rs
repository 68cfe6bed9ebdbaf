//! How hard the durability proofs try: a slice of a minute in `cargo test`, the full counts under
//! `cargo xtask torture`, which sets `VITRINE_TORTURE=full` and `VITRINE_SEED`.

use std::io::Write as _;

/// The seed of a slice; a run with another one finds other cuts.
const SEED: u64 = 20_261_122;

/// Whether the full counts are wanted.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a test learns its size from the environment")]
pub fn is_full() -> bool {
    std::env::var("VITRINE_TORTURE").is_ok_and(|size| size == "full")
}

/// One of two counts.
#[must_use]
pub fn count(slice: u32, full: u32) -> u32 {
    if is_full() { full } else { slice }
}

/// Random numbers that a seed repeats (splitmix64, public domain).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From `VITRINE_SEED`, or the seed of the slice.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a test learns its seed from the environment")]
    pub fn new() -> Self {
        let named = std::env::var("VITRINE_SEED").ok().and_then(|seed| seed.parse().ok());
        Self(named.unwrap_or(SEED))
    }

    /// Below `most`.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % (most.max(1) as u64)).unwrap_or(0)
    }
}

impl Default for Dice {
    fn default() -> Self {
        Self::new()
    }
}

/// Tells what was done, in a full run.
pub fn report(what: &str) {
    if is_full() {
        writeln!(std::io::stderr(), "torture: {what}").ok();
    }
}
