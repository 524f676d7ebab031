//! The repository tests itself: what the manifest, the words, the variables and the documents say is what the code
//! does, and the house rules that no compiler checks.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints know tests as functions, and these are their helpers"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tack::pins::Entry;
use tack::pins::entry::Step;
use tack::pinterest::error::{of_failure, of_response};
use tack::pinterest::{Failed, Fate};
use tack::ports::{HttpFailure, HttpResponse};
use tack_protocol::{Draft, EntryId, EntryState, PinId, ProblemKind, Waiting};

type Names = BTreeSet<String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// All files that belong here, by their paths from the top: what git ignores, it ignores at the top.
fn files() -> Vec<String> {
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

/// The files below `folders` whose names end so, without this one, with their texts less whole lines of comment.
fn code(folders: &[&str], ends: &[&str]) -> Vec<(String, String)> {
    let wanted = |name: &String| {
        folders.iter().any(|f| name.starts_with(f))
            && ends.iter().any(|e| name.ends_with(e))
            && name != "tests/repository.rs"
    };
    let found: Vec<_> =
        files().into_iter().filter(wanted).map(|name| (name.clone(), without_comments(&name))).collect();
    assert!(!found.is_empty(), "{folders:?} {ends:?}");
    found
}

fn without_comments(path: &str) -> String {
    read(path).lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What stands after each `start` in `text`, as far as `is` holds.
fn after<'a>(text: &'a str, start: &str, is: fn(char) -> bool) -> impl Iterator<Item = &'a str> {
    let starts: Vec<usize> = text.match_indices(start).map(|(at, _)| at + start.len()).collect();
    starts.into_iter().map(move |at| {
        let rest = &text[at..];
        &rest[..rest.find(|c| !is(c)).unwrap_or(rest.len())]
    })
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn list(value: &Value) -> Names {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
}

fn names(list: &[&str]) -> Names {
    list.iter().map(|name| (*name).to_owned()).collect()
}

/// The part of a document under a heading, up to the next heading that is no deeper.
fn section(document: &str, heading: &str) -> String {
    let text = read(document);
    let level = |line: &str| line.bytes().take_while(|b| *b == b'#').count();
    let is = |line: &&str| level(line) > 0 && line.trim_start_matches('#').trim() == heading;
    let start = text.lines().find(is).unwrap_or_else(|| panic!("{document} has no heading {heading:?}"));
    let mut lines = text.lines().skip_while(|line| *line != start);
    lines.next();
    lines.take_while(|line| level(line) == 0 || level(line) > level(start)).collect::<Vec<_>>().join("\n")
}

/// The rows of the table of a section whose first column is headed so; of each cell, its text less backticks.
fn table(document: &str, heading: &str, first: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()
    };
    let text = section(document, heading);
    let rows = text.lines().skip_while(|line| !line.starts_with(&format!("| {first} |")));
    let rows: Vec<_> = rows.take_while(|line| line.starts_with('|')).skip(2).map(cells).collect();
    assert!(!rows.is_empty(), "{document}, {heading:?} has no table of {first:?}");
    rows
}

// Permissions

/// Each permission, and what in the code needs it: a namespace of `browser`, or a call.
const PERMISSIONS: [(&str, &str); 8] = [
    ("identity", "browser.identity"),
    ("storage", "browser.storage"),
    ("unlimitedStorage", "indexedDB"),
    ("contextMenus", "browser.contextMenus"),
    ("activeTab", "executeScript"),
    ("scripting", "browser.scripting"),
    ("alarms", "browser.alarms"),
    ("notifications", "browser.notifications"),
];
/// Namespaces that need no permission, as they are used here: of `tabs`, nothing that tells addresses or titles.
const FREE: [&str; 6] = ["action", "i18n", "permissions", "runtime", "tabs", "windows"];
const API_HOSTS: [&str; 2] = ["https://api.pinterest.com/*", "https://api-sandbox.pinterest.com/*"];
const OPTIONAL_HOSTS: [&str; 2] = ["https://*/*", "http://*/*"];

/// The namespaces of `browser` in use: bound in the seam, or named in the scripts that a browser loads as they are.
fn namespaces() -> Names {
    let mut found = Names::new();
    for (_, text) in code(&["browser/src/"], &[".rs"]) {
        found.extend(after(&text, "js_namespace = [\"browser\", \"", is_name).map(str::to_owned));
    }
    for (_, text) in code(&["extension/"], &[".js"]) {
        found.extend(after(&text, "browser.", is_name).map(str::to_owned));
        for (before, _) in text.match_indices("} = browser;").map(|(at, _)| text.split_at(at)) {
            let taken = &before[before.rfind('{').unwrap() + 1..];
            found.extend(taken.split(',').map(|name| name.split(':').next().unwrap().trim().to_owned()));
        }
    }
    found
}

#[test]
fn the_manifest_asks_for_this_and_no_more() {
    let manifest = json("manifest.json");
    let permissions: Vec<&str> = PERMISSIONS.iter().map(|(permission, _)| *permission).collect();
    assert_eq!(list(&manifest["permissions"]), names(&permissions));
    assert_eq!(list(&manifest["host_permissions"]), names(&API_HOSTS));
    assert_eq!(list(&manifest["optional_host_permissions"]), names(&OPTIONAL_HOSTS));
    for key in
        ["externally_connectable", "web_accessible_resources", "content_scripts", "optional_permissions"]
    {
        assert!(manifest.get(key).is_none(), "manifest.json has {key}");
    }
}

#[test]
fn permissions_and_calls_need_each_other() {
    let used = namespaces();
    let seam: String = code(&["browser/src/"], &[".rs"]).into_iter().map(|(_, text)| text).collect();
    for (permission, need) in PERMISSIONS {
        let needed = match need.strip_prefix("browser.") {
            Some(namespace) => used.contains(namespace),
            None => seam.contains(&format!("js_name = {need}")),
        };
        assert!(needed, "{permission} is asked for, and nothing uses {need}");
    }
    for namespace in used {
        let granted = PERMISSIONS.iter().any(|(_, need)| need.strip_prefix("browser.") == Some(&namespace));
        assert!(granted || FREE.contains(&namespace.as_str()), "browser.{namespace} has no permission");
    }
}

#[test]
fn the_privacy_policy_explains_each_permission() {
    let explained = section("docs/privacy.md", "Permissions");
    let manifest = json("manifest.json");
    for key in ["permissions", "host_permissions", "optional_host_permissions"] {
        for permission in list(&manifest[key]) {
            assert!(explained.contains(&format!("`{permission}`")), "docs/privacy.md: {permission}");
        }
    }
    let collected =
        &manifest["browser_specific_settings"]["gecko"]["data_collection_permissions"]["required"];
    for kind in list(collected) {
        assert!(read("docs/privacy.md").contains(&format!("`{kind}`")), "docs/privacy.md: {kind}");
    }
}

// Words

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

// The house

#[test]
fn only_the_seam_names_the_browser() {
    let crates = ["js_sys", "web_sys", "gloo_net", "serde_wasm_bindgen"];
    for (path, text) in code(&[""], &[".rs"]) {
        let named = crates.iter().find(|name| text.contains(*name));
        assert!(path.starts_with("browser/") || named.is_none(), "{path} names {named:?}");
    }
    for (path, text) in code(&[""], &["Cargo.toml"]) {
        let depends = |name: &&&str| {
            let name = name.replace('_', "-");
            text.lines().any(|l| l.starts_with(&format!("{name}.")) || l == format!("[dependencies.{name}]"))
        };
        let named = crates.iter().find(depends);
        assert!(path.starts_with("browser/") || named.is_none(), "{path} depends on {named:?}");
    }
}

#[test]
fn the_relays_variables_are_documented_and_exist() {
    let is_variable = |c: char| c.is_ascii_uppercase() || c == '_';
    let mut read_by_relay = Names::new();
    for (_, text) in code(&["relay/src/"], &[".rs"]) {
        for start in ["TACK_RELAY_", "PINTEREST_APP_"] {
            let quoted = format!("\"{start}");
            read_by_relay.extend(after(&text, &quoted, is_variable).map(|rest| format!("{start}{rest}")));
        }
    }
    // These are read by the libraries beneath: the proxy by reqwest, the certificates by rustls-native-certs.
    let beneath = names(&["HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"]);
    let documented: Names = table("docs/relay.md", "Settings", "variable")
        .iter()
        .flat_map(|row| row[0].split(", ").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert_eq!(documented, read_by_relay.union(&beneath).cloned().collect::<Names>());
    for (path, text) in code(&[""], &[".md"]) {
        for start in ["TACK_RELAY_", "PINTEREST_APP_"] {
            for rest in after(&text, start, is_variable) {
                let name = format!("{start}{rest}");
                assert!(read_by_relay.contains(&name), "{path}: the relay knows no {name}");
            }
        }
    }
}

#[test]
fn no_file_names_a_place_of_one_machine() {
    let places = [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat(), ["/ho", "me/"].concat()];
    for path in files() {
        let bytes = fs::read(root().join(&path)).unwrap();
        for place in &places {
            let named = bytes.windows(place.len()).any(|window| window == place.as_bytes());
            assert!(!named, "{path} names {place}");
        }
    }
}

#[test]
fn one_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(json("manifest.json")["version"].as_str(), Some(version));
    let changes = read("CHANGELOG.md");
    assert!(changes.contains(&format!("## [{version}]")), "CHANGELOG.md does not tell of {version}");
}

// Documents

/// A heading as a link names it.
fn anchor(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn has_heading(document: &str, wanted: &str) -> bool {
    read(document).lines().any(|line| line.starts_with('#') && anchor(line) == anchor(wanted))
}

#[test]
fn links_lead_somewhere() {
    for path in files().iter().filter(|path| path.ends_with(".md")) {
        let text = read(path);
        for target in after(&text, "](", |c| c != ')' && c != '\n') {
            if ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme)) {
                continue;
            }
            let (file, fragment) = target.split_once('#').map_or((target, None), |(f, a)| (f, Some(a)));
            let folder = Path::new(path).parent().unwrap();
            let file = if file.is_empty() { PathBuf::from(path) } else { folder.join(file) };
            assert!(root().join(&file).exists(), "{path} links to {target}, which is not there");
            if let Some(fragment) = fragment {
                assert!(
                    has_heading(file.to_str().unwrap(), fragment),
                    "{path} links to {target}: no such heading"
                );
            }
        }
    }
}

#[test]
fn what_the_code_refers_to_in_the_documents_is_there() {
    for path in
        files().iter().filter(|p| [".rs", ".js", ".mjs", ".sh", ".toml"].iter().any(|e| p.ends_with(e)))
    {
        let text = read(path);
        for (at, _) in text.match_indices("docs/") {
            let rest = &text[at..];
            let Some(end) = rest.find(".md").filter(|end| rest[..*end].chars().skip(5).all(is_name)) else {
                continue;
            };
            let document = &rest[..end + 3];
            assert!(root().join(document).exists(), "{path} refers to {document}");
            if let Some((heading, _)) = rest[end + 3..].strip_prefix(", \"").and_then(|r| r.split_once('"')) {
                // A comment may break a heading over two lines.
                let heading = heading.replace("\n//!", "").replace("\n///", "");
                assert!(has_heading(document, &heading), "{path} refers to {document}, {heading:?}");
            }
        }
    }
}

#[test]
fn commands_in_the_documents_exist() {
    let script = read("build.sh");
    for path in files().iter().filter(|path| path.ends_with(".md")) {
        let text = read(path);
        for command in
            after(&text, "./build.sh ", is_name).filter(|c| c.starts_with(|c: char| c.is_lowercase()))
        {
            assert!(
                script.contains(&format!("cmd_{command}()")) || command == "help",
                "{path}: ./build.sh {command}"
            );
        }
    }
}

const ARCHITECTURE: &str = "docs/architecture.md";

#[test]
fn the_problems_are_those_of_the_architecture() {
    let documented: Names = table(ARCHITECTURE, "Problems", "about")
        .iter()
        .flat_map(|row| row[1].split(", ").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let known: Names = ProblemKind::ALL.iter().map(|kind| format!("{kind:?}")).collect();
    assert_eq!(documented, known);
}

/// Kind and fate, as the documents put them.
fn told(failed: &Failed) -> (String, &'static str) {
    let fate = match failed.fate {
        Fate::NotDone => "no",
        Fate::Unclear => "maybe",
    };
    (format!("{:?}", failed.problem.kind), fate)
}

#[test]
fn errors_mean_what_the_architecture_says() {
    let rows = table(ARCHITECTURE, "Errors", "HTTP");
    // What the code tells apart is tried as well, so that no row is missing.
    let source = without_comments("src/pinterest/error.rs");
    let source = source.split("#[cfg(test)]").next().unwrap();
    let said = rows.iter().map(|row| row[2].as_str()).filter(|m| *m != "any");
    let messages: BTreeSet<&str> =
        said.chain(after(source, "says(\"", |c| c != '"')).chain(["something else"]).collect();
    let numbers = rows.iter().flat_map(|row| row[1].split(", "));
    let numbers = numbers.chain(source.split(|c: char| !c.is_ascii_digit())).chain(["4711", "none"]);
    let codes: BTreeSet<Option<i64>> = numbers.map(|code| code.parse().ok()).collect();
    let mut reached = BTreeSet::new();
    for status in 300..600_u16 {
        for code in &codes {
            for message in &messages {
                let fits = |row: &&Vec<String>| {
                    (row[0] == status.to_string() || row[0] == format!("{}xx", status / 100))
                        && (row[1] == "any"
                            || row[1].split(", ").any(|c| c.parse().ok() == *code && code.is_some()))
                        && (row[2] == "any" || row[2] == *message)
                };
                // As in the code: the first that fits.
                let (place, row) = rows.iter().enumerate().find(|(_, row)| fits(row)).unwrap();
                let body =
                    serde_json::json!({ "code": code, "message": format!("Sorry: {message}.") }).to_string();
                let failed =
                    of_response(&HttpResponse { status, body: body.into(), ..HttpResponse::default() }, 0.0);
                let (kind, fate) = told(&failed);
                assert_eq!(
                    (row[3].as_str(), row[4].as_str()),
                    (kind.as_str(), fate),
                    "{status} {code:?} {message:?}"
                );
                reached.insert(place);
            }
        }
    }
    assert_eq!(reached.len(), rows.len(), "rows that nothing reaches");

    use HttpFailure as F;
    let failures = [F::NotSent, F::Offline, F::Timeout, F::Broken, F::TooLarge].map(|failure| {
        let (kind, fate) = told(&of_failure(failure));
        vec![format!("{failure:?}"), kind, fate.to_owned()]
    });
    let mut documented = table(ARCHITECTURE, "Errors", "failure");
    documented.iter_mut().for_each(|row| drop(row.remove(1)));
    assert_eq!(documented.into_iter().collect::<BTreeSet<_>>(), failures.into_iter().collect());
}

#[test]
fn the_journal_moves_as_the_architecture_says() {
    use EntryState as S;
    let problem = || ProblemKind::Offline.into();
    let states = [
        S::Queued,
        S::Sending,
        S::Done,
        S::Unclear,
        S::Waiting(Waiting::Network),
        S::Failed,
        S::Withdrawn,
        S::HandedOver,
    ];
    let steps = [
        Step::Send,
        Step::Made(PinId::new("7")),
        Step::Refused(problem()),
        Step::Lost(problem()),
        Step::Wait(Waiting::Network, problem()),
        Step::Resume,
        Step::GiveUp(problem()),
        Step::Withdraw,
    ];
    let name = |shown: String| shown.split('(').next().unwrap().to_owned();
    let mut arrows = BTreeSet::new();
    for from in states {
        for step in &steps {
            let mut entry = entry(from);
            if entry.step(step.clone(), 0.0).is_ok() {
                arrows.insert([from_name(from), name(format!("{step:?}")), from_name(entry.state)]);
            }
        }
    }
    let documented = table(ARCHITECTURE, "The journal", "from").into_iter();
    let documented: BTreeSet<[String; 3]> =
        documented.map(|row| [row[0].clone(), row[1].clone(), row[2].clone()]).collect();
    assert_eq!(documented, arrows);
}

/// The name of a state. Exhaustive, so that a new one is not forgotten above.
fn from_name(state: EntryState) -> String {
    match state {
        EntryState::Queued => "Queued",
        EntryState::Sending => "Sending",
        EntryState::Done => "Done",
        EntryState::Unclear => "Unclear",
        EntryState::Waiting(_) => "Waiting",
        EntryState::Failed => "Failed",
        EntryState::Withdrawn => "Withdrawn",
        EntryState::HandedOver => "HandedOver",
    }
    .to_owned()
}

fn entry(state: EntryState) -> Entry {
    let draft = Draft {
        connection: None,
        board: None,
        section: None,
        picture: String::new(),
        shown: String::new(),
        link: String::new(),
        title: String::new(),
        description: String::new(),
        alt_text: String::new(),
        tab: None,
    };
    Entry {
        id: EntryId::new("1"),
        made_at: 0.0,
        draft,
        state,
        pin: None,
        problem: None,
        since: 0.0,
        private: false,
        dismissed: false,
    }
}
