//! The process's environment variables, and the file that one of them names.

use std::env::{self, VarError};
use std::fs::File;
use std::io::Read;

use tack_relay::config::Settings;
use zeroize::Zeroizing;

/// Most bytes of a secret's file that are read.
const FILE_MAX: u64 = 4096;

/// The process's own.
pub(crate) struct Environment;

impl Settings for Environment {
    fn variable(&self, name: &str) -> Result<Option<String>, String> {
        match env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err("is not UTF-8 text".to_owned()),
        }
    }

    fn file(&self, path: &str) -> Result<Zeroizing<String>, String> {
        let mut text = Zeroizing::new(String::with_capacity(FILE_MAX as usize));
        File::open(path)
            .and_then(|file| file.take(FILE_MAX).read_to_string(&mut text))
            .map_err(|cause| format!("names {path}, which cannot be read: {cause}"))?;
        Ok(text)
    }
}
