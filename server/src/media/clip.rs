//! Films of visitors and agents: what their first bytes say they are, and what is taken out of
//! them. They are never decoded here.
//!
//! An MP4 is a list of boxes, each with a length and a name; where a telephone notes the place at
//! which a film was taken, it does so in boxes that no player needs. These are made `free`, which
//! means "pass over", and filled with zeros: nothing moves, so all offsets in the file stay right.
//! Of a WebM only the head is read: recorders in browsers, which make them, note no place.

use std::io::{self, Read, Seek, SeekFrom, Write};

use vitrine_shared::wire::ErrorCode;

use crate::store::ClipKind;

/// Boxes that are looked at; a film has some dozens, a fragmented one some thousands.
const BOXES: usize = 20_000;
/// Bytes of the head that are read to tell what a file is.
const HEAD: usize = 64;
/// Zeros are written in pieces of this size.
const ZEROS: usize = 16 * 1024;
/// The `uuid` box in which editors keep XMP.
const XMP: [u8; 16] = [
    0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac,
];

/// Looks what the film in `file` is and takes out what it says beside the film.
///
/// # Errors
/// `BadClip` when it is not whole, the code of its kind when it is something else, `Unavailable`
/// when it cannot be read or written.
pub(super) fn tidy<F: Read + Write + Seek>(file: &mut F) -> Result<ClipKind, ErrorCode> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => ErrorCode::BadClip,
        _ => {
            tracing::warn!(%error, "film not read");
            ErrorCode::Unavailable
        }
    };
    let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
    file.rewind().map_err(failed)?;
    let mut head = Vec::with_capacity(HEAD);
    Read::by_ref(file).take(HEAD as u64).read_to_end(&mut head).map_err(failed)?;
    match kind_of(&head)? {
        ClipKind::Mp4 => {
            let mut walk = Walk { file, left: BOXES, film: false, data: false };
            walk.boxes(0, length, 0).map_err(failed)?;
            if walk.film && walk.data { Ok(ClipKind::Mp4) } else { Err(ErrorCode::BadClip) }
        }
        ClipKind::Webm => {
            if is_whole_webm(&head, length) {
                Ok(ClipKind::Webm)
            } else {
                Err(ErrorCode::BadClip)
            }
        }
    }
}

/// What a file is by its first bytes, whatever its name says.
fn kind_of(head: &[u8]) -> Result<ClipKind, ErrorCode> {
    match (head.get(..4), head.get(4..8), head.get(8..12)) {
        (_, Some(b"ftyp"), Some(b"heic" | b"heix" | b"hevc" | b"hevx" | b"mif1" | b"msf1")) => {
            Err(ErrorCode::KindHeic)
        }
        (_, Some(b"ftyp"), Some(b"avif" | b"avis")) => Err(ErrorCode::KindAvif),
        (_, Some(b"ftyp"), Some(_)) => Ok(ClipKind::Mp4),
        (Some([0x1a, 0x45, 0xdf, 0xa3]), ..) => Ok(ClipKind::Webm),
        _ => Err(ErrorCode::KindUnknown),
    }
}

struct Walk<'a, F> {
    file: &'a mut F,
    left: usize,
    /// Whether there is a description of the film.
    film: bool,
    /// Whether there is a film.
    data: bool,
}

fn broken() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

impl<F: Read + Write + Seek> Walk<'_, F> {
    /// Walks the boxes from `from` to `to`, which must fill that space exactly.
    fn boxes(&mut self, from: u64, to: u64, depth: u8) -> io::Result<()> {
        let mut at = from;
        while at < to {
            self.left = self.left.checked_sub(1).ok_or_else(broken)?;
            self.file.seek(SeekFrom::Start(at))?;
            let [a, b, c, d, name @ ..] = self.read::<8>()?;
            let (size, head) = match u32::from_be_bytes([a, b, c, d]) {
                // To the end of the file.
                0 if depth == 0 => (to - at, 8),
                1 => (u64::from_be_bytes(self.read::<8>()?), 16),
                size => (u64::from(size), 8),
            };
            let end = at.checked_add(size).filter(|end| *end <= to).ok_or_else(broken)?;
            let inside = at.checked_add(head).filter(|inside| *inside <= end).ok_or_else(broken)?;
            match &name {
                b"moov" if depth == 0 => {
                    self.film = true;
                    self.boxes(inside, end, 1)?;
                }
                b"mdat" if depth == 0 => self.data = true,
                b"trak" if depth == 1 => {
                    // A track of places, one for each moment of the film.
                    if self.is_notes(inside, end)? {
                        self.blank(at, inside, end)?;
                    } else {
                        self.boxes(inside, end, 2)?;
                    }
                }
                b"udta" | b"meta" => self.blank(at, inside, end)?,
                b"uuid" if end - inside >= 16 => {
                    self.file.seek(SeekFrom::Start(inside))?;
                    if self.read::<16>()? == XMP {
                        self.blank(at, inside, end)?;
                    }
                }
                _ => {}
            }
            at = end;
        }
        Ok(())
    }

    /// Whether a track holds notes instead of pictures or sound: `mdia` › `hdlr` says `meta`.
    fn is_notes(&mut self, from: u64, to: u64) -> io::Result<bool> {
        let Some((from, to)) = self.find(*b"mdia", from, to)? else { return Ok(false) };
        let Some((from, to)) = self.find(*b"hdlr", from, to)? else { return Ok(false) };
        if to - from < 12 {
            return Err(broken());
        }
        self.file.seek(SeekFrom::Start(from))?;
        let head = self.read::<12>()?;
        Ok(head.ends_with(b"meta"))
    }

    /// What is inside the first box of this name between `from` and `to`.
    fn find(&mut self, wanted: [u8; 4], from: u64, to: u64) -> io::Result<Option<(u64, u64)>> {
        let mut at = from;
        while at < to {
            self.left = self.left.checked_sub(1).ok_or_else(broken)?;
            self.file.seek(SeekFrom::Start(at))?;
            let [a, b, c, d, name @ ..] = self.read::<8>()?;
            let size = u64::from(u32::from_be_bytes([a, b, c, d]));
            let end = at.checked_add(size).filter(|end| *end <= to).ok_or_else(broken)?;
            if size < 8 {
                return Err(broken());
            }
            if name == wanted {
                return Ok(Some((at + 8, end)));
            }
            at = end;
        }
        Ok(None)
    }

    fn read<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Makes a box one that is passed over, with nothing in it.
    fn blank(&mut self, at: u64, inside: u64, end: u64) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at + 4))?;
        self.file.write_all(b"free")?;
        self.file.seek(SeekFrom::Start(inside))?;
        let mut left = end - inside;
        while left > 0 {
            let now = usize::try_from(left).unwrap_or(ZEROS).min(ZEROS);
            self.file.write_all(&[0; ZEROS][..now])?;
            left -= now as u64;
        }
        Ok(())
    }
}

/// Whether the head is that of a WebM whose one segment reaches to the end of the file; one of
/// unknown length, as browsers record them, does.
fn is_whole_webm(head: &[u8], length: u64) -> bool {
    let body = |from: usize| {
        let (value, width) = number(head.get(from..)?)?;
        Some((value, from.checked_add(width)?))
    };
    let Some((Some(size), inside)) = body(4) else { return false };
    let Ok(size) = usize::try_from(size) else { return false };
    let Some(header) = inside.checked_add(size).and_then(|end| head.get(inside..end)) else {
        return false;
    };
    // DocType, a string of four letters.
    let doc_type = [0x42, 0x82, 0x84, b'w', b'e', b'b', b'm'];
    if !header.windows(doc_type.len()).any(|bytes| bytes == doc_type) {
        return false;
    }
    let after = inside + size;
    if head.get(after..after + 4) != Some(&[0x18, 0x53, 0x80, 0x67]) {
        return false;
    }
    match body(after + 4) {
        Some((Some(size), inside)) => (inside as u64).checked_add(size) == Some(length),
        Some((None, inside)) => (inside as u64) < length,
        None => false,
    }
}

/// A length of EBML and how many bytes it takes; `None` in it means unknown.
fn number(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let first = *bytes.first()?;
    let width = usize::try_from(first.leading_zeros()).ok()? + 1;
    let bytes = bytes.get(..width).filter(|_| width <= 8)?;
    let all = bytes.iter().fold(0u64, |all, byte| all << 8 | u64::from(*byte));
    let mask = (1u64 << (7 * width)) - 1;
    let value = all & mask;
    Some(((value != mask).then_some(value), width))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn boxed(name: &[u8; 4], inside: &[u8]) -> Vec<u8> {
        let size = u32::try_from(inside.len() + 8).expect("small");
        [&size.to_be_bytes()[..], name, inside].concat()
    }

    fn track(handler: &[u8; 4]) -> Vec<u8> {
        let hdlr = boxed(b"hdlr", &[&[0; 8][..], handler, &[0; 12]].concat());
        let place = boxed(b"udta", b"track place");
        boxed(b"trak", &[boxed(b"tkhd", &[1; 20]), boxed(b"mdia", &hdlr), place].concat())
    }

    fn mp4() -> Vec<u8> {
        let xmp = boxed(b"uuid", &[&XMP[..], b"+40.4168-003.7038"].concat());
        let moov = [
            boxed(b"mvhd", &[2; 100]),
            track(b"vide"),
            track(b"meta"),
            boxed(b"udta", &boxed(b"\xa9xyz", b"+40.4168-003.7038/")),
            boxed(b"meta", b"com.apple.quicktime.location.ISO6709"),
        ];
        [
            boxed(b"ftyp", b"isom\0\0\0\0isom"),
            boxed(b"moov", &moov.concat()),
            xmp,
            boxed(b"mdat", &[7; 300]),
        ]
        .concat()
    }

    fn webm(segment: &[u8], size: &[u8]) -> Vec<u8> {
        let head = [&[0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x84][..], b"webm"].concat();
        let length = u8::try_from(head.len()).expect("small") | 0x80;
        let ebml = [&[0x1a, 0x45, 0xdf, 0xa3, length][..], &head].concat();
        [&ebml, &[0x18, 0x53, 0x80, 0x67][..], size, segment].concat()
    }

    fn told(bytes: &[u8]) -> Result<ClipKind, ErrorCode> {
        tidy(&mut Cursor::new(bytes.to_vec()))
    }

    #[test]
    fn s66_the_place_where_a_film_was_taken_is_taken_out_and_nothing_moves() {
        let before = mp4();
        let mut file = Cursor::new(before.clone());
        assert_eq!(tidy(&mut file), Ok(ClipKind::Mp4));
        let after = file.into_inner();
        assert_eq!(after.len(), before.len());
        for word in [&b"40.4168"[..], b"ISO6709", b"track place", b"udta", b"meta"] {
            assert!(before.windows(word.len()).any(|bytes| bytes == word));
            assert!(!after.windows(word.len()).any(|bytes| bytes == word), "{word:?}");
        }
        let data = |bytes: &[u8]| bytes.windows(4).position(|name| name == b"mdat");
        assert_eq!(data(&after), data(&before));
        assert_eq!(after.windows(4).filter(|name| name == b"trak").count(), 1, "one of pictures");
        assert_eq!(told(&after), Ok(ClipKind::Mp4), "once more changes nothing");
    }

    #[test]
    fn s66_what_is_no_whole_film_is_refused() {
        let film = mp4();
        let cut = &film[..film.len() - 1];
        let both = [&film[..], b"<script>alert(1)</script>"].concat();
        let unknown = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        let whole = webm(&[1; 50], &[0x80 | 50]);
        assert_eq!(told(&whole), Ok(ClipKind::Webm));
        assert_eq!(told(&webm(&[1; 50], &unknown)), Ok(ClipKind::Webm), "as browsers record");
        for (what, bytes, code) in [
            ("nothing", &b""[..], ErrorCode::KindUnknown),
            ("a page", b"<!doctype html><script>", ErrorCode::KindUnknown),
            ("a picture", b"\x89PNG\r\n\x1a\n01234567", ErrorCode::KindUnknown),
            ("a photograph", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", ErrorCode::KindHeic),
            ("a cut film", cut, ErrorCode::BadClip),
            ("a film and a page", &both, ErrorCode::BadClip),
            ("a name only", &boxed(b"ftyp", b"isom\0\0\0\0"), ErrorCode::BadClip),
            ("a cut webm", &whole[..whole.len() - 1], ErrorCode::BadClip),
            ("a webm and a page", &[&whole[..], b"<html>"].concat(), ErrorCode::BadClip),
            ("a matroska", &webm(&[1; 50], &[0x80 | 50]).replace(), ErrorCode::BadClip),
        ] {
            assert_eq!(told(bytes), Err(code), "{what}");
        }
    }

    trait Replace {
        fn replace(&self) -> Vec<u8>;
    }

    impl Replace for Vec<u8> {
        /// The same with another document type.
        fn replace(&self) -> Vec<u8> {
            let at = self.windows(4).position(|bytes| bytes == b"webm").expect("a webm");
            [&self[..at], b"mkv1", &self[at + 4..]].concat()
        }
    }

    #[test]
    fn s66_lengths_that_lie_lead_nowhere() {
        let moov =
            |inside: &[u8]| [boxed(b"ftyp", b"isom\0\0\0\0"), boxed(b"moov", inside)].concat();
        let mut deep = vec![];
        for _ in 0..100 {
            deep = boxed(b"trak", &deep);
        }
        let huge = [&1u32.to_be_bytes()[..], b"mdat", &u64::MAX.to_be_bytes()].concat();
        let small = [&1u32.to_be_bytes()[..], b"mdat", &3u64.to_be_bytes()].concat();
        let many = boxed(b"free", b"").repeat(BOXES + 1);
        for bytes in [moov(&deep), moov(&[0; 9]), moov(&[0, 0, 0, 7]), huge, small, moov(&many)] {
            let bytes = [boxed(b"ftyp", b"isom\0\0\0\0"), bytes].concat();
            assert_eq!(told(&bytes), Err(ErrorCode::BadClip));
        }
    }

    proptest! {
        #[test]
        fn s66_no_bytes_make_it_stumble(
            spoilt in prop::collection::vec((0..600usize, any::<u8>()), 0..12), cut in 0..700usize
        ) {
            let mut bytes = mp4();
            let length = bytes.len();
            for (at, byte) in spoilt {
                bytes[at % length] = byte;
            }
            bytes.truncate(cut.max(1));
            let before = bytes.len();
            let mut file = Cursor::new(bytes);
            let _either = tidy(&mut file);
            prop_assert_eq!(file.into_inner().len(), before);
        }
    }
}
