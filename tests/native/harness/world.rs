//! Stand-in and relay as processes of their own.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Where the extension of this run is led back to; the stand-in counts it as registered.
pub const REDIRECT_URI: &str = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";

/// Both processes; they end with it.
pub struct World {
    _standin: Child,
    relay_child: RefCell<Option<Child>>,
    /// The stand-in's plain port: control and CONNECT proxy.
    pub standin: String,
    /// The relay's address.
    pub relay: String,
    /// The stand-in's authority, PEM.
    pub authority: Vec<u8>,
    folder: Folder,
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // The system clears its folder for temporary files where this fails.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A program of this workspace: cargo builds it for its own package's tests, beside this one.
fn program(name: &str) -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push(name);
    assert!(path.exists(), "{} is missing: cargo build -p {name}", path.display());
    path
}

/// Starts a program, and gives the last word of its first line that has one of `marks`.
async fn started(command: &mut Command, mark: &str) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = String::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        if let Some((_, address)) = line.split_once(mark) {
            let address = address.trim().to_owned();
            // Read on, or the program stops at a full pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (child, address);
        }
        said.push_str(&line);
    }
    panic!("it ended: {said}");
}

/// A relay without sealing keys: it makes its own.
async fn relay(standin: &str, ca: &Path, listen: &str, secret: &str, redirects: &str) -> (Child, String) {
    let mut relay = Command::new(program("tack-relay"));
    relay
        .env("TACK_RELAY_LISTEN", listen)
        .env("TACK_RELAY_REDIRECT_URIS", redirects)
        .env("PINTEREST_APP_ID", "1234567")
        .env("PINTEREST_APP_SECRET", secret)
        .env("HTTPS_PROXY", standin)
        .env("SSL_CERT_FILE", ca);
    started(&mut relay, "tack-relay listening on ").await
}

impl World {
    /// Both, fresh, on ports of their own.
    pub async fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("tack-native-{}-{}", std::process::id(), unique()));
        std::fs::create_dir_all(&folder).unwrap();
        let ca = folder.join("ca.pem");
        let mut standin = Command::new(program("tack-standin"));
        standin.args(["--listen", "127.0.0.1:0", "--ca-out"]).arg(&ca);
        let (standin_child, standin) = started(&mut standin, "tack-standin listening on ").await;
        let standin = format!("http://{standin}");
        let (relay_child, relay) =
            relay(&standin, &ca, "127.0.0.1:0", "standin-app-secret", REDIRECT_URI).await;
        let authority = std::fs::read(&ca).unwrap();
        Self {
            _standin: standin_child,
            relay_child: RefCell::new(Some(relay_child)),
            standin,
            relay,
            authority,
            folder: Folder(folder),
        }
    }

    /// Another relay takes the place of this one, at the same address and with that app secret. It seals by keys of its
    /// own, so it opens nothing that was sealed before.
    pub async fn another_relay(&self, secret: &str) {
        self.another_relay_for(secret, REDIRECT_URI).await;
    }

    /// The same, which knows these redirect URIs.
    pub async fn another_relay_for(&self, secret: &str, redirects: &str) {
        let ended = self.relay_child.take();
        // Its port is free once it has ended.
        ended.unwrap().kill().await.unwrap();
        let ca = self.folder.0.join("ca.pem");
        let (child, _) =
            relay(&self.standin, &ca, self.relay.trim_start_matches("http://"), secret, redirects).await;
        self.relay_child.replace(Some(child));
    }

    /// Asks the stand-in's control.
    pub async fn ask(&self, path: &str) -> Value {
        let answer = reqwest::get(format!("{}/_standin/{path}", self.standin)).await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// Tells the stand-in's control.
    pub async fn tell(&self, path: &str, body: Value) {
        let url = format!("{}/_standin/{path}", self.standin);
        let answer = reqwest::Client::new()
            .post(url)
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }
}

fn unique() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
