//! The native run: the core over ports of this machine, with the real relay and the stand-in over real sockets.

pub mod injector;
pub mod ports;
pub mod steps;
pub mod time;
pub mod world;
