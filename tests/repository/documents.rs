//! What the documents name is there.

use std::path::{Path, PathBuf};

use crate::files::*;

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
