//! A feed item by item: RSS and Atom, or a table. Nothing is kept of what was read.

use std::io::{self, BufRead as _};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::QName;
use vitrine_shared::wire::catalog::{ImportOutcome, SkipReason};

use super::fields::{RawItem, known};
use super::text::{FeedText, TextFault};

/// Namespace of Google's names.
const GOOGLE: &[u8] = b"http://base.google.com/ns/1.0";
/// Elements within elements. A feed has five; a document that is deeper is after our memory.
const DEPTH: usize = 64;
/// Longest text of one element that is gathered, in bytes: more than what is kept of it.
const GATHERED: usize = 32 * 1024;

/// Why a feed cannot be read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FeedFault {
    /// What is wrong.
    pub(super) outcome: ImportOutcome,
    /// At which line.
    pub(super) line: u32,
}

/// Who takes the items; it may have had enough.
pub(super) type Take<'a> = dyn FnMut(RawItem) -> ControlFlow<()> + 'a;

/// Gives every item of a feed to `take`.
///
/// # Errors
/// At the first place that cannot be read; `take` has had the items before it then.
pub(super) fn read(mut text: FeedText, take: &mut Take<'_>) -> Result<(), FeedFault> {
    let line = text.line();
    let start = text.fill_buf().map_err(|error| fault(&error, line))?;
    let is_xml = start.trim_ascii_start().first() == Some(&b'<');
    if is_xml { read_xml(text, take) } else { read_table(text, take) }
}

pub(super) fn fault(error: &io::Error, line: u32) -> FeedFault {
    let outcome = match (TextFault::of(error), error.kind()) {
        (Some(TextFault::PieceTooLong), _) => ImportOutcome::PieceTooLong,
        (Some(TextFault::TooLarge), _) => ImportOutcome::TooLarge,
        (None, io::ErrorKind::UnexpectedEof) => ImportOutcome::Truncated,
        // Damaged gzip.
        (None, io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => {
            ImportOutcome::Truncated
        }
        (None, _) => ImportOutcome::Unreadable,
    };
    FeedFault { outcome, line }
}

fn read_xml(text: FeedText, take: &mut Take<'_>) -> Result<(), FeedFault> {
    let mut reader = Reader::from_reader(text);
    let mut xml = Xml::default();
    let mut buffer = Vec::new();
    loop {
        let line = reader.get_ref().line();
        reader.get_mut().begin_piece();
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| match error {
            quick_xml::Error::Io(error) => fault(&error, line),
            // A tag or a comment that the end of the file cuts in two.
            quick_xml::Error::Syntax(_) => FeedFault { outcome: ImportOutcome::Truncated, line },
            _ => FeedFault { outcome: ImportOutcome::BrokenXml, line },
        })?;
        let broken = FeedFault { outcome: ImportOutcome::BrokenXml, line };
        let done = match event {
            Event::Start(tag) => {
                xml.start(&tag, line);
                if xml.depth > DEPTH {
                    Err(broken)?
                }
                None
            }
            Event::Empty(tag) => {
                xml.start(&tag, line);
                xml.end()
            }
            Event::End(_) => xml.end(),
            Event::Text(words) => {
                xml.text(&words.decode().map_err(|_no_utf8| broken)?);
                None
            }
            Event::CData(words) => {
                xml.text(&words.decode().map_err(|_no_utf8| broken)?);
                None
            }
            Event::GeneralRef(entity) => {
                xml.entity(&entity);
                None
            }
            // Whatever a document type declares is not looked at.
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => None,
            Event::Eof if xml.depth > 0 => {
                Err(FeedFault { outcome: ImportOutcome::Truncated, line })?
            }
            Event::Eof if !xml.is_feed => {
                Err(FeedFault { outcome: ImportOutcome::NotAFeed, line })?
            }
            Event::Eof => return Ok(()),
        };
        if let Some(item) = done
            && take(item).is_break()
        {
            return Ok(());
        }
    }
}

/// Where in the document we are.
#[derive(Default)]
struct Xml {
    depth: usize,
    is_feed: bool,
    /// Prefix bound to Google's names, where it is another one than `g`.
    prefix: Option<Vec<u8>>,
    /// The item we are in, and its depth.
    item: Option<(RawItem, usize)>,
    /// The field we are in.
    field: Option<(&'static str, String)>,
}

impl Xml {
    fn start(&mut self, tag: &BytesStart<'_>, line: u32) {
        self.depth += 1;
        let name = tag.name();
        if self.depth == 1 {
            self.is_feed = matches!(tag.local_name().as_ref(), b"rss" | b"feed" | b"RDF");
            self.prefix = tag.attributes().flatten().find_map(|attribute| {
                let bound = attribute.key.as_ref().strip_prefix(b"xmlns:")?;
                (attribute.value.trim_ascii_end() == GOOGLE).then(|| bound.to_vec())
            });
        }
        match &mut self.item {
            None if matches!(name.as_ref(), b"item" | b"entry") => {
                self.item = Some((RawItem::at(line), self.depth));
            }
            None => {}
            Some((item, depth)) if self.depth == *depth + 1 => {
                let field = Self::field_of(name, self.prefix.as_deref());
                // Atom has the address in an attribute.
                if field == Some("link")
                    && let Ok(Some(address)) = tag.try_get_attribute("href")
                    && let Ok(address) = std::str::from_utf8(&address.value)
                {
                    match quick_xml::escape::unescape(address) {
                        Ok(address) => item.push("link", &address),
                        Err(_unknown) => item.flaw = Some(SkipReason::Entity),
                    }
                }
                self.field = field.map(|field| (field, String::new()));
            }
            // Markup within a field that somebody forgot to escape.
            Some(_) => self.text(" "),
        }
    }

    fn field_of(name: QName<'_>, prefix: Option<&[u8]>) -> Option<&'static str> {
        let google = |bound: &[u8]| bound == b"g" || Some(bound) == prefix;
        match name.prefix() {
            Some(bound) if !google(bound.as_ref()) => None,
            _ => known(std::str::from_utf8(name.local_name().as_ref()).ok()?),
        }
    }

    /// An element ends; the item, if it was one.
    fn end(&mut self) -> Option<RawItem> {
        self.depth = self.depth.saturating_sub(1);
        let (item, depth) = self.item.as_mut()?;
        if self.depth == *depth
            && let Some((field, text)) = self.field.take()
        {
            item.push(field, &text);
        }
        if self.depth < *depth {
            return self.item.take().map(|(item, _depth)| item);
        }
        None
    }

    fn text(&mut self, words: &str) {
        if let Some((_, text)) = &mut self.field
            && text.len() < GATHERED
        {
            text.push_str(&words[..words.floor_char_boundary(GATHERED)]);
        }
    }

    /// The five entities of XML and numbers. No other is looked up, so none can grow.
    fn entity(&mut self, entity: &BytesRef<'_>) {
        let known = match entity.resolve_char_ref() {
            Ok(Some(letter)) => Some(letter),
            Err(_no_letter) => None,
            Ok(None) => match &**entity {
                b"amp" => Some('&'),
                b"lt" => Some('<'),
                b"gt" => Some('>'),
                b"quot" => Some('"'),
                b"apos" => Some('\''),
                _ => None,
            },
        };
        match (known, &mut self.item) {
            (Some(letter), _) => self.text(letter.encode_utf8(&mut [0; 4])),
            (None, Some((item, _))) if self.field.is_some() => {
                item.flaw.get_or_insert(SkipReason::Entity);
            }
            (None, _) => {}
        }
    }
}

fn read_table(mut text: FeedText, take: &mut Take<'_>) -> Result<(), FeedFault> {
    let head = text.fill_buf().map_err(|error| fault(&error, 1))?;
    let head = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: &u8| head.iter().filter(|byte| *byte == delimiter).count();
    let delimiter = [b'|', b',', b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b'\t');
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(delimiter).flexible(true).has_headers(false);
    // With it as the end of a line, lines are counted right; what stands before it is trimmed.
    builder.terminator(csv::Terminator::Any(b'\n'));
    let mut rows = builder.from_reader(text);
    let mut row = csv::StringRecord::new();
    let mut columns: Vec<Option<&'static str>> = Vec::new();
    loop {
        let line = u32::try_from(rows.position().line()).unwrap_or(u32::MAX);
        rows.get_mut().begin_piece();
        let more = rows.read_record(&mut row).map_err(|error| match error.kind() {
            csv::ErrorKind::Io(error) => fault(error, line),
            _ => FeedFault { outcome: ImportOutcome::Unreadable, line },
        })?;
        if !more {
            return Ok(());
        }
        if columns.is_empty() {
            columns = row.iter().map(known).collect();
            let has = |field| columns.contains(&Some(field));
            if !has("id") || !has("title") {
                return Err(FeedFault { outcome: ImportOutcome::NotAFeed, line });
            }
            continue;
        }
        let mut item = RawItem::at(line);
        for (field, text) in columns.iter().zip(row.iter()) {
            if let Some(field) = field {
                item.push(field, text);
            }
        }
        if take(item).is_break() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests;
