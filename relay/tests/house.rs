//! The house rules that a compiler does not check.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy knows test functions, not their helpers"
)]

use std::fs;
use std::path::Path;

use tack_relay::config::VARIABLES;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The library's files, tests and fakes aside.
fn library() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(here().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_file() && !["main.rs", "fakes.rs", "relay_tests.rs"].contains(&name.as_str()) {
            files.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(files.len() > 15);
    files
}

#[test]
fn the_library_does_no_io_and_names_no_runtime() {
    for (name, text) in library() {
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for forbidden in [
            "tokio",
            "axum",
            "hyper",
            "reqwest",
            "rustls",
            "std::fs",
            "std::env",
            "std::process",
            "std::thread",
            "std::io",
            "SystemTime",
            "Instant",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
            "SystemRandom",
            "print!",
        ] {
            assert!(!code.contains(forbidden), "{name} names {forbidden}");
        }
    }
}

#[test]
fn every_variable_is_documented() {
    let docs = fs::read_to_string(here().join("../docs/relay.md")).unwrap();
    for variable in VARIABLES {
        assert!(docs.contains(&format!("`{variable}`")), "docs/relay.md does not explain {variable}");
    }
}

#[test]
fn every_error_is_documented() {
    let docs = fs::read_to_string(here().join("../docs/relay.md")).unwrap();
    for code in tack_relay::error::ErrorCode::ALL {
        assert!(
            docs.contains(&format!("`{}`", code.name())),
            "docs/relay.md does not explain {}",
            code.name()
        );
    }
}
