//! What a file is, by its first bytes and its structure; names and media types are not asked.

use vitrine_shared::wire::ErrorCode;

/// A format we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// JPEG.
    Jpeg,
    /// PNG, not animated.
    Png,
    /// WebP, not animated.
    WebP,
    /// GIF, of which the first frame counts.
    Gif,
}

/// How far into a text its first tag is looked for.
const TEXT_BYTES: usize = 1_024;

/// The format of `bytes`, or the code that names what they are instead.
///
/// Only the structure is walked: nothing is unpacked, so this costs the same for a bomb.
pub(crate) fn sniff(bytes: &[u8]) -> Result<Format, ErrorCode> {
    let whole = |whole: bool, format| if whole { Ok(format) } else { Err(ErrorCode::BadPicture) };
    match bytes {
        [0xff, 0xd8, 0xff, ..] => whole(jpeg_is_whole(bytes), Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', chunks @ ..] => {
            png_is_still(chunks)?;
            Ok(Format::Png)
        }
        [b'R', b'I', b'F', b'F', a, b, c, d, b'W', b'E', b'B', b'P', chunks @ ..] => {
            let claimed = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
            // The size counts from behind itself, so it includes the four letters.
            let length = claimed.checked_sub(4).filter(|n| *n <= chunks.len());
            webp_is_still(chunks.get(..length.ok_or(ErrorCode::BadPicture)?).unwrap_or_default())?;
            Ok(Format::WebP)
        }
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => {
            whole(gif_has_a_frame(bytes).is_some(), Format::Gif)
        }
        _ => Err(foreign(bytes)),
    }
}

/// The code for a kind that we do not read.
fn foreign(bytes: &[u8]) -> ErrorCode {
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand {
            [b'a', b'v', b'i', b'f' | b's', ..] => ErrorCode::KindAvif,
            [b'h', b'e', b'i' | b'v', ..] | [b'm' | b'i', b'i' | b's', b'f', b'1', ..] => {
                ErrorCode::KindHeic
            }
            _ => ErrorCode::KindVideo,
        },
        [0x1a, 0x45, 0xdf, 0xa3, ..] => ErrorCode::KindVideo,
        [b'I', b'I', 0x2a | 0x2b, 0, ..] | [b'M', b'M', 0, 0x2a | 0x2b, ..] => ErrorCode::KindTiff,
        [b'8', b'B', b'P', b'S', ..] => ErrorCode::KindPsd,
        [b'B', b'M', ..] => ErrorCode::KindBmp,
        [0, 0, 1 | 2, 0, ..] => ErrorCode::KindIco,
        [b'P', b'K', 3 | 5 | 7, ..] => ErrorCode::KindZip,
        _ => text(&bytes[..bytes.len().min(TEXT_BYTES)]),
    }
}

/// The code for a text, by the first of the telling words in it.
fn text(head: &[u8]) -> ErrorCode {
    const TELLING: [(&[u8], ErrorCode); 6] = [
        (b"%pdf-", ErrorCode::KindPdf),
        (b"<svg", ErrorCode::KindSvg),
        (b"<!doctype html", ErrorCode::KindHtml),
        (b"<html", ErrorCode::KindHtml),
        (b"<script", ErrorCode::KindHtml),
        (b"<body", ErrorCode::KindHtml),
    ];
    let head = head.to_ascii_lowercase();
    let place = |word: &[u8]| head.windows(word.len()).position(|window| window == word);
    let found = TELLING.iter().filter_map(|(word, code)| Some((place(word)?, *code)));
    found.min_by_key(|(at, _)| *at).map_or(ErrorCode::KindUnknown, |(_, code)| code)
}

/// Walks the segments up to the end marker. A decoder would draw the missing part grey.
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker]) = bytes.get(at..at + 2) {
        match marker {
            0xd9 => return true,
            // Fill bytes; markers without a length.
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            _ => {
                let Some(&[high, low]) = bytes.get(at + 2..at + 4) else { return false };
                at += 2 + usize::from(u16::from_be_bytes([high, low])).max(2);
                if marker == 0xda {
                    at += entropy_coded(bytes.get(at..).unwrap_or_default());
                }
            }
        }
    }
    false
}

/// Length of the scan data up to the next real marker; `ff 00` is a byte of data.
fn entropy_coded(bytes: &[u8]) -> usize {
    bytes
        .windows(2)
        .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff))
        .unwrap_or(bytes.len())
}

fn png_is_still(mut chunks: &[u8]) -> Result<(), ErrorCode> {
    while let [a, b, c, d, k0, k1, k2, k3, rest @ ..] = chunks {
        match &[*k0, *k1, *k2, *k3] {
            b"acTL" => return Err(ErrorCode::KindAnimated),
            b"IEND" if rest.len() >= 4 => return Ok(()),
            b"IEND" => break,
            _ => {}
        }
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        // Data and checksum.
        let Some(next) = length.checked_add(4).and_then(|n| rest.get(n..)) else { break };
        chunks = next;
    }
    Err(ErrorCode::BadPicture)
}

fn webp_is_still(mut chunks: &[u8]) -> Result<(), ErrorCode> {
    const ANIMATION: u8 = 0x02;
    while let [k0, k1, k2, k3, a, b, c, d, rest @ ..] = chunks {
        let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
        match &[*k0, *k1, *k2, *k3] {
            b"VP8X" if rest.first().is_some_and(|flags| flags & ANIMATION != 0) => {
                return Err(ErrorCode::KindAnimated);
            }
            b"ANIM" | b"ANMF" => return Err(ErrorCode::KindAnimated),
            b"VP8 " | b"VP8L" if length <= rest.len() => return Ok(()),
            b"VP8 " | b"VP8L" => break,
            _ => {}
        }
        // Chunks are padded to even lengths.
        let Some(next) = length.checked_add(length & 1).and_then(|n| rest.get(n..)) else { break };
        chunks = next;
    }
    Err(ErrorCode::BadPicture)
}

/// Walks the blocks to the end of the first frame.
fn gif_has_a_frame(bytes: &[u8]) -> Option<()> {
    const HEADER: usize = 13;
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = HEADER + table(*bytes.get(10)?);
    loop {
        match bytes.get(at)? {
            // An extension: its label, then blocks.
            0x21 => at = blocks(bytes, at + 2)?,
            // A frame: place and size, its own colours, the width of codes, then blocks.
            0x2c => {
                let flags = *bytes.get(at + 9)?;
                return blocks(bytes, at + 11 + table(flags)).map(|_end| ());
            }
            _ => return None,
        }
    }
}

/// The place behind a chain of blocks, each with its length before it, the last one empty.
fn blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match usize::from(*bytes.get(at)?) {
            0 => return Some(at + 1),
            length => at += 1 + length,
        }
    }
}
