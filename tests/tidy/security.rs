//! Whether `docs/security.md` is true as far as its tests go: every promise is there, names its
//! tests, and the tests are there.

use std::fs;

use crate::files::{SourceFile, repository, with_extensions};

/// Promises that have to stand there, as ranges of their numbers.
const PROMISED: [(u32, u32); 13] = [
    (1, 19),
    (23, 26),
    (28, 28),
    (35, 38),
    (41, 42),
    (45, 53),
    (57, 66),
    (68, 68),
    (72, 73),
    (76, 76),
    (78, 79),
    (81, 82),
    (83, 84),
];

/// One promise.
struct Row<'a> {
    number: u32,
    line: usize,
    text: &'a str,
}

fn rows(document: &str) -> Vec<Row<'_>> {
    let lines = (1..).zip(document.lines());
    lines.filter_map(|(line, text)| row(line, text)).collect()
}

fn row(line: usize, text: &str) -> Option<Row<'_>> {
    let (number, text) = text.strip_prefix("- **S")?.split_once("** ")?;
    Some(Row { number: number.parse().ok()?, line, text })
}

/// What a row names as its tests: whole names, beginnings that end in `…`, and journeys.
fn tests_of(text: &str) -> Vec<&str> {
    let Some((_, tests)) = text.split_once(" Tests: ") else { return Vec::new() };
    tests.split('`').skip(1).step_by(2).collect()
}

/// Names of all tests of the repository.
fn test_names(files: &[SourceFile]) -> Vec<&str> {
    let lines = files.iter().flat_map(|file| file.text.lines());
    lines.filter_map(|line| name_in(line.trim_start())).collect()
}

fn name_in(line: &str) -> Option<&str> {
    let rust = || {
        let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn ")?.split(['(', '<']).next()
    };
    let front_end = || line.strip_prefix("test('")?.split('\'').next();
    rust().or_else(front_end)
}

fn is_there(test: &str, names: &[&str]) -> bool {
    if test.contains('/') {
        return repository().join(test).is_file();
    }
    match test.strip_suffix('…') {
        Some(beginning) => names.iter().any(|name| name.starts_with(beginning)),
        None => names.contains(&test),
    }
}

/// The number of the promise a test is named after.
fn number_of(name: &str) -> Option<u32> {
    name.strip_prefix('s')?.split_once('_')?.0.parse().ok()
}

/// Everything that is missing.
pub(crate) fn untrue() -> Vec<String> {
    let place = "docs/security.md";
    let document = fs::read_to_string(repository().join(place)).expect("it is there");
    let files = with_extensions(&repository(), &["rs", "ts", "tsx"]);
    faults(&document, &test_names(&files)).iter().map(|fault| format!("{place}:{fault}")).collect()
}

fn faults(document: &str, names: &[&str]) -> Vec<String> {
    let rows = rows(document);
    let mut found = Vec::new();
    for number in PROMISED.into_iter().flat_map(|(from, to)| from..=to) {
        if rows.iter().filter(|row| row.number == number).count() != 1 {
            found.push(format!("1: S{number} has to stand here, once"));
        }
    }
    for row in &rows {
        let tests = tests_of(row.text);
        if tests.is_empty() {
            found.push(format!("{}: S{} names no tests", row.line, row.number));
        }
        for test in tests.into_iter().filter(|test| !is_there(test, names)) {
            found.push(format!("{}: there is no test `{test}`", row.line));
        }
    }
    let proves = |name: &&&str| number_of(name).is_some();
    for name in names.iter().filter(proves) {
        if number_of(name).is_some_and(|number| rows.iter().all(|row| row.number != number)) {
            found.push(format!("1: `{name}` proves what stands nowhere"));
        }
    }
    found
}

#[test]
fn a_missing_promise_a_missing_test_and_a_stray_one_are_found() {
    let all = PROMISED.into_iter().flat_map(|(from, to)| from..=to);
    let whole: String = all.map(|n| format!("- **S{n}** Holds. Tests: `s{n}_…`.\n")).collect();
    let names: Vec<String> =
        PROMISED.into_iter().flat_map(|(from, to)| from..=to).map(|n| format!("s{n}_x")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(faults(&whole, &names), Vec::<String>::new());
    let found = |document: &str, names: &[&str]| faults(document, names).join("\n");
    assert!(found(&whole.replace("- **S24** ", ""), &names).contains("S24 has to stand here"));
    assert!(found(&whole.replace(" Tests: `s24_…`.", ""), &names).contains("S24 names no tests"));
    assert!(found(&whole.replace("`s24_…`", "`s24_y`"), &names).contains("no test `s24_y`"));
    let stray = [&names[..], &["s99_x"]].concat();
    assert!(found(&whole, &stray).contains("`s99_x` proves what stands nowhere"));
    assert_eq!(name_in("pub(crate) async fn s1_x(bed: &impl Bed) {"), Some("s1_x"));
    assert_eq!(name_in("test('s50_x', () => {"), Some("s50_x"));
}
