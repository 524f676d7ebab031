//! Connections: accepted up to a limit, timed, and let finish when the server stops.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;

use super::journal::Journal;

/// Connections at a time; further ones wait in the kernel's queue.
const CONNECTIONS_MAX: usize = 1024;
/// A request's head must have arrived within this time, and an idle connection is closed after it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// Most bytes of a request's head.
const HEAD_MAX: usize = 16 * 1024;
/// When told to stop, requests under way get this long: more than the slowest answer takes.
const GRACE: Duration = Duration::from_secs(20);
/// After a failure to accept (out of file descriptors, mostly) this long passes before the next try.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Completes at SIGTERM or SIGINT; registered when this returns.
///
/// # Errors
/// When the signals cannot be listened for.
pub(crate) fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Serves until `stop` completes, then lets requests under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
    journal: &Journal,
) {
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let Some((stream, permit)) = accepted else {
            journal.line("event=accept outcome=failed");
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(HEAD_MAX)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // Broken connections are the peer's affair and tell nothing about the relay.
            let _ = connection.await;
            drop(permit);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => {}
    }
}

async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.ok()?;
    let (stream, _) = listener.accept().await.ok()?;
    // Answers are one small write each.
    let _ = stream.set_nodelay(true);
    Some((stream, permit))
}
