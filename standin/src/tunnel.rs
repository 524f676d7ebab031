//! CONNECT, and the TLS inside.

use crate::authority::Authority;
use crate::exchange::Answer;
use crate::house::House;
use crate::port::{self, Payload};
use crate::router;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// A site that was put up may have hosts of its own: those that only the person's network knows.
fn has_site(house: &House, host: &str) -> bool {
    house.state().site.as_ref().is_some_and(|site| site.has_host(host))
}

/// Opens a tunnel to a host that is answered for; refuses all others.
pub(crate) fn connect(
    request: Request<Incoming>,
    house: &Arc<House>,
    authority: &Arc<Authority>,
) -> Response<Payload> {
    let target = request.uri().authority().map_or_else(String::new, |a| a.as_str().to_ascii_lowercase());
    let host = match target.rsplit_once(':') {
        Some((host, "443")) if router::HOSTS.contains(&host) || has_site(house, host) => host.to_owned(),
        _ => return port::refuse(house, &target),
    };
    let Ok(tls) = authority.tls(&host) else {
        return port::response(Answer::bare(StatusCode::BAD_GATEWAY));
    };
    *house.state().record.answered.entry(host.clone()).or_default() += 1;
    let house = Arc::clone(house);
    tokio::spawn(async move {
        let Ok(upgraded) = hyper::upgrade::on(request).await else { return };
        let Ok(stream) = TlsAcceptor::from(tls).accept(TokioIo::new(upgraded)).await else { return };
        let service = service_fn(|request| port::inside(request, &host, &house));
        // A peer that goes away is not worth a word.
        let _ = port::server().serve_connection(TokioIo::new(stream), service).await;
    });
    port::response(Answer::bare(StatusCode::OK))
}
