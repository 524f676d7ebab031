//! The program itself: its one line, its authority's file, its complaints.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

#[test]
fn it_says_where_it_listens_once_the_authority_is_written() {
    let folder = std::env::temp_dir().join(format!("tack-standin-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let ca = folder.join("ca.pem");
    let mut program = Command::new(env!("CARGO_BIN_EXE_tack-standin"))
        .args(["--listen", "127.0.0.1:0", "--ca-out"])
        .arg(&ca)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(program.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let port = line.trim_end().strip_prefix("tack-standin listening on 127.0.0.1:").map(str::parse::<u16>);
    assert!(matches!(port, Some(Ok(1..))), "{line}");
    let pem = std::fs::read_to_string(&ca).unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");
    program.kill().unwrap();
    program.wait().unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line, and no more");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn wrong_words_are_told() {
    for words in [&["--listen", "nowhere"][..], &["--listen", "127.0.0.1:0"], &["--colour"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_tack-standin")).args(words).output().unwrap();
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage: tack-standin"));
    }
}
