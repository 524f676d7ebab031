//! `tack-standin --listen 127.0.0.1:9400 --ca-out FILE [--tick-free]`

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use tack_standin::{Options, start};

const USAGE: &str = "usage: tack-standin --listen ADDRESS:PORT --ca-out FILE [--tick-free]";

struct Arguments {
    listen: SocketAddr,
    ca_out: PathBuf,
    tick_free: bool,
}

fn arguments(words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let (mut listen, mut ca_out, mut tick_free) = (None, None, false);
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--listen" => {
                let value = words.next().ok_or("--listen needs an address")?;
                listen = Some(value.parse().map_err(|_| format!("not an address: {value}"))?);
            }
            "--ca-out" => ca_out = Some(PathBuf::from(words.next().ok_or("--ca-out needs a file")?)),
            "--tick-free" => tick_free = true,
            _ => return Err(format!("unknown: {word}")),
        }
    }
    Ok(Arguments {
        listen: listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 9400))),
        ca_out: ca_out.ok_or("--ca-out is missing")?,
        tick_free,
    })
}

async fn run(arguments: Arguments) -> std::io::Result<()> {
    let standin = start(Options { listen: arguments.listen, tick_free: arguments.tick_free }).await?;
    // Written beside and moved: whoever waits for the file finds it whole.
    let beside = arguments.ca_out.with_extension("part");
    std::fs::write(&beside, standin.ca_pem())?;
    std::fs::rename(&beside, &arguments.ca_out)?;
    {
        let mut out = std::io::stdout().lock();
        writeln!(out, "tack-standin listening on {}", standin.address())?;
        out.flush()?;
    }
    stopped().await
}

#[cfg(unix)]
async fn stopped() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stopped() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn main() -> ExitCode {
    let complain = |what: &str| {
        // Nobody is left to tell when stderr is gone too.
        let _ = writeln!(std::io::stderr(), "tack-standin: {what}");
        ExitCode::FAILURE
    };
    let arguments = match arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(what) => return complain(&format!("{what}\n{USAGE}")),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string()),
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string()),
    }
}
