//! Reading what belongs to the repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Names of whatever is compared.
pub(crate) type Names = BTreeSet<String>;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

pub(crate) fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// All files that belong here, by their paths from the top: what git ignores, it ignores at the top.
pub(crate) fn files() -> Vec<String> {
    let ignored: Names = read(".gitignore").lines().map(|line| line.trim_matches('/').to_owned()).collect();
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            let name = path.to_str().unwrap().to_owned();
            if name == ".git" || ignored.contains(&name) {
                continue;
            }
            if entry.file_type().unwrap().is_dir() { folders.push(path) } else { found.push(name) }
        }
    }
    found.sort();
    assert!(found.len() > 100, "{found:?}");
    found
}

/// The files below `folders` whose names end so, without these, with their texts less whole lines of comment.
pub(crate) fn code(folders: &[&str], ends: &[&str]) -> Vec<(String, String)> {
    let wanted = |name: &String| {
        folders.iter().any(|f| name.starts_with(f))
            && ends.iter().any(|e| name.ends_with(e))
            && !name.starts_with("tests/repository/")
    };
    let found: Vec<_> =
        files().into_iter().filter(wanted).map(|name| (name.clone(), without_comments(&name))).collect();
    assert!(!found.is_empty(), "{folders:?} {ends:?}");
    found
}

pub(crate) fn without_comments(path: &str) -> String {
    read(path).lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What stands after each `start` in `text`, as far as `is` holds.
pub(crate) fn after<'a>(text: &'a str, start: &str, is: fn(char) -> bool) -> impl Iterator<Item = &'a str> {
    let starts: Vec<usize> = text.match_indices(start).map(|(at, _)| at + start.len()).collect();
    starts.into_iter().map(move |at| {
        let rest = &text[at..];
        &rest[..rest.find(|c| !is(c)).unwrap_or(rest.len())]
    })
}

pub(crate) fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

pub(crate) fn list(value: &Value) -> Names {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

pub(crate) fn names(list: &[&str]) -> Names {
    list.iter().map(|name| (*name).to_owned()).collect()
}

/// The part of a document under a heading, up to the next heading that is no deeper.
pub(crate) fn section(document: &str, heading: &str) -> String {
    let text = read(document);
    let level = |line: &str| line.bytes().take_while(|b| *b == b'#').count();
    let is = |line: &&str| level(line) > 0 && line.trim_start_matches('#').trim() == heading;
    let start = text.lines().find(is).unwrap_or_else(|| panic!("{document} has no heading {heading:?}"));
    let mut lines = text.lines().skip_while(|line| *line != start);
    lines.next();
    lines.take_while(|line| level(line) == 0 || level(line) > level(start)).collect::<Vec<_>>().join("\n")
}

/// The rows of the table of a section whose first column is headed so; of each cell, its text less backticks.
pub(crate) fn table(document: &str, heading: &str, first: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()
    };
    let text = section(document, heading);
    let rows = text.lines().skip_while(|line| !line.starts_with(&format!("| {first} |")));
    let rows: Vec<_> = rows.take_while(|line| line.starts_with('|')).skip(2).map(cells).collect();
    assert!(!rows.is_empty(), "{document}, {heading:?} has no table of {first:?}");
    rows
}
