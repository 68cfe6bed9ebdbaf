//! What is kept of a picture, and what is refused before it costs anything.

use std::time::{Duration, Instant};

use image::{Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

const GPS: &[u8] = b"GPS 41.3874N 2.1686E";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>41.3874N</x:xmpmeta>";
const TRAILER: &[u8] = b"PK\x03\x04<script>alert(1)</script>";

/// Left half red, right half blue.
fn flag(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        if x < width / 2 { Rgb([250, 10, 10]) } else { Rgb([10, 10, 250]) }
    })
}

fn gradient(width: u32, height: u32, alpha: u8) -> RgbaImage {
    let level = |n: u32| u8::try_from(n * 4).unwrap();
    RgbaImage::from_fn(width, height, |x, y| Rgba([level(x), level(y), 7, alpha]))
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(picture).unwrap();
    bytes
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

/// EXIF with one entry, the orientation, and something private behind it.
fn exif(orientation: u8) -> Vec<u8> {
    let tiff = [
        b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(),
        &[orientation, 0, 0, 0, 0, 0, 0, 0],
    ];
    [b"Exif\0\0".as_slice(), &tiff.concat(), GPS].concat()
}

fn jpeg_with_metadata(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let plain = jpeg(picture);
    let comment = segment(0xfe, b"comment 41.3874N");
    let parts = [segment(0xe1, &exif(orientation)), segment(0xe1, XMP), comment].concat();
    [&plain[..2], &parts, &plain[2..], TRAILER].concat()
}

/// All parts of one picture.
#[derive(Debug, Default)]
struct Kept {
    size: Option<MediaSize>,
    thumb: Vec<u8>,
    fit: Vec<u8>,
    full: Vec<u8>,
    tiles: Vec<(Tile, Vec<u8>)>,
}

fn make(bytes: &[u8], purpose: Purpose) -> Result<Kept, Refused> {
    let mut kept = Kept::default();
    let size = render(bytes, purpose, |part, bytes| {
        match part {
            Part::Thumb => kept.thumb = bytes.to_vec(),
            Part::Fit => kept.fit = bytes.to_vec(),
            Part::Full => kept.full = bytes.to_vec(),
            Part::Tile(tile) => kept.tiles.push((tile, bytes.to_vec())),
        }
        Ok(())
    })?;
    kept.size = Some(size);
    Ok(kept)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| (c >> 1) ^ (0xedb8_8320 * (c & 1)))
    })
}

fn png_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [kind.as_slice(), content].concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], &named, &crc32(&named).to_be_bytes()].concat()
}

/// A PNG that claims to be as large as it likes.
fn png_of(width: u32, height: u32, more: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let data = png_chunk(b"IDAT", b"\x78\x9c\x03\x00\x00\x00\x00\x01");
    [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &png_chunk(b"IHDR", &header),
        more,
        &data,
        &png_chunk(b"IEND", b""),
    ]
    .concat()
}

fn webp(picture: &RgbaImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::webp::WebPEncoder::new_lossless(&mut bytes)
        .encode(picture, picture.width(), picture.height(), ExtendedColorType::Rgba8)
        .unwrap();
    bytes
}

#[test]
fn no_metadata_and_no_trailer_is_kept() {
    let original = jpeg_with_metadata(&flag(64, 32), 1);
    let private = [GPS, b"Exif", XMP, TRAILER, b"41.3874N", b"<script>"];
    for part in private {
        assert!(holds(&original, part), "the original holds it");
    }
    let kept = make(&original, Purpose::Visitor).unwrap();
    for variant in [&kept.full, &kept.fit, &kept.thumb] {
        assert!(private.iter().all(|part| !holds(variant, part)));
    }
}

#[test]
fn cv3_pictures_are_kept_upright() {
    // Orientation 6: turn clockwise by a quarter, so the left side comes to the top.
    let kept = make(&jpeg_with_metadata(&flag(64, 32), 6), Purpose::Visitor).unwrap();
    assert_eq!(kept.size, Some(MediaSize { width: 32, height: 64 }));
    let upright = image::load_from_memory(&kept.full).unwrap().into_rgb8();
    assert_eq!(upright.dimensions(), (32, 64));
    let (top, bottom) = (upright.get_pixel(16, 8).0, upright.get_pixel(16, 56).0);
    assert!(top[0] > 200 && top[2] < 60, "red is on top: {top:?}");
    assert!(bottom[2] > 200 && bottom[0] < 60, "blue is below: {bottom:?}");
}

#[test]
fn three_sizes_are_kept_and_none_is_larger_than_the_original() {
    let kept = make(&jpeg(&flag(2_400, 1_200)), Purpose::Visitor).unwrap();
    let size = |bytes: &[u8]| image::load_from_memory(bytes).map(|i| (i.width(), i.height()));
    assert_eq!(size(&kept.full).unwrap(), (2_400, 1_200));
    assert_eq!(size(&kept.fit).unwrap(), (2_048, 1_024));
    assert_eq!(size(&kept.thumb).unwrap(), (320, 160));
    let long = make(&jpeg(&flag(6_000, 3)), Purpose::Visitor).unwrap();
    assert_eq!(long.size, Some(MediaSize { width: 6_000, height: 3 }));
    assert_eq!(size(&long.full).unwrap(), (4_096, 2));
    let small = make(&jpeg(&flag(10, 7)), Purpose::Visitor).unwrap();
    assert_eq!(size(&small.thumb).unwrap(), (10, 7));
}

#[test]
fn what_shines_through_stays_png_and_the_rest_becomes_jpeg() {
    let opaque = RgbaImage::from_pixel(20, 20, Rgba([1, 2, 3, 255]));
    let mut clear = opaque.clone();
    clear.put_pixel(3, 3, Rgba([0, 0, 0, 0]));
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&clear, 20, 20, ExtendedColorType::Rgba8).unwrap();
    for (original, signature) in
        [(webp(&opaque), b"\xff\xd8\xff".as_slice()), (webp(&clear), b"\x89PNG"), (png, b"\x89PNG")]
    {
        let kept = make(&original, Purpose::Visitor).unwrap();
        assert!(kept.full.starts_with(signature));
    }
}

#[test]
fn bombs_are_refused_by_their_header() {
    let begun = Instant::now();
    let (visitor, staff) = (Purpose::Visitor, Purpose::Staff);
    for (width, height, limits) in [
        (30_000, 30_000, staff),
        (u32::MAX >> 1, u32::MAX >> 1, staff),
        (12_000, 12_000, staff),
        (16_385, 10, staff),
        (8_193, 10, visitor),
        (7_000, 7_000, visitor),
    ] {
        let refused = open(&png_of(width, height, b""), limits.limits()).map(|d| d.dimensions());
        assert!(
            matches!(refused, Err(Refused::Size { .. } | Refused::Broken(_))),
            "{width} × {height}: {refused:?}"
        );
    }
    // Sixteen bits of four channels: few pixels, many bytes.
    let mut deep = png_of(8_000, 5_000, b"");
    deep[24..26].copy_from_slice(&[16, 6]);
    let crc = crc32(&deep[12..29]).to_be_bytes();
    deep[29..33].copy_from_slice(&crc);
    assert!(matches!(open(&deep, visitor.limits()).map(|_| ()), Err(Refused::Size { .. })));
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[test]
fn a_strip_without_coordinates_is_refused() {
    let strip = make(&jpeg(&flag(10, 170)), Purpose::Visitor);
    assert!(matches!(strip, Err(Refused::Size { .. })), "{strip:?}");
}

#[test]
fn s60_what_is_no_still_picture_is_refused_by_its_name() {
    let still = webp(&RgbaImage::from_pixel(4, 4, Rgba([9, 9, 9, 255])));
    let animated_png = png_of(4, 4, &png_chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]));
    let mut extended = b"VP8X\x0a\0\0\0\x02\0\0\0\x03\0\0\x03\0\0".to_vec();
    extended.extend_from_slice(&still[12..]);
    let length = u32::try_from(extended.len() + 4).unwrap().to_le_bytes();
    let animated_webp = [b"RIFF", &length[..], b"WEBP", &extended].concat();
    let cases: [(&[u8], ErrorCode); 20] = [
        (b"", ErrorCode::KindUnknown),
        (b"hello", ErrorCode::KindUnknown),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ErrorCode::KindSvg),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --><SVG>", ErrorCode::KindSvg),
        (b"<!doctype HTML><script>alert(1)</script>", ErrorCode::KindHtml),
        (b"\n <html><body><svg>", ErrorCode::KindHtml),
        (b"BM\x46\0\0\0", ErrorCode::KindBmp),
        (b"II*\0\x08\0\0\0", ErrorCode::KindTiff),
        (b"MM\0*\0\0\0\x08", ErrorCode::KindTiff),
        (b"%PDF-1.7", ErrorCode::KindPdf),
        (b"8BPS\0\x01", ErrorCode::KindPsd),
        (b"PK\x03\x04\x14\0", ErrorCode::KindZip),
        (b"\0\0\x01\0\x01\0", ErrorCode::KindIco),
        (b"\0\0\0\x1cftypavif", ErrorCode::KindAvif),
        (b"\0\0\0\x18ftypheic", ErrorCode::KindHeic),
        (b"\0\0\0\x18ftypmif1", ErrorCode::KindHeic),
        (b"\0\0\0\x18ftypisom", ErrorCode::KindVideo),
        (b"GIF89a\x01\0\x01\0\x80\0\0", ErrorCode::BadPicture),
        (&animated_png, ErrorCode::KindAnimated),
        (&animated_webp, ErrorCode::KindAnimated),
    ];
    for (bytes, code) in cases {
        let refused = make(bytes, Purpose::Staff).map(|kept| kept.size);
        assert_eq!(refused.as_ref().map_err(Refused::code), Err(code), "{refused:?}");
    }
    assert!(make(&still, Purpose::Staff).is_ok());
}

#[test]
fn s60_of_an_animated_gif_the_first_frame_counts() {
    use image::codecs::gif::GifEncoder;
    let frame = |level| image::Frame::new(RgbaImage::from_pixel(30, 20, Rgba([level, 0, 0, 255])));
    let mut gif = Vec::new();
    GifEncoder::new(&mut gif).encode_frames([frame(250), frame(0), frame(9)]).unwrap();
    gif.extend_from_slice(b";<script>alert(1)</script>");
    let kept = make(&gif, Purpose::Visitor).unwrap();
    let shown = image::load_from_memory(&kept.full).unwrap().into_rgb8();
    assert!(shown.get_pixel(15, 10).0[0] > 240, "the first frame is red");
    assert!(!holds(&kept.full, b"script"));
}

#[test]
fn a_large_picture_has_tiles_that_fit_together() {
    let picture = RgbImage::from_fn(4_500, 700, |x, y| {
        Rgb([u8::try_from(x / 18).unwrap(), u8::try_from(y / 3).unwrap(), 90])
    });
    // Orientation 6: the upright picture is 700 across and 4,500 down.
    let kept = make(&jpeg_with_metadata(&picture, 6), Purpose::Visitor).unwrap();
    let size = MediaSize { width: 700, height: 4_500 };
    assert_eq!(kept.size, Some(size));
    assert!(kept.tiles.iter().map(|(tile, _)| *tile).eq(tiles_of(size)));
    let mut upright = DynamicImage::ImageRgb8(picture);
    upright.apply_orientation(Orientation::Rotate90);
    for (tile, bytes) in &kept.tiles {
        let shown = image::load_from_memory(bytes).unwrap().into_rgb8();
        let level = levels(size)[usize::from(tile.level)];
        let rect = rect_of(*tile, level);
        assert_eq!(shown.dimensions(), (rect.width, rect.height), "{tile:?}");
        let (x, y) = (rect.width / 2, rect.height / 2);
        let scale = 1 << tile.level;
        let wanted = upright.to_rgb8();
        let wanted = wanted.get_pixel((rect.x + x) * scale, (rect.y + y) * scale).0;
        let found = shown.get_pixel(x, y).0;
        let near = wanted.iter().zip(found).all(|(a, b)| a.abs_diff(b) < 8);
        assert!(near, "{tile:?}: {found:?} is not {wanted:?}");
    }
}

#[test]
fn s62_the_colours_of_a_profile_become_srgb_and_the_profile_goes() {
    use image::ImageEncoder as _;
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile).unwrap();
    let green = RgbImage::from_pixel(8, 8, Rgb([100, 200, 100]));
    encoder.write_image(&green, 8, 8, ExtendedColorType::Rgb8).unwrap();
    assert!(holds(&bytes, b"iCCP"));
    let kept = make(&bytes, Purpose::Visitor).unwrap();
    assert!(!holds(&kept.full, b"ICC"));
    let shown = image::load_from_memory(&kept.full).unwrap().into_rgb8().get_pixel(4, 4).0;
    // The same green needs less red in sRGB.
    assert!(shown[0] < 90 && shown[1].abs_diff(202) < 8, "{shown:?}");
}

#[test]
fn files_cut_short_are_refused() {
    let picture = gradient(60, 60, 255);
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&picture, 60, 60, ExtendedColorType::Rgba8).unwrap();
    let rgb = DynamicImage::ImageRgba8(picture.clone()).into_rgb8();
    for whole in [jpeg(&rgb), jpeg_with_metadata(&rgb, 1), png, webp(&picture)] {
        assert!(make(&whole, Purpose::Visitor).is_ok());
        let end = if whole.ends_with(TRAILER) { whole.len() - TRAILER.len() } else { whole.len() };
        for cut in [3, end / 4, end / 2, end - 1] {
            let refused = make(&whole[..cut], Purpose::Visitor);
            assert!(refused.is_err(), "{cut} of {end} bytes were accepted");
        }
    }
}

#[test]
fn mangled_files_never_panic() {
    let picture = gradient(40, 30, 200);
    let rgb = DynamicImage::ImageRgba8(picture.clone()).into_rgb8();
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&picture, 40, 30, ExtendedColorType::Rgba8).unwrap();
    // A seeded walk (xorshift), so that a failure happens again.
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    for whole in [jpeg_with_metadata(&rgb, 6), png, webp(&picture)] {
        for _ in 0..150 {
            let mut mangled = whole.clone();
            for _ in 0..=next(8) {
                let at = next(mangled.len());
                mangled[at] = u8::try_from(next(256)).unwrap();
            }
            drop(make(&mangled, Purpose::Visitor));
        }
    }
}
