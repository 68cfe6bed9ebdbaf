//! Which products have a word: their numbers in order, packed into bytes.
//!
//! Products are numbered in the order in which they are shown, so a list that is read from its
//! start is a list of the best ones.

/// Where a product has a word. Smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// In its title, or as its number.
    Title = 0,
    /// As its brand.
    Brand = 1,
    /// In its category or what a variant is chosen by.
    Rest = 2,
}

impl Place {
    const ALL: [Self; 3] = [Self::Title, Self::Brand, Self::Rest];
}

/// Packs pairs of product and place, which are put in order.
pub(super) fn pack(pairs: &mut Vec<(u32, Place)>) -> Vec<u8> {
    pairs.sort_unstable();
    // The best place of a product comes first.
    pairs.dedup_by_key(|(product, _)| *product);
    let mut bytes = Vec::with_capacity(pairs.len() * 2);
    let mut before = 0;
    for (product, place) in pairs.iter() {
        let step = u64::from(product - before);
        before = *product;
        let mut left = step << 2 | *place as u64;
        while left >= 0x80 {
            bytes.push(low(left) | 0x80);
            left >>= 7;
        }
        bytes.push(low(left));
    }
    bytes
}

/// The seven bits that stand in one byte.
fn low(number: u64) -> u8 {
    number.to_le_bytes()[0] & 0x7f
}

/// Gives the pairs to `take`. What is no list of ours ends it.
pub(super) fn unpack(bytes: &[u8], mut take: impl FnMut(u32, Place)) {
    let (mut product, mut left, mut shift) = (0_u32, 0_u64, 0_u32);
    for byte in bytes {
        left |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 != 0 {
            if shift > 35 {
                return;
            }
            continue;
        }
        let Some(place) = Place::ALL.get(usize::from(low(left) & 3)) else { return };
        let Some(next) = u32::try_from(left >> 2).ok().and_then(|n| product.checked_add(n)) else {
            return;
        };
        product = next;
        take(product, *place);
        (left, shift) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_packed_comes_back_in_order(
            pairs in proptest::collection::vec((any::<u32>(), 0_usize..3), 0..200),
        ) {
            let mut pairs: Vec<_> = pairs.into_iter().map(|(n, p)| (n, Place::ALL[p])).collect();
            let packed = pack(&mut pairs);
            let mut back = Vec::new();
            unpack(&packed, |product, place| back.push((product, place)));
            prop_assert!(back.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert_eq!(back, pairs);
        }

        #[test]
        fn bytes_of_others_end_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut seen = 0;
            unpack(&bytes, |_, _| seen += 1);
            prop_assert!(seen <= bytes.len());
        }
    }
}
