//! One picture from a stranger's bytes to the sizes and tiles of ours.
//!
//! The order is structure, dimensions, limits, decode; a bomb is refused before it costs anything.

use std::io::{self, Cursor};

use fast_image_resize::images::{Image as Buffer, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder as _, ImageResult};
use vitrine_shared::limits::{PREVIEW_PX, TALLEST, UNIT};
use vitrine_shared::room::MediaSize;
use vitrine_shared::wire::ErrorCode;

use crate::colour::to_srgb;
use crate::sniff::{Format, sniff};
use crate::tiles::{Tile, before_turning, half, levels, rect_of, tiles_of, turned};

/// Longest side of the small variant, in pixels: a thumbnail at twice the density.
const THUMB_PX: u32 = 320;
/// Longest side of the variant that is shown first, in pixels.
pub(crate) const FIT_PX: u32 = 2_048;
/// Longest side of the largest variant, in pixels: what every browser can hold as one texture.
/// Larger pictures have tiles besides.
pub const FULL_PX: u32 = 4_096;
/// Quality of JPEGs, 1..=100; below 85 a seam's stitches begin to smear.
const JPEG_QUALITY: u8 = 85;

/// Who brings a picture, which decides how large it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A small picture that is shown until the sharp one is there.
    Preview,
    /// Brought by a visitor.
    Visitor,
    /// Brought by staff, or part of the catalogue.
    Staff,
}

/// How large a picture may be.
#[derive(Clone, Copy, Debug)]
struct Limits {
    side_px: u32,
    pixels: u64,
    decoded_bytes: u64,
}

impl Purpose {
    const fn limits(self) -> Limits {
        match self {
            Self::Preview => {
                Limits { side_px: PREVIEW_PX, pixels: 1024 * 1024, decoded_bytes: 8 * 1024 * 1024 }
            }
            Self::Visitor => {
                Limits { side_px: 8_192, pixels: 40_000_000, decoded_bytes: 192 * 1024 * 1024 }
            }
            Self::Staff => {
                Limits { side_px: 16_384, pixels: 120_000_000, decoded_bytes: 512 * 1024 * 1024 }
            }
        }
    }
}

/// Why it is no picture for us.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Not one of the formats, an animation, or cut short.
    #[error("not a whole, still JPEG, PNG, WebP or GIF: {0:?}")]
    Kind(ErrorCode),
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
    /// Whoever wanted the parts takes no more.
    #[error("a part cannot be handed over")]
    HandOver(#[from] io::Error),
}

impl Refused {
    /// What the person who brought the picture is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Kind(code) => *code,
            Self::Size { .. } => ErrorCode::TooManyPixels,
            Self::Broken(_) | Self::Resize | Self::HandOver(_) => ErrorCode::BadPicture,
        }
    }
}

/// What a picture is made into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// At most 320 px.
    Thumb,
    /// At most 2,048 px.
    Fit,
    /// At most 4,096 px.
    Full,
    /// A tile, in the order of [`tiles_of`].
    Tile(Tile),
}

/// The dimensions a picture claims, if its purpose allows them; costs next to nothing.
///
/// # Errors
/// When it is no picture, or too large.
pub fn dimensions(bytes: &[u8], purpose: Purpose) -> Result<(u32, u32), Refused> {
    Ok(open(bytes, purpose.limits())?.dimensions())
}

/// Makes all parts of a picture, hands each to `take` as it is ready, and returns the picture's
/// pixels, upright. Takes up to seconds and hundreds of megabytes.
///
/// # Errors
/// When it is no picture that its purpose allows; `take` may have had some parts by then.
pub fn render(
    bytes: &[u8],
    purpose: Purpose,
    mut take: impl FnMut(Part, &[u8]) -> io::Result<()>,
) -> Result<MediaSize, Refused> {
    let mut decoder = open(bytes, purpose.limits())?;
    // A broken tag is no reason to refuse the picture it is attached to.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let (width, height) = decoder.dimensions();
    let size = turned(MediaSize { width, height }, orientation);
    let too_tall = u64::from(size.height) * u64::from(UNIT.unsigned_abs())
        > u64::from(size.width) * u64::from(TALLEST.unsigned_abs());
    if too_tall {
        return Err(Refused::Size { width: size.width, height: size.height });
    }
    let decoded = DynamicImage::from_decoder(decoder).map_err(Refused::Broken)?;
    let mut decoded = plain(decoded);
    if let Some(profile) = profile {
        to_srgb(&mut decoded, &profile);
    }
    // Turning is cheaper once the picture has its final size.
    let mut full = cut_tiles(decoded, size, orientation, &mut take)?;
    full.apply_orientation(orientation);
    let full_bytes = encode(&full)?;
    take(Part::Full, &full_bytes)?;
    let is_fit = full.width().max(full.height()) <= FIT_PX;
    let fit = within(full, FIT_PX)?;
    take(Part::Fit, &if is_fit { full_bytes } else { encode(&fit)? })?;
    let thumb = within(fit, THUMB_PX)?;
    take(Part::Thumb, &encode(&thumb)?)?;
    Ok(size)
}

/// Cuts the tiles of a large picture, level by level, and returns the largest variant. Nothing is
/// turned as a whole before it is small: at its peak this holds one and a half pictures.
fn cut_tiles(
    decoded: DynamicImage,
    upright: MediaSize,
    orientation: Orientation,
    take: &mut impl FnMut(Part, &[u8]) -> io::Result<()>,
) -> Result<DynamicImage, Refused> {
    let mut level = decoded;
    let mut full = None;
    let mut tiles = tiles_of(upright).peekable();
    for (number, size) in (0..).zip(levels(upright)) {
        let stored = MediaSize { width: level.width(), height: level.height() };
        while let Some(tile) = tiles.next_if(|tile| tile.level == number) {
            let from = before_turning(rect_of(tile, size), stored, orientation);
            let mut cut = level.crop_imm(from.x, from.y, from.width, from.height);
            cut.apply_orientation(orientation);
            take(Part::Tile(tile), &encode(&cut)?)?;
        }
        let next = half(stored);
        if full.is_none() && next.width.max(next.height) <= FULL_PX {
            full = Some(scaled(&level, FULL_PX)?);
        }
        level = resized(&level, next.width, next.height)?;
    }
    Ok(full.unwrap_or(level))
}

/// A decoder that has read the header only, within limits.
fn open(bytes: &[u8], limits: Limits) -> Result<Box<dyn ImageDecoder + '_>, Refused> {
    let format = sniff(bytes).map_err(Refused::Kind)?;
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
        Format::Gif => Box::new(GifDecoder::new(reader)?),
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
    if picture.width().max(picture.height()) <= side_px {
        return Ok(picture);
    }
    scaled(&picture, side_px)
}

/// A copy of the picture with its longest side exactly `side_px`.
fn scaled(picture: &DynamicImage, side_px: u32) -> Result<DynamicImage, Refused> {
    let longest = picture.width().max(picture.height());
    let side = |side: u32| {
        let exact =
            (u64::from(side) * u64::from(side_px) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(exact).unwrap_or(side_px).max(1)
    };
    resized(picture, side(picture.width()), side(picture.height()))
}

fn resized(picture: &DynamicImage, width: u32, height: u32) -> Result<DynamicImage, Refused> {
    let pixels = match picture {
        DynamicImage::ImageRgba8(_) => PixelType::U8x4,
        _ => PixelType::U8x3,
    };
    let source = ImageRef::new(picture.width(), picture.height(), picture.as_bytes(), pixels)
        .map_err(|_wrong_length| Refused::Resize)?;
    let mut target = Buffer::new(width, height, pixels);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&source, &mut target, &options).map_err(|_wrong_type| Refused::Resize)?;
    let target = target.into_vec();
    let picture = match pixels {
        PixelType::U8x4 => {
            image::RgbaImage::from_raw(width, height, target).map(DynamicImage::ImageRgba8)
        }
        _ => image::RgbImage::from_raw(width, height, target).map(DynamicImage::ImageRgb8),
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
