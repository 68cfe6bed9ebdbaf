//! The bytes of a feed as UTF-8 text: unpacked, in whatever encoding, and never much of it at once.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;

/// Largest item, or line of a table, in bytes. What shops write has some kilobytes.
const PIECE_BYTES: usize = 1024 * 1024;
/// Largest feed once it is unpacked, in bytes: half a million items of eight kilobytes.
const TEXT_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// Bytes in which the XML declaration is looked for.
const HEAD_BYTES: usize = 1024;
/// Bytes decoded at once.
const CHUNK: usize = 64 * 1024;

/// Why a feed cannot be read any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TextFault {
    /// One piece is larger than [`PIECE_BYTES`].
    #[error("a piece of the feed is too long")]
    PieceTooLong,
    /// It is larger than [`TEXT_BYTES`].
    #[error("the feed is too large")]
    TooLarge,
}

impl TextFault {
    /// What an error of reading holds, if it is one of these.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref::<Self>().copied()
    }
}

/// The text of a feed, piece by piece, with its lines counted.
pub(super) struct FeedText {
    inner: BufReader<Transcoder>,
    line: u32,
    /// Bytes of the piece so far.
    piece: usize,
    total: u64,
}

impl FeedText {
    /// Unpacks and decodes what `raw` gives.
    pub(super) fn new(mut raw: Box<dyn Read + Send>) -> io::Result<Self> {
        // Twice: servers pack on the way what is a packed file already.
        for _ in 0..2 {
            let magic = head(&mut raw, 2)?;
            let packed = magic == [0x1f, 0x8b];
            raw = Box::new(Cursor::new(magic).chain(raw));
            if packed {
                raw = Box::new(MultiGzDecoder::new(BufReader::new(raw)));
            }
        }
        let mut plain = raw;
        let start = head(&mut plain, HEAD_BYTES)?;
        let decoder = encoding_of(&start).new_decoder_with_bom_removal();
        let transcoder = Transcoder {
            inner: Cursor::new(start).chain(plain),
            decoder,
            raw: vec![0; CHUNK].into_boxed_slice(),
            filled: 0..0,
            ended: false,
            finished: false,
        };
        let inner = BufReader::with_capacity(CHUNK, transcoder);
        Ok(Self { inner, line: 1, piece: 0, total: 0 })
    }

    /// The line that is read next, from 1.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// What comes next is another piece.
    pub(super) fn begin_piece(&mut self) {
        self.piece = 0;
    }
}

impl BufRead for FeedText {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.piece > PIECE_BYTES {
            return Err(io::Error::other(TextFault::PieceTooLong));
        }
        if self.total > TEXT_BYTES {
            return Err(io::Error::other(TextFault::TooLarge));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let read = self.inner.buffer().get(..amount).unwrap_or_default();
        let lines = read.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.piece += amount;
        self.total += amount as u64;
        self.inner.consume(amount);
    }
}

impl Read for FeedText {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let amount = available.len().min(out.len());
        out[..amount].copy_from_slice(&available[..amount]);
        self.consume(amount);
        Ok(amount)
    }
}

/// The first bytes; fewer at the end.
fn head(reader: &mut impl Read, bytes: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(bytes);
    reader.by_ref().take(bytes as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// By the byte order mark, else by what the XML declaration says, else UTF-8.
fn encoding_of(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _length)) = Encoding::for_bom(head) {
        return encoding;
    }
    match head {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    declared(head).unwrap_or(UTF_8)
}

fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let text = std::str::from_utf8(head.split(|byte| *byte == b'>').next()?).ok()?;
    let text = text.trim_start().strip_prefix("<?xml")?;
    let value = text.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // A declaration that could be read byte by byte is not in UTF-16, whatever it says.
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    (!wide).then_some(encoding)
}

/// Reads any encoding as UTF-8. What is malformed becomes U+FFFD, by which an item is known that
/// is not in the encoding its feed says.
struct Transcoder {
    inner: Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>,
    decoder: Decoder,
    raw: Box<[u8]>,
    filled: std::ops::Range<usize>,
    /// There is nothing more to read.
    ended: bool,
    /// There is nothing more to decode.
    finished: bool,
}

impl Read for Transcoder {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.finished {
            if self.filled.is_empty() && !self.ended {
                let amount = match self.inner.read(&mut self.raw) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    amount => amount?,
                };
                self.ended = amount == 0;
                self.filled = 0..amount;
            }
            let (result, read, written, _malformed) =
                self.decoder.decode_to_utf8(&self.raw[self.filled.clone()], out, self.ended);
            self.filled.start += read;
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
            if result == CoderResult::OutputFull {
                return Err(io::Error::other("no room for one letter"));
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn read(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        FeedText::new(Box::new(Cursor::new(bytes)))?.read_to_string(&mut text)?;
        Ok(text)
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn a_feed_is_read_in_the_encoding_it_says() {
        let text = "<?xml version='1.0' encoding='X'?><a>Niño — сумка</a>";
        assert_eq!(read(text.as_bytes().to_vec()).unwrap(), text, "an unknown name is UTF-8");
        for big in [false, true] {
            assert_eq!(read(utf16(text, big)).unwrap(), text, "UTF-16 by its first letter");
            assert_eq!(read(utf16(&format!("\u{feff}{text}"), big)).unwrap(), text);
        }
        assert_eq!(read(format!("\u{feff}{text}").into_bytes()).unwrap(), text);
        let says = |label: &str, text: &str| format!("<?xml encoding=\"{label}\"?>{text}");
        for (label, text) in [
            ("ISO-8859-1", "Niño"),
            ("windows-1251", "сумка"),
            ("koi8-r", "сумка"),
            // Latin letters in one byte each are no UTF-16.
            ("utf-16", "bag"),
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).unwrap();
            let (bytes, _, _) = encoding.encode(text);
            let mut whole = says(label, "").into_bytes();
            whole.extend_from_slice(&bytes);
            assert_eq!(read(whole).unwrap(), says(label, text), "{label}");
        }
    }

    #[test]
    fn what_is_not_in_its_encoding_shows() {
        assert_eq!(read(b"<a>Ni\xf1o</a>".to_vec()).unwrap(), "<a>Ni\u{fffd}o</a>");
        // In the middle of a letter at the end.
        assert_eq!(read(b"Ni\xc3".to_vec()).unwrap(), "Ni\u{fffd}");
    }

    #[test]
    fn a_packed_feed_is_unpacked_and_a_cut_one_is_an_error() {
        let text = "a\tb\n".repeat(50_000);
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(text.as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(read(packed.clone()).unwrap(), text);
        let twice = [packed.clone(), packed.clone()].concat();
        assert_eq!(read(twice).unwrap().len(), 2 * text.len(), "parts one after another");
        let cut = packed[..packed.len() - 9].to_vec();
        assert_eq!(read(cut).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn a_line_of_two_gigabytes_ends_early_and_costs_no_memory() {
        let endless = io::repeat(b'x').take(2 << 30);
        let mut text = FeedText::new(Box::new(endless)).unwrap();
        let mut line = Vec::new();
        let error = text.read_until(b'\n', &mut line).unwrap_err();
        assert_eq!(TextFault::of(&error), Some(TextFault::PieceTooLong));
        assert!(line.capacity() <= 4 * PIECE_BYTES, "{}", line.capacity());
    }

    #[test]
    fn lines_are_counted_as_they_are_read() {
        let mut text = FeedText::new(Box::new(Cursor::new(b"a\nb\r\nc".to_vec()))).unwrap();
        let mut seen = Vec::new();
        let mut line = String::new();
        while text.read_line(&mut line).unwrap() > 0 {
            seen.push(text.line());
        }
        assert_eq!(seen, [2, 3, 3]);
    }
}
