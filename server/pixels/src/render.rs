//! One picture from a stranger's bytes to three sizes of ours.
//!
//! The order is structure, dimensions, limits, decode; a bomb is refused before it costs anything.

use std::io::Cursor;

use fast_image_resize::images::Image as Buffer;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder as _, ImageResult};
use vitrine_shared::limits::{TALLEST, UNIT};
use vitrine_shared::room::MediaSize;

use crate::sniff::{Format, sniff};

/// Longest side of the small variant, in pixels: a thumbnail at twice the density.
const THUMB_PX: u32 = 320;
/// Longest side of the variant that is shown first, in pixels.
const FIT_PX: u32 = 1_600;
/// Longest side of the largest variant, in pixels: what every browser can hold as one texture.
const FULL_PX: u32 = 4_096;
/// Quality of JPEGs, 1..=100; below 85 a seam's stitches begin to smear.
const JPEG_QUALITY: u8 = 85;

/// How large a picture may be, by who brings it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureLimits {
    side_px: u32,
    pixels: u64,
    decoded_bytes: u64,
}

impl PictureLimits {
    /// Named by a visitor.
    pub const VISITOR: Self =
        Self { side_px: 8_192, pixels: 40_000_000, decoded_bytes: 256 * 1024 * 1024 };
    /// Named by staff, or part of the catalogue.
    pub const STAFF: Self =
        Self { side_px: 16_384, pixels: 120_000_000, decoded_bytes: 1024 * 1024 * 1024 };
}

/// Why it is no picture for us.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Not one of the formats, an animation, or cut short.
    #[error("not a whole, still JPEG, PNG or WebP")]
    Format,
    /// More pixels than allowed, or a strip that has no coordinates.
    #[error("{width} × {height} pixels are not allowed")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The decoder or encoder gave up.
    #[error("the picture cannot be decoded")]
    Broken(#[source] image::ImageError),
    /// A picture in memory that does not fit its own dimensions; cannot happen.
    #[error("the picture cannot be resized")]
    Resize,
}

/// One picture in the three sizes we keep.
#[derive(Clone, Debug)]
pub struct Rendition {
    /// Pixels of `full`, upright.
    pub size: MediaSize,
    /// At most 320 px.
    pub thumb: Vec<u8>,
    /// At most 1,600 px.
    pub fit: Vec<u8>,
    /// At most 4,096 px.
    pub full: Vec<u8>,
}

/// The dimensions a picture claims, if `limits` allow them; costs next to nothing.
///
/// # Errors
/// When it is no picture that `limits` allow.
pub fn dimensions(bytes: &[u8], limits: PictureLimits) -> Result<(u32, u32), Refused> {
    Ok(open(bytes, limits)?.dimensions())
}

/// Makes our three sizes of a picture. Takes up to seconds and, for the largest pictures staff
/// may bring, two gigabytes: not for async threads, and not many at once.
///
/// # Errors
/// When it is no picture that `limits` allow.
pub fn render(bytes: &[u8], limits: PictureLimits) -> Result<Rendition, Refused> {
    let mut decoder = open(bytes, limits)?;
    // A broken tag is no reason to refuse the picture it is attached to.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).map_err(Refused::Broken)?;
    let decoded = plain(decoded);
    // Turning is cheaper once the picture has its final size.
    let mut full = within(decoded, FULL_PX)?;
    full.apply_orientation(orientation);
    let size = MediaSize { width: full.width(), height: full.height() };
    let too_tall = u64::from(size.height) * u64::from(UNIT.unsigned_abs())
        > u64::from(size.width) * u64::from(TALLEST.unsigned_abs());
    if too_tall {
        return Err(Refused::Size { width: size.width, height: size.height });
    }
    let full_bytes = encode(&full)?;
    let is_fit = size.width.max(size.height) <= FIT_PX;
    let fit = within(full, FIT_PX)?;
    let fit_bytes = if is_fit { full_bytes.clone() } else { encode(&fit)? };
    let thumb = within(fit, THUMB_PX)?;
    Ok(Rendition { size, thumb: encode(&thumb)?, fit: fit_bytes, full: full_bytes })
}
/// A decoder that has read the header only, within limits.
fn open(bytes: &[u8], limits: PictureLimits) -> Result<Box<dyn ImageDecoder + '_>, Refused> {
    let format = sniff(bytes).ok_or(Refused::Format)?;
    let mut allowed = image::Limits::no_limits();
    allowed.max_alloc = Some(limits.decoded_bytes);
    let mut decoder = decoder_of(format, bytes, &allowed).map_err(Refused::Broken)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let too_long = width.max(height) > limits.side_px;
    if too_long || pixels > limits.pixels || decoder.total_bytes() > limits.decoded_bytes {
        return Err(Refused::Size { width, height });
    }
    decoder.set_limits(allowed).map_err(Refused::Broken)?;
    Ok(decoder)
}

fn decoder_of<'a>(
    format: Format,
    bytes: &'a [u8],
    allowed: &image::Limits,
) -> ImageResult<Box<dyn ImageDecoder + 'a>> {
    let reader = Cursor::new(bytes);
    Ok(match format {
        Format::Jpeg => Box::new(JpegDecoder::new(reader)?),
        // The PNG decoder takes its limits for compressed chunks only here.
        Format::Png => Box::new(PngDecoder::with_limits(reader, allowed.clone())?),
        Format::WebP => Box::new(WebPDecoder::new(reader)?),
    })
}

/// Eight bits of red, green and blue, and of alpha only when something shines through.
fn plain(decoded: DynamicImage) -> DynamicImage {
    if decoded.color().has_alpha() {
        let rgba = decoded.into_rgba8();
        if rgba.pixels().any(|p| p.0[3] < u8::MAX) {
            return DynamicImage::ImageRgba8(rgba);
        }
        return DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(rgba).into_rgb8());
    }
    DynamicImage::ImageRgb8(decoded.into_rgb8())
}

/// The picture with its longest side at most `side_px`.
fn within(picture: DynamicImage, side_px: u32) -> Result<DynamicImage, Refused> {
    let (width, height) = (picture.width(), picture.height());
    let longest = width.max(height);
    if longest <= side_px {
        return Ok(picture);
    }
    let scaled = |side: u32| {
        let exact =
            (u64::from(side) * u64::from(side_px) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(exact).unwrap_or(side_px).max(1)
    };
    let (to_width, to_height) = (scaled(width), scaled(height));
    let pixels = match &picture {
        DynamicImage::ImageRgba8(_) => PixelType::U8x4,
        _ => PixelType::U8x3,
    };
    let mut bytes = picture.into_bytes();
    let source = Buffer::from_slice_u8(width, height, &mut bytes, pixels)
        .map_err(|_wrong_length| Refused::Resize)?;
    let mut target = Buffer::new(to_width, to_height, pixels);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&source, &mut target, &options).map_err(|_wrong_type| Refused::Resize)?;
    let target = target.into_vec();
    let picture = match pixels {
        PixelType::U8x4 => {
            image::RgbaImage::from_raw(to_width, to_height, target).map(DynamicImage::ImageRgba8)
        }
        _ => image::RgbImage::from_raw(to_width, to_height, target).map(DynamicImage::ImageRgb8),
    };
    picture.ok_or(Refused::Resize)
}

fn encode(picture: &DynamicImage) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    let (width, height, pixels) = (picture.width(), picture.height(), picture.as_bytes());
    let done = match picture {
        DynamicImage::ImageRgba8(_) => {
            PngEncoder::new(&mut bytes).write_image(pixels, width, height, ExtendedColorType::Rgba8)
        }
        _ => JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).write_image(
            pixels,
            width,
            height,
            ExtendedColorType::Rgb8,
        ),
    };
    done.map_err(Refused::Broken)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
