//! House rules that no compiler checks.

use crate::files::*;
use std::fs;

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
