//! What goes wrong between two machines: a relay of bytes in front of the stand-in's port that cuts and holds. Inside
//! is TLS from end to end, so it sees records and no requests; each request of a test has a connection of its own, whose
//! first record of data ends the handshake and whose second is the request. The stand-in's TLS has no tickets: what it
//! sends after the request is the answer.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};

/// What happens to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// Closed before the request has gone out.
    CutBefore,
    /// Closed when the answer comes, of which nothing is let through.
    CutAfter,
    /// Closed in the middle of the answer.
    CutMidway,
    /// The answer never comes.
    HoldAnswer,
    /// The request arrives late, when whoever sent it has given up.
    HoldRequest,
}

/// The injector's end for tests.
pub struct Injector {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: String,
    faults: Mutex<VecDeque<Fault>>,
    held: Notify,
    /// Requests that are held, and the number of the last one that may go on.
    waiting: Mutex<u64>,
    released: watch::Sender<u64>,
    delivered: watch::Sender<u64>,
}

impl Injector {
    pub async fn start(upstream: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            upstream: upstream.trim_start_matches("http://").to_owned(),
            faults: Mutex::default(),
            held: Notify::new(),
            waiting: Mutex::new(0),
            released: watch::Sender::new(0),
            delivered: watch::Sender::new(0),
        });
        let mine = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let fault = mine.faults.lock().unwrap().pop_front().unwrap_or(Fault::None);
                let shared = Arc::clone(&mine);
                tokio::spawn(async move {
                    // A connection that breaks is what this is for.
                    let _ = pass(client, &shared, fault).await;
                });
            }
        });
        Self { address, shared }
    }

    /// What happens to the next connection.
    pub fn next(&self, fault: Fault) {
        let mut faults = self.shared.faults.lock().unwrap();
        faults.clear();
        faults.push_back(fault);
    }

    /// Comes when the connection hangs: nothing will come of it any more.
    pub async fn held(&self) {
        self.shared.held.notified().await;
    }

    /// Whether a request is still held.
    pub fn has_waiting(&self) -> bool {
        *self.shared.waiting.lock().unwrap() > *self.shared.delivered.borrow()
    }

    /// Lets all requests that are held arrive, and waits until they were carried out.
    pub async fn deliver(&self) {
        let waiting = *self.shared.waiting.lock().unwrap();
        self.shared.released.send_replace(waiting);
        // Told by the injector's own end, so the sender is there.
        let _ = self.shared.delivered.subscribe().wait_for(|delivered| *delivered >= waiting).await;
    }
}

/// Counts TLS records of data (type 23, RFC 8446, section 5.1), behind the end of the tunnel's plain text.
#[derive(Default)]
struct Records {
    blank: usize,
    in_tls: bool,
    header: Vec<u8>,
    left: usize,
    data: usize,
}

impl Records {
    /// Reads on; where the second record of data begins in `bytes`, if it does.
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut second = None;
        for (at, byte) in bytes.iter().enumerate() {
            if !self.in_tls {
                self.blank = if *byte == b"\r\n\r\n"[self.blank] { self.blank + 1 } else { 0 };
                self.in_tls = self.blank == 4;
            } else if self.left > 0 {
                self.left -= 1;
            } else {
                if self.header.is_empty() && *byte == 23 {
                    self.data += 1;
                    if self.data == 2 {
                        second = Some(at);
                    }
                }
                self.header.push(*byte);
                if let [_, _, _, high, low] = self.header[..] {
                    self.left = usize::from(high) << 8 | usize::from(low);
                    self.header.clear();
                }
            }
        }
        second
    }

    /// The request is there, whole: it is one record.
    fn is_sent(&self) -> bool {
        self.data >= 2 && self.left == 0 && self.header.is_empty()
    }
}

async fn pass(mut client: TcpStream, shared: &Shared, fault: Fault) -> std::io::Result<()> {
    let mut server = TcpStream::connect(&shared.upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let mut records = Records::default();
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    let mut kept: Vec<u8> = Vec::new();
    let mut is_kept = false;
    loop {
        tokio::select! {
            biased;
            read = client.read(&mut up) => {
                let read = read.unwrap_or(0);
                if read == 0 {
                    break;
                }
                let mut bytes = &up[..read];
                if let Some(at) = records.feed(bytes) {
                    match fault {
                        Fault::CutBefore => return Ok(()),
                        Fault::HoldRequest => {
                            server.write_all(&bytes[..at]).await?;
                            bytes = &bytes[at..];
                            is_kept = true;
                        }
                        _ => {}
                    }
                }
                if is_kept {
                    kept.extend_from_slice(bytes);
                    if records.is_sent() {
                        break;
                    }
                } else {
                    server.write_all(bytes).await?;
                }
            }
            read = server.read(&mut down) => {
                let read = read?;
                if read == 0 {
                    break;
                }
                if records.data >= 2 {
                    match fault {
                        Fault::CutAfter => return Ok(()),
                        Fault::CutMidway => return client.write_all(&down[..read / 2]).await,
                        Fault::HoldAnswer => {
                            shared.held.notify_one();
                            // Until the client goes.
                            while client.read(&mut up).await.unwrap_or(0) > 0 {}
                            return Ok(());
                        }
                        _ => {}
                    }
                }
                client.write_all(&down[..read]).await?;
            }
        }
    }
    if is_kept && records.is_sent() {
        let number = {
            let mut waiting = shared.waiting.lock().unwrap();
            *waiting += 1;
            *waiting
        };
        shared.held.notify_one();
        let mut released = shared.released.subscribe();
        // As long as the injector is there, so is the sender.
        let _ = released.wait_for(|released| *released >= number).await;
        server.write_all(&kept).await?;
        // Its answer is for nobody; when it comes, the request was carried out.
        let _ = server.read(&mut down).await;
        shared.delivered.send_modify(|delivered| *delivered = (*delivered).max(number));
    }
    Ok(())
}
