//! `tack-relay`: the native server around the library. See docs/relay.md.

mod server;

use std::process::ExitCode;

fn main() -> ExitCode {
    server::run()
}
