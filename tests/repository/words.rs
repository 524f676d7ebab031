//! The words that people read.

use crate::files::*;
use serde_json::Value;
use std::collections::BTreeMap;

const ENGLISH: &str = "extension/_locales/en/messages.json";

fn messages(path: &str) -> BTreeMap<String, Value> {
    serde_json::from_str(&read(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The variant of `Word` that a message becomes.
fn variant(key: &str) -> String {
    let capitalised = |part: &str| part[..1].to_uppercase() + &part[1..];
    key.split('_').filter(|part| !part.is_empty()).map(capitalised).collect()
}

#[test]
fn every_word_is_used() {
    let mut used = Names::new();
    for (_, text) in code(&["src/", "ui/src/", "protocol/src/"], &[".rs"]) {
        used.extend(after(&text, "Word::", is_name).map(str::to_owned));
    }
    used.extend(
        after(&without_comments("protocol/src/problem.rs"), "Problem", is_name)
            .map(|n| format!("Problem{n}")),
    );
    let mut by_key = Names::new();
    for (_, text) in code(&["manifest.json", "extension/"], &["manifest.json", ".html", ".css"]) {
        by_key.extend(after(&text, "__MSG_", is_name).map(|name| name.trim_end_matches("__").to_owned()));
    }
    for (_, text) in code(&["extension/"], &[".js"]) {
        for quote in ["getMessage(\"", "getMessage('"] {
            by_key.extend(after(&text, quote, is_name).filter(|name| !name.is_empty()).map(str::to_owned));
        }
    }
    let known = messages(ENGLISH);
    let unused: Vec<_> =
        known.keys().filter(|k| !used.contains(&variant(k)) && !by_key.contains(*k)).collect();
    assert!(unused.is_empty(), "nothing shows these words: {unused:#?}");
    let unknown: Vec<_> = by_key.iter().filter(|key| !known.contains_key(*key)).collect();
    assert!(unknown.is_empty(), "there are no such words: {unknown:#?}");
}

#[test]
fn every_word_is_described_and_its_placeholders_exist() {
    for (key, message) in messages(ENGLISH) {
        let described = message["description"].as_str().is_some_and(|d| !d.trim().is_empty());
        assert!(described, "{key} has no description");
        let text = message["message"].as_str().unwrap();
        let used: Names = text.split('$').skip(1).step_by(2).map(str::to_lowercase).collect();
        let defined: Names =
            message["placeholders"].as_object().map(|p| p.keys().cloned().collect()).unwrap_or_default();
        assert_eq!(used, defined, "{key}: placeholders used and defined");
    }
}

#[test]
fn every_language_has_the_same_words() {
    let english = messages(ENGLISH);
    for (path, _) in code(&["extension/_locales/"], &["messages.json"]) {
        let other = messages(&path);
        assert_eq!(other.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{path}");
        for (key, message) in &other {
            assert!(message["message"].as_str().is_some_and(|m| !m.is_empty()), "{path}: {key} is empty");
            assert_eq!(message["placeholders"], english[key]["placeholders"], "{path}: {key}");
        }
    }
}
