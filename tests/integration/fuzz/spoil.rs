//! Spoiling a frame, by dice.

use std::ops::Range;

use vitrine_tests::torture::Dice;

/// Values that are no value, too large, or of another type.
const VALUES: [&str; 26] = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-1e999",
    "1e-999",
    "-0",
    "-1",
    "1.0",
    "0.5",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "2147483648",
    "-2147483649",
    "null",
    "true",
    "\"\"",
    "\"1\"",
    "[]",
    "{}",
    "[[]]",
    "{\"__proto__\":{}}",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "undefined",
];
/// What is put into a frame somewhere.
const PIECES: [&str; 16] = [
    "\\ud800",
    "\\udfff",
    "\\u0000",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "\"__proto__\":{\"role\":\"agent\"},",
    "\"constructor\":{},",
    "\"type\":\"ping\",",
    "\"sub\":1,",
    "{",
    "]",
    ",",
    "\"",
    "\\",
    "//",
];

/// One of the frames, spoilt once or a few times; now and then not at all.
pub(super) fn spoil(dice: &mut Dice, frames: &[String]) -> String {
    let mut frame = frames[dice.below(frames.len())].clone();
    let times = [0, 1, 1, 1, 1, 1, 2, 2, 3, 5][dice.below(10)];
    for _ in 0..times {
        frame = once(dice, &frame, frames);
    }
    frame
}

fn once(dice: &mut Dice, frame: &str, frames: &[String]) -> String {
    match dice.below(24) {
        0..=2 => frame[..place(dice, frame)].to_owned(),
        3..=8 => {
            let value = value(dice, frame);
            replace(frame, value, VALUES[dice.below(VALUES.len())])
        }
        9..=11 => {
            let at = place(dice, frame);
            replace(frame, at..at, PIECES[dice.below(PIECES.len())])
        }
        12 | 13 => {
            // Another value of the same frame, or one of another frame.
            let other = &frames[dice.below(frames.len())];
            let (from, to) = (value(dice, other), value(dice, frame));
            replace(frame, to, &other[from])
        }
        14 | 15 => twice(dice, frame),
        16 => deep(dice, frame),
        17 => {
            // A list without end.
            let value = value(dice, frame);
            let item = frame[value.clone()].to_owned();
            let most = 1 + 20_000 / item.len().max(1);
            let count = 1 + dice.below(most);
            replace(frame, value, &format!("[{}]", vec![item; count].join(",")))
        }
        18 => {
            let value = value(dice, frame);
            let digits = 1 + dice.below(400);
            replace(frame, value, &"9".repeat(digits))
        }
        19 => {
            let value = value(dice, frame);
            let long = ["x", "\u{1F9F5}", "\\n", "\u{301}"][dice.below(4)];
            let count = dice.below(5_000);
            replace(frame, value, &format!("\"{}\"", long.repeat(count)))
        }
        20 => {
            let (one, two) = (place(dice, frame), place(dice, frame));
            replace(frame, one.min(two)..one.max(two), "")
        }
        21 => {
            let other = &frames[dice.below(frames.len())];
            format!("{}{}", &frame[..place(dice, frame)], &other[place(dice, other)..])
        }
        _ => {
            let at = place(dice, frame);
            let end = frame[at..].chars().next().map_or(at, |c| at + c.len_utf8());
            let any = u32::try_from(dice.below(0x11_0000)).ok().and_then(char::from_u32);
            let low = char::from(u8::try_from(dice.below(128)).unwrap_or(0));
            let new = if dice.below(2) == 0 { any.unwrap_or(low) } else { low };
            replace(frame, at..end, &new.to_string())
        }
    }
}

/// A field once more, behind itself.
fn twice(dice: &mut Dice, frame: &str) -> String {
    let keys: Vec<usize> = frame.match_indices("\":").map(|(at, _)| at).collect();
    if keys.is_empty() {
        return frame.to_owned();
    }
    let colon = keys[dice.below(keys.len())];
    let key = frame[..colon].rfind('"').unwrap_or(0);
    let end = ends(frame, colon + 2);
    let field = format!(",{}", &frame[key..end]);
    replace(frame, end..end, &field)
}

/// A value so deep that nobody wants it.
fn deep(dice: &mut Dice, frame: &str) -> String {
    let value = value(dice, frame);
    let depth = [3, 12, 16, 17, 200, 12_000][dice.below(6)];
    let (open, close) = [("[", "]"), ("{\"a\":", "}")][dice.below(2)];
    let shut = if dice.below(3) == 0 { String::new() } else { close.repeat(depth) };
    replace(frame, value, &format!("{}1{shut}", open.repeat(depth)))
}

/// A place between two characters.
fn place(dice: &mut Dice, text: &str) -> usize {
    let mut at = dice.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Where a value is: behind a colon, up to the comma or bracket that ends it.
fn value(dice: &mut Dice, text: &str) -> Range<usize> {
    let begins: Vec<usize> = text.match_indices("\":").map(|(at, _)| at + 2).collect();
    if begins.is_empty() {
        let at = place(dice, text);
        return at..at;
    }
    let begin = begins[dice.below(begins.len())];
    begin..ends(text, begin)
}

fn ends(text: &str, begin: usize) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(begin) {
        match (quoted, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => quoted = !quoted,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}' | b',') if depth == 0 => return at,
            (false, b']' | b'}') => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn replace(text: &str, range: Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &text[..range.start], &text[range.end..])
}
