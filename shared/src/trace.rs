//! The view trace: where people looked, for replay. Runs of five seconds, delta-coded.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::ItemId;
use crate::time::UnixMillis;
use crate::wire::View;

/// Length of one run, in milliseconds. A crash loses at most one run of everybody.
pub const RUN_MS: i64 = 5_000;
/// One view of a person is kept in each span of this many milliseconds: a replay glides between
/// them, and four a second are what a film of a moving view needs.
pub const VIEW_MS: i64 = 250;

/// The only way of coding there is so far.
const CODING: u8 = 1;
/// Bit of a view's first byte: the item's id follows.
const OTHER_ITEM: u8 = 4;

/// In what way somebody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Looking {
    /// This hand moved the view of everybody.
    Shared,
    /// On its own: nobody else moved.
    Own,
    /// No longer on its own; the rectangle means nothing.
    Back,
}

/// A view that somebody had at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SeenView {
    /// Room time.
    pub at: UnixMillis,
    /// Of which item.
    pub item: ItemId,
    /// Centre across, in 1/32768 of the image width like the next three.
    pub cu: i32,
    /// Centre down.
    pub cv: i32,
    /// Extent across.
    pub eu: i32,
    /// Extent down.
    pub ev: i32,
    /// In what way.
    pub how: Looking,
}

impl SeenView {
    /// A view as it was sent, at the room's own time.
    #[must_use]
    pub fn new(view: &View, at: UnixMillis) -> Self {
        let View { item, cu, cv, eu, ev, own, .. } = *view;
        let how = if own { Looking::Own } else { Looking::Shared };
        Self { at, item, cu, cv, eu, ev, how }
    }
}

/// Start of the run that a moment belongs to. Runs of all people begin together, so that one
/// transaction stores those of a whole node.
#[must_use]
pub fn run_of(at: UnixMillis) -> UnixMillis {
    UnixMillis(at.0.div_euclid(RUN_MS) * RUN_MS)
}

/// Codes the views of a run that began at `from`; they are in order of time.
#[must_use]
pub fn encode(from: UnixMillis, views: &[SeenView]) -> Vec<u8> {
    let mut bytes = vec![CODING];
    let mut last = start(from);
    for view in views {
        let how = match view.how {
            Looking::Shared => 0,
            Looking::Own => 1,
            Looking::Back => 2,
        };
        let other = view.item != last.item;
        bytes.push(how | if other { OTHER_ITEM } else { 0 });
        if other {
            bytes.extend_from_slice(view.item.0.as_bytes());
        }
        put(&mut bytes, view.at.0 - last.at.0);
        for (new, old) in numbers(view).into_iter().zip(numbers(&last)) {
            put(&mut bytes, i64::from(new) - i64::from(old));
        }
        last = *view;
    }
    bytes
}

/// The views of a run that began at `from`. What cannot be read ends it: a trace is worth having
/// in part, and one broken row must not stop a replay.
#[must_use]
pub fn decode(from: UnixMillis, bytes: &[u8]) -> Vec<SeenView> {
    let Some((&CODING, mut rest)) = bytes.split_first() else { return Vec::new() };
    let mut views = Vec::new();
    let mut last = start(from);
    while let Some(view) = take_view(&mut rest, &last) {
        views.push(view);
        last = view;
    }
    views
}

fn start(at: UnixMillis) -> SeenView {
    let item = ItemId(Uuid::nil());
    SeenView { at, item, cu: 0, cv: 0, eu: 0, ev: 0, how: Looking::Shared }
}

fn numbers(view: &SeenView) -> [i32; 4] {
    [view.cu, view.cv, view.eu, view.ev]
}

fn take_view(rest: &mut &[u8], last: &SeenView) -> Option<SeenView> {
    let (&first, after) = rest.split_first()?;
    *rest = after;
    let how = match first & !OTHER_ITEM {
        0 => Looking::Shared,
        1 => Looking::Own,
        2 => Looking::Back,
        _ => return None,
    };
    let mut item = last.item;
    if first & OTHER_ITEM != 0 {
        let (id, after) = rest.split_first_chunk::<16>()?;
        item = ItemId(Uuid::from_bytes(*id));
        *rest = after;
    }
    let at = UnixMillis(last.at.0.checked_add(take(rest)?)?);
    let [cu, cv, eu, ev] = numbers(last);
    let mut next = |old: i32| i32::try_from(i64::from(old).checked_add(take(rest)?)?).ok();
    Some(SeenView { at, item, cu: next(cu)?, cv: next(cv)?, eu: next(eu)?, ev: next(ev)?, how })
}

/// Appends a number in groups of seven bits, small ones of either sign in one byte.
fn put(bytes: &mut Vec<u8>, number: i64) {
    let mut left = (number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned();
    while left >= 0x80 {
        bytes.push(u8::try_from(left & 0x7f).unwrap_or_default() | 0x80);
        left >>= 7;
    }
    bytes.push(u8::try_from(left).unwrap_or_default());
}

fn take(rest: &mut &[u8]) -> Option<i64> {
    let mut folded: u64 = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        folded |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((folded >> 1).cast_signed() ^ -((folded & 1).cast_signed()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn views() -> Vec<SeenView> {
        let item = |n| ItemId(Uuid::from_u128(n));
        let view = |at, n, cu, how| SeenView {
            at: UnixMillis(at),
            item: item(n),
            cu,
            cv: -7,
            eu: i32::MAX,
            ev: 1,
            how,
        };
        vec![
            view(1_790_000_000_010, 1, 16_384, Looking::Shared),
            view(1_790_000_000_260, 1, 16_500, Looking::Shared),
            view(1_790_000_000_510, 2, i32::MIN, Looking::Own),
            view(1_790_000_000_760, 2, i32::MAX, Looking::Back),
        ]
    }

    #[test]
    fn a_run_reads_back_as_itself_and_small_steps_take_few_bytes() {
        let from = UnixMillis(1_790_000_000_000);
        let coded = encode(from, &views());
        assert_eq!(decode(from, &coded), views());
        let slow = (0..20).map(|n| SeenView {
            at: UnixMillis(from.0 + n * VIEW_MS),
            cu: 16_384 + i32::try_from(n).unwrap() * 40,
            ..views()[0]
        });
        let slow: Vec<_> = slow.collect();
        let coded = encode(from, &slow);
        assert!(coded.len() < 40 + 20 * 9, "{} bytes for 20 views", coded.len());
        assert_eq!(decode(from, &coded), slow);
        assert_eq!(run_of(UnixMillis(1_790_000_004_999)), from);
    }

    #[test]
    fn whatever_stands_in_a_row_is_read_as_far_as_it_can_be() {
        let from = UnixMillis(1_790_000_000_000);
        let coded = encode(from, &views());
        for cut in 0..coded.len() {
            let read = decode(from, &coded[..cut]);
            assert_eq!(read, views()[..read.len()]);
        }
        assert_eq!(decode(from, &[9, 0, 0, 0, 0, 0, 0]), [], "of a coding to come");
        let mut spoilt = coded.clone();
        for at in 0..spoilt.len() {
            for byte in [0, 0x7f, 0x80, 0xff] {
                let before = std::mem::replace(&mut spoilt[at], byte);
                assert!(decode(from, &spoilt).len() <= spoilt.len());
                spoilt[at] = before;
            }
        }
        let endless = [&[CODING, 0][..], &[0xff; 40]].concat();
        assert_eq!(decode(from, &endless), []);
    }
}
