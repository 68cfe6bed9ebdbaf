//! Random choices that are the same for the same seed.

/// A small generator (SplitMix64; Steele, Lea and Flood, 2014).
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice of their own for one part of a run, so that parts do not disturb each other.
    pub(crate) fn split(&mut self) -> Self {
        Self(self.next())
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `n` - 1.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.next() % u64::from(n.max(1))).expect("it is below a u32")
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True in one of `n` cases.
    pub(crate) fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    /// One of these, if there is any.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let n = u32::try_from(from.len()).expect("a short list");
        from.get(self.below(n) as usize)
    }

    /// A fresh id of version 7's shape.
    pub(crate) fn id<T: From<uuid::Uuid>>(&mut self) -> T {
        let high = u128::from(self.next() & 0xffff_ffff_ffff_0fff | 0x7000);
        let low = u128::from(self.next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000);
        T::from(uuid::Uuid::from_u128((high << 64) | low))
    }
}
