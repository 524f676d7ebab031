//! The native server: the ports over this machine, and the wiring. Everything that is decided is decided in the
//! library.

mod connection;
mod journal;
mod ports;
mod router;
mod settings;
mod upstream;

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use tack_relay::{Config, Relay};

use journal::Journal;
use ports::{SystemClock, SystemRandom};
use upstream::Pinterest;

/// The relay over this machine.
type NativeRelay = Relay<SystemClock, SystemRandom, Pinterest>;

/// Exit status for a configuration that is wrong, as sysexits has it.
const EX_CONFIG: u8 = 78;

/// Reads the configuration and serves until told to stop.
pub(crate) fn run() -> ExitCode {
    let config = match Config::read(&settings::Environment) {
        Ok(config) => config,
        Err(faults) => {
            complain(&format!("tack-relay cannot start with this configuration:\n{faults}"));
            return ExitCode::from(EX_CONFIG);
        }
    };
    match serve(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            complain(&format!("tack-relay: {fault}"));
            ExitCode::FAILURE
        }
    }
}

fn serve(config: Config) -> Result<(), String> {
    // reqwest is built without a provider of its own, so that ring is the only cryptography in here.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| "another TLS provider is installed already".to_owned())?;
    let upstream =
        Pinterest::new().map_err(|cause| format!("cannot prepare the way to Pinterest: {cause}"))?;
    let listen = config.listen;
    let warnings = config.warnings();
    let relay = Relay::new(config, SystemClock, SystemRandom::default(), upstream)
        .map_err(|_| "there is no randomness on this machine".to_owned())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|cause| format!("cannot start the runtime: {cause}"))?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .map_err(|cause| format!("cannot listen on {listen}: {cause}"))?;
        let address = listener.local_addr().map_err(|cause| format!("cannot tell the address: {cause}"))?;
        // Before the line that says so: whoever waits for it may send SIGTERM at once.
        let stop =
            connection::stop_signal().map_err(|cause| format!("cannot listen for signals: {cause}"))?;
        let journal = Arc::new(Journal::stdout());
        journal.line(&format!("tack-relay listening on http://{address}"));
        for warning in warnings {
            journal.line(&format!("warning: {warning}"));
        }
        let router = router::router(Arc::new(relay), Arc::clone(&journal));
        connection::serve(listener, router, stop, &journal).await;
        journal.line("tack-relay stopped");
        Ok(())
    })
}

fn complain(text: &str) {
    // With standard error gone there is nobody left to tell; the exit status tells.
    let _ = writeln!(std::io::stderr(), "{text}");
}
