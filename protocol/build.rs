//! Makes the enum `Word` from the English messages.

use std::fmt::Write as _;
use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../extension/_locales/en/messages.json");
    println!("cargo::rerun-if-changed={}", source.display());
    println!("cargo::rerun-if-changed=build.rs");
    let messages: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(&source)?)?;
    let mut variants = String::new();
    let mut keys = String::new();
    for (key, message) in &messages {
        let text = message["message"].as_str().ok_or_else(|| format!("{key} has no message"))?;
        let variant: String = key.split('_').map(capitalised).collect();
        writeln!(variants, "    #[doc = {text:?}]\n    {variant},")?;
        writeln!(keys, "            Self::{variant} => {key:?},")?;
    }
    let code = format!(
        "/// A message of `_locales/en/messages.json`.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Word {{\n{variants}}}\n\n\
         impl Word {{\n    /// The message's name for `browser.i18n.getMessage`.\n    pub fn key(self) -> &'static str {{\n        \
         match self {{\n{keys}        }}\n    }}\n}}\n"
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("words.rs"), code)?;
    Ok(())
}

fn capitalised(part: &str) -> String {
    let mut letters = part.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
