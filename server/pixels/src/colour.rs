//! From the colours of a picture's own profile to sRGB, which is what a picture without a profile
//! is taken for. Phones take photographs in Display P3; dropping the profile alone would make
//! their reds and greens paler than what the customer sees.

use image::DynamicImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Converts `picture`, which has eight bits a channel. A profile that is not for RGB or cannot be
/// read changes nothing.
pub(crate) fn to_srgb(picture: &mut DynamicImage, profile: &[u8]) {
    let Ok(source) = ColorProfile::new_from_slice(profile) else { return };
    if source.color_space != DataColorSpace::Rgb {
        return;
    }
    let (layout, channels) = match picture {
        DynamicImage::ImageRgb8(_) => (Layout::Rgb, 3),
        _ => (Layout::Rgba, 4),
    };
    let (target, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    let Ok(transform) = source.create_transform_8bit(layout, &target, layout, options) else {
        return;
    };
    let row_bytes = picture.width() as usize * channels;
    let samples: &mut [u8] = match picture {
        DynamicImage::ImageRgb8(rgb) => rgb,
        DynamicImage::ImageRgba8(rgba) => rgba,
        _ => return,
    };
    // Row by row, so that a large picture is not in memory twice.
    let mut before = vec![0; row_bytes];
    for row in samples.chunks_exact_mut(row_bytes.max(1)) {
        before.copy_from_slice(row);
        if transform.transform(&before, row).is_err() {
            return;
        }
    }
}
