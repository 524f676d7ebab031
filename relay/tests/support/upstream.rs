//! A Pinterest of a few lines behind a CONNECT proxy: TLS under the real names, with a certificate authority of its
//! own, one scripted answer for each request, and a memory of what was asked.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

const NAMES: [&str; 3] = ["api.pinterest.com", "api-sandbox.pinterest.com", "evil.example"];

/// What it does with one request.
pub(crate) enum Script {
    /// Answers with status and body.
    Answer(u16, String),
    /// Answers with these bytes.
    Raw(Vec<u8>),
    /// Reads the request and hangs up.
    Cut,
    /// Says that the request is there, then waits for a word before it answers.
    Hold(Sender<()>, Receiver<()>, String),
}

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) host: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    pub(crate) authority: PathBuf,
    scripts: Arc<Mutex<VecDeque<Script>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    connects: Arc<Mutex<Vec<String>>>,
}

impl Upstream {
    pub(crate) fn start(test: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let authority = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-ca.pem"));
        std::fs::write(&authority, params.self_signed(&key).unwrap().pem()).unwrap();
        let issuer = Issuer::new(params, key);
        let leaf_key = KeyPair::generate().unwrap();
        let names = NAMES.map(str::to_owned).to_vec();
        let leaf = CertificateParams::new(names).unwrap().signed_by(&leaf_key, &issuer).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from(leaf.der().to_vec())],
                PrivateKeyDer::try_from(leaf_key.serialize_der()).unwrap(),
            )
            .unwrap();

        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let this = Self {
            address: listener.local_addr().unwrap(),
            authority,
            scripts: Arc::default(),
            asked: Arc::default(),
            connects: Arc::default(),
        };
        let (scripts, asked, connects) =
            (Arc::clone(&this.scripts), Arc::clone(&this.asked), Arc::clone(&this.connects));
        let config = Arc::new(config);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (scripts, asked, connects, config) =
                    (Arc::clone(&scripts), Arc::clone(&asked), Arc::clone(&connects), Arc::clone(&config));
                thread::spawn(move || serve(stream.unwrap(), config, &scripts, &asked, &connects));
            }
        });
        this
    }

    pub(crate) fn will(&self, script: Script) {
        self.scripts.lock().unwrap().push_back(script);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The `host:port` of every CONNECT.
    pub(crate) fn connects(&self) -> Vec<String> {
        self.connects.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: TcpStream,
    config: Arc<ServerConfig>,
    scripts: &Mutex<VecDeque<Script>>,
    asked: &Mutex<Vec<Asked>>,
    connects: &Mutex<Vec<String>>,
) {
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = read_head(&mut stream);
    let target =
        head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next()).unwrap_or_default().to_owned();
    connects.lock().unwrap().push(target.clone());
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
    let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    // A client that does not trust the certificate hangs up here.
    if tls.conn.complete_io(&mut tls.sock).is_err() {
        return;
    }
    let head = read_head(&mut tls);
    if head.is_empty() {
        return;
    }
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    tls.read_exact(&mut body).unwrap();
    let host = target.trim_end_matches(":443").to_owned();
    asked.lock().unwrap().push(Asked { host, head, body: String::from_utf8(body).unwrap() });
    let script = scripts.lock().unwrap().pop_front().expect("no script for this request");
    let bytes = match script {
        Script::Answer(status, body) => response(status, &body),
        Script::Raw(bytes) => bytes,
        Script::Cut => return,
        Script::Hold(there, go, body) => {
            there.send(()).unwrap();
            go.recv().unwrap();
            response(200, &body)
        }
    };
    // The client may have hung up, having seen enough.
    let _ = tls.write_all(&bytes).and_then(|()| tls.flush());
    tls.conn.send_close_notify();
    let _ = tls.flush();
}

fn response(status: u16, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nx-pinterest-rid: 778899\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn read_head(stream: &mut impl Read) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return String::new(),
        }
    }
    String::from_utf8(head).unwrap()
}
