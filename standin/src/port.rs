//! The one port: plain HTTP for the control pages, CONNECT for everything else.

use crate::authority::Authority;
use crate::exchange::{Answer, Ask, Outcome, Via};
use crate::house::House;
use crate::{control, router, tunnel};
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use ring::rand::SecureRandom;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpListener;

/// The longest body that is read.
const MOST_BODY: usize = 40 * 1024 * 1024;
/// How long half an answer waits for the socket to take it, before the connection is cut.
const HALF_WAITS: Duration = Duration::from_millis(50);

/// How to start.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Where to listen; port 0 picks one.
    pub listen: SocketAddr,
    /// The worlds' clock stands still.
    pub tick_free: bool,
}

/// A stand-in that listens. It stops when this is dropped.
#[derive(Debug)]
pub struct Standin {
    address: SocketAddr,
    ca_pem: String,
    accepting: tokio::task::JoinHandle<()>,
}

impl Standin {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of its authority, in PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }
}

impl Drop for Standin {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Opens the port.
///
/// # Errors
/// When the port cannot be opened, or no key can be made.
pub async fn start(options: Options) -> io::Result<Standin> {
    let mut seed = [0; 32];
    ring::rand::SystemRandom::new().fill(&mut seed).map_err(|_| io::Error::other("no random numbers"))?;
    let house = Arc::new(House::new(seed, options.tick_free));
    let authority = Arc::new(Authority::new()?);
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let ca_pem = authority.pem().to_owned();
    let accepting = tokio::spawn(accept(listener, house, authority));
    Ok(Standin { address, ca_pem, accepting })
}

async fn accept(listener: TcpListener, house: Arc<House>, authority: Arc<Authority>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: some will come back.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        // Small answers must not wait for more to send.
        let _ = stream.set_nodelay(true);
        let (house, authority) = (Arc::clone(&house), Arc::clone(&authority));
        tokio::spawn(async move {
            let service = service_fn(|request| plain(request, &house, &authority));
            // A peer that goes away is not worth a word.
            let _ = server().serve_connection(TokioIo::new(stream), service).with_upgrades().await;
        });
    }
}

/// HTTP/1.1 as it is spoken on the port and inside tunnels.
pub(crate) fn server() -> hyper::server::conn::http1::Builder {
    let mut server = hyper::server::conn::http1::Builder::new();
    // The API's answers have the date of the worlds' clock.
    server.timer(TokioTimer::new()).header_read_timeout(None).auto_date_header(false);
    server
}

async fn plain(
    request: Request<Incoming>,
    house: &Arc<House>,
    authority: &Arc<Authority>,
) -> Result<Response<Payload>, io::Error> {
    if request.method() == Method::CONNECT {
        return Ok(tunnel::connect(request, house, authority));
    }
    let uri = request.uri();
    if let Some(host) = uri.host() {
        // A plain request through the proxy: nothing here answers without TLS.
        let target = format!("{host}:{}", uri.port_u16().unwrap_or(80));
        return Ok(refuse(house, &target));
    }
    let ask = match read(request, String::new()).await {
        Ok(ask) => ask,
        Err(answer) => return Ok(response(answer)),
    };
    Ok(response(control::answer(house, &ask)))
}

/// 403, and remembered.
pub(crate) fn refuse(house: &House, target: &str) -> Response<Payload> {
    *house.state().record.refused.entry(target.to_owned()).or_default() += 1;
    response(Answer::new(
        StatusCode::FORBIDDEN,
        "text/plain; charset=utf-8",
        "The stand-in does not answer for this host.\n",
    ))
}

/// Takes a request in, with its body.
pub(crate) async fn read(request: Request<Incoming>, host: String) -> Result<Ask, Answer> {
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MOST_BODY).collect().await else {
        return Err(Answer::bare(StatusCode::PAYLOAD_TOO_LARGE));
    };
    Ok(Ask {
        host,
        method: parts.method,
        path: parts.uri.path().to_owned(),
        raw_query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: body.to_bytes(),
        via: Via::Tunnel,
    })
}

/// Answers a request inside a tunnel.
pub(crate) async fn inside(
    request: Request<Incoming>,
    host: &str,
    house: &Arc<House>,
) -> Result<Response<Payload>, io::Error> {
    let ask = match read(request, host.to_owned()).await {
        Ok(ask) => ask,
        Err(answer) => return Ok(response(answer)),
    };
    match router::respond(house, ask).await {
        Outcome::Answer(answer) => Ok(response(answer)),
        Outcome::Midway(answer) if !answer.body.is_empty() => {
            let half = answer.body.slice(..answer.body.len() / 2);
            let whole = answer.body.len() as u64;
            let mut response = response(answer);
            *response.body_mut() = Payload::half(half, whole);
            Ok(response)
        }
        // Half of nothing is nothing. An error from the service makes hyper close the connection without an answer.
        Outcome::Midway(_) | Outcome::Cut => Err(io::Error::other("cut on purpose")),
    }
}

pub(crate) fn response(answer: Answer) -> Response<Payload> {
    let mut response = Response::new(Payload::whole(answer.body));
    *response.status_mut() = answer.status;
    for (name, value) in answer.headers {
        response.headers_mut().append(name, value);
    }
    response
}

/// The body of an answer: whole, or half of it and then an error.
#[derive(Debug)]
pub(crate) struct Payload {
    bytes: Option<Bytes>,
    length: u64,
    cut: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Payload {
    fn whole(bytes: Bytes) -> Self {
        Self { length: bytes.len() as u64, bytes: (!bytes.is_empty()).then_some(bytes), cut: None }
    }

    fn half(bytes: Bytes, length: u64) -> Self {
        Self { bytes: Some(bytes), length, cut: Some(Box::pin(tokio::time::sleep(HALF_WAITS))) }
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match &mut self.cut {
            None => Poll::Ready(None),
            Some(wait) => match wait.as_mut().poll(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(()) => Poll::Ready(Some(Err(io::Error::other("cut on purpose")))),
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none() && self.cut.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
