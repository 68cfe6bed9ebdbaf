//! What a program does to its database files and what it acknowledges meanwhile, in order, as
//! `strace` tells it.

use std::collections::HashMap;
use std::path::Path;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Bytes were handed to the operating system.
    Write { file: String, at: usize, bytes: Vec<u8> },
    /// A file was cut or grown to a length.
    Cut { file: String, length: usize },
    /// The operating system says that everything before is on the disk.
    Flush { file: String },
    /// An acknowledgement with this seq went to a socket.
    Said(u32),
}

/// Everything in order.
pub(crate) struct WriteLog {
    pub(crate) steps: Vec<Step>,
}

impl WriteLog {
    /// The recorder as a program to start another one through. It stays beside the recorded
    /// program, which keeps the id it was started with.
    pub(crate) fn recorder(to: &str) -> Vec<String> {
        let calls = "trace=pwrite64,pwritev,write,writev,sendto,sendmsg,ftruncate,fsync,fdatasync";
        let words = ["strace", "-D", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "1000000"];
        let rest = ["-e", calls, "-e", "signal=none", "-o", to];
        words.iter().chain(&rest).map(|word| (*word).to_owned()).collect()
    }

    /// Reads what was recorded about the data folder.
    pub(crate) fn read(trace: &Path, data: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(trace).map_err(|error| {
            format!("no record ({error}); is the program strace installed and allowed?")
        })?;
        let data = data.to_str().ok_or("the folder has a plain name")?;
        let mut steps = Vec::new();
        let mut begun: HashMap<&str, &str> = HashMap::new();
        for line in text.lines() {
            let Some((thread, call)) = line.split_once(' ') else { continue };
            let call = call.trim_start();
            if let Some(first) = call.strip_suffix(" <unfinished ...>") {
                // Bytes are the operating system's from here on; a flush is done only at its end.
                if is_flush(first) {
                    begun.insert(thread, first);
                } else {
                    steps.extend(step(first, data));
                }
            } else if call.starts_with("<... ") {
                if let Some(first) = begun.remove(thread).filter(|_| call.ends_with("= 0")) {
                    steps.extend(step(first, data));
                }
            } else {
                steps.extend(step(call, data));
            }
        }
        Ok(Self { steps })
    }
}

fn is_flush(call: &str) -> bool {
    call.starts_with("fsync(") || call.starts_with("fdatasync(")
}

/// What one call did, if it concerns a file of the database or an acknowledgement.
fn step(call: &str, data: &str) -> Option<Step> {
    let (name, rest) = call.split_once('(')?;
    let of = rest.split_once('<')?.1;
    let (place, arguments) = of.split_once('>')?;
    let place = unescape_text(place);
    let file = place.strip_prefix(data).and_then(|rest| rest.strip_prefix('/'));
    let file = file.filter(|file| matches!(*file, "vitrine.db" | "vitrine.db-wal"));
    let numbers = || {
        let behind = arguments.rsplit_once('"').map_or(arguments, |(_, behind)| behind);
        let inside = behind.split_once(')').map_or(behind, |(inside, _)| inside);
        let numbers = inside.split(',').filter_map(|n| n.trim().parse::<usize>().ok());
        numbers.collect::<Vec<_>>()
    };
    match (name, file) {
        ("pwrite64", Some(file)) => {
            let at = *numbers().last()?;
            Some(Step::Write { file: file.to_owned(), at, bytes: unescape(arguments) })
        }
        ("ftruncate", Some(file)) => {
            let length = *numbers().last()?;
            Some(Step::Cut { file: file.to_owned(), length })
        }
        ("fsync" | "fdatasync", Some(file)) => Some(Step::Flush { file: file.to_owned() }),
        ("write" | "writev" | "sendto" | "sendmsg", None) => said(&unescape(arguments)),
        (_, Some(file)) => panic!("{name} on {file} is not understood"),
        (_, None) => None,
    }
}

/// The seq of an acknowledgement among the bytes that went to a socket.
fn said(bytes: &[u8]) -> Option<Step> {
    let text = String::from_utf8_lossy(bytes);
    let ack = text.split(r#""type":"ack""#).nth(1)?;
    let seq = ack.split(r#""seq":"#).nth(1)?;
    let digits: String = seq.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().map(Step::Said)
}

/// The bytes of all strings of a call, which stand there as `\x00`.
fn unescape(arguments: &str) -> Vec<u8> {
    let strings = arguments.split('"').skip(1).step_by(2);
    strings.flat_map(|text| text.split("\\x").skip(1)).filter_map(hex).collect()
}

fn hex(digits: &str) -> Option<u8> {
    u8::from_str_radix(digits.get(..2)?, 16).ok()
}

/// A path, which some versions write in the same way.
fn unescape_text(text: &str) -> String {
    if !text.contains("\\x") {
        return text.to_owned();
    }
    let bytes: Vec<u8> = text.split("\\x").skip(1).filter_map(hex).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
