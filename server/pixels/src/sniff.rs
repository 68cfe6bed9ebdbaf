//! What a file is, by its first bytes and its structure; names and media types are not asked.

/// A format we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// JPEG.
    Jpeg,
    /// PNG, not animated.
    Png,
    /// WebP, not animated.
    WebP,
}

/// The format of `bytes`; `None` for everything else, animations and files cut short.
///
/// Only the structure is walked: nothing is unpacked, so this costs the same for a bomb.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => jpeg_is_whole(bytes).then_some(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', chunks @ ..] => {
            png_is_still(chunks).then_some(Format::Png)
        }
        [b'R', b'I', b'F', b'F', a, b, c, d, b'W', b'E', b'B', b'P', chunks @ ..] => {
            let claimed = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
            // The size counts from behind itself, so it includes the four letters.
            let whole = claimed.checked_sub(4).is_some_and(|n| n <= chunks.len());
            (whole && webp_is_still(chunks)).then_some(Format::WebP)
        }
        _ => None,
    }
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

fn png_is_still(mut chunks: &[u8]) -> bool {
    while let [a, b, c, d, k0, k1, k2, k3, rest @ ..] = chunks {
        match &[*k0, *k1, *k2, *k3] {
            b"acTL" => return false,
            b"IEND" => return rest.len() >= 4,
            _ => {}
        }
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        // Data and checksum.
        let Some(next) = length.checked_add(4).and_then(|n| rest.get(n..)) else { return false };
        chunks = next;
    }
    false
}

fn webp_is_still(mut chunks: &[u8]) -> bool {
    const ANIMATION: u8 = 0x02;
    while let [k0, k1, k2, k3, a, b, c, d, rest @ ..] = chunks {
        let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
        match &[*k0, *k1, *k2, *k3] {
            b"VP8X" if rest.first().is_none_or(|flags| flags & ANIMATION != 0) => return false,
            b"ANIM" | b"ANMF" => return false,
            b"VP8 " | b"VP8L" => return length <= rest.len(),
            _ => {}
        }
        // Chunks are padded to even lengths.
        let Some(next) = length.checked_add(length & 1).and_then(|n| rest.get(n..)) else {
            return false;
        };
        chunks = next;
    }
    false
}
