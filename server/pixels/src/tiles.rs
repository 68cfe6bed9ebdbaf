//! Where the tiles of a large picture lie.

use image::metadata::Orientation;
use vitrine_shared::room::MediaSize;

use crate::render::{FIT_PX, FULL_PX};

/// Side of a whole tile, in pixels: a screenful of a phone is a dozen of them.
pub const TILE_PX: u32 = 512;

/// A tile of a picture's pyramid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Level; 0 has all pixels.
    pub level: u8,
    /// Column, from the left.
    pub x: u16,
    /// Row, from the top.
    pub y: u16,
}

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rect {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The levels of the pyramid of a picture of `size`, largest first: as long as a level has more
/// pixels than the variant that is shown first. None for a picture that is whole in its largest
/// variant.
#[must_use]
pub fn levels(size: MediaSize) -> Vec<MediaSize> {
    let mut levels = Vec::new();
    if size.width.max(size.height) <= FULL_PX {
        return levels;
    }
    let mut level = size;
    while level.width.max(level.height) > FIT_PX {
        levels.push(level);
        level = half(level);
    }
    levels
}

/// Half of both sides, rounded up.
pub(crate) fn half(size: MediaSize) -> MediaSize {
    MediaSize { width: size.width.div_ceil(2), height: size.height.div_ceil(2) }
}

/// All tiles of a picture of `size`, in the order in which they are made and kept: level by
/// level, row by row.
pub fn tiles_of(size: MediaSize) -> impl Iterator<Item = Tile> {
    (0..).zip(levels(size)).flat_map(|(level, size)| {
        let columns = count(size.width);
        (0..count(size.height)).flat_map(move |y| (0..columns).map(move |x| Tile { level, x, y }))
    })
}

fn count(side: u32) -> u16 {
    u16::try_from(side.div_ceil(TILE_PX)).unwrap_or(u16::MAX)
}

/// The pixels of a tile of a level that is `size` large.
pub(crate) fn rect_of(tile: Tile, size: MediaSize) -> Rect {
    let (x, y) = (u32::from(tile.x) * TILE_PX, u32::from(tile.y) * TILE_PX);
    let side = |at: u32, end: u32| end.saturating_sub(at).min(TILE_PX);
    Rect { x, y, width: side(x, size.width), height: side(y, size.height) }
}

/// Where the pixels of `upright` are in a picture of `stored` size that is not upright yet.
/// Turning tile by tile keeps a large picture from being in memory twice.
pub(crate) fn before_turning(upright: Rect, stored: MediaSize, orientation: Orientation) -> Rect {
    let Rect { x, y, width, height } = upright;
    // From the far side of the stored picture.
    let (right, below) =
        (|end: u32| stored.width.saturating_sub(end), |end: u32| stored.height.saturating_sub(end));
    let swapped = |x, y| Rect { x, y, width: height, height: width };
    match orientation {
        Orientation::NoTransforms => upright,
        Orientation::FlipHorizontal => Rect { x: right(x + width), ..upright },
        Orientation::FlipVertical => Rect { y: below(y + height), ..upright },
        Orientation::Rotate180 => Rect { x: right(x + width), y: below(y + height), width, height },
        Orientation::Rotate90 => swapped(y, below(x + width)),
        Orientation::Rotate270 => swapped(right(y + height), x),
        Orientation::Rotate90FlipH => swapped(y, x),
        Orientation::Rotate270FlipH => swapped(right(y + height), below(x + width)),
    }
}

/// The size of a picture once it is upright.
pub(crate) fn turned(stored: MediaSize, orientation: Orientation) -> MediaSize {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => MediaSize { width: stored.height, height: stored.width },
        _ => stored,
    }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, GenericImageView as _, Rgb, RgbImage};

    use super::*;

    const ALL: [Orientation; 8] = [
        Orientation::NoTransforms,
        Orientation::Rotate90,
        Orientation::Rotate180,
        Orientation::Rotate270,
        Orientation::FlipHorizontal,
        Orientation::FlipVertical,
        Orientation::Rotate90FlipH,
        Orientation::Rotate270FlipH,
    ];

    #[test]
    fn cv3_a_tile_turned_alone_is_the_tile_of_the_turned_picture() {
        let stored = DynamicImage::ImageRgb8(RgbImage::from_fn(7, 5, |x, y| {
            Rgb([u8::try_from(x).unwrap(), u8::try_from(y).unwrap(), 0])
        }));
        let size = MediaSize { width: 7, height: 5 };
        for orientation in ALL {
            let mut whole = stored.clone();
            whole.apply_orientation(orientation);
            let upright = turned(size, orientation);
            assert_eq!((upright.width, upright.height), whole.dimensions());
            let rect = Rect { x: 1, y: 2, width: 3, height: 2 };
            let from = before_turning(rect, size, orientation);
            let mut tile = stored.crop_imm(from.x, from.y, from.width, from.height);
            tile.apply_orientation(orientation);
            assert_eq!(tile, whole.crop_imm(1, 2, 3, 2), "{orientation:?}");
        }
    }

    #[test]
    fn levels_halve_until_the_variant_shown_first_is_enough() {
        let size = |width, height| MediaSize { width, height };
        assert_eq!(levels(size(4_096, 3_000)), []);
        assert_eq!(levels(size(4_097, 1)), [size(4_097, 1), size(2_049, 1)]);
        assert_eq!(
            levels(size(12_001, 9_000)),
            [size(12_001, 9_000), size(6_001, 4_500), size(3_001, 2_250)]
        );
        let tiles: Vec<_> = tiles_of(size(4_097, 600)).collect();
        assert_eq!(tiles.len(), 9 * 2 + 5);
        assert_eq!(tiles[9], Tile { level: 0, x: 0, y: 1 });
        let last = rect_of(tiles[17], size(4_097, 600));
        assert_eq!(last, Rect { x: 4_096, y: 512, width: 1, height: 88 });
    }
}
