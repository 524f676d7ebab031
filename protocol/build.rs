//! Makes the type `Word` from the English messages. Constants and no enum: what names only some of them carries only
//! those in its wasm file. There, as in what is shipped, messages are called by their number in alphabetical order
//! (`tools/words.mjs`).

use std::fmt::Write as _;
use std::{env, fs, path::Path};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../extension/_locales/en/messages.json");
    println!("cargo::rerun-if-changed={}", source.display());
    println!("cargo::rerun-if-changed=build.rs");
    let messages: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(&source)?)?;
    let mut words = String::new();
    let is_shipped = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    for (number, (key, message)) in messages.iter().enumerate() {
        let text = message["message"].as_str().ok_or_else(|| format!("{key} has no message"))?;
        let name: String = key.split('_').map(capitalised).collect();
        let called = if is_shipped { short(number) } else { key.clone() };
        writeln!(words, "    #[doc = {text:?}]\n    pub const {name}: Self = Self({called:?});")?;
    }
    let code = format!(
        "/// A message of `_locales/en/messages.json`.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub struct Word(&'static str);\n\n\
         #[allow(non_upper_case_globals, reason = \"each stands for a variant\")]\nimpl Word {{\n{words}\n    \
         /// The message's name for `browser.i18n.getMessage`.\n    pub fn key(self) -> &'static str {{\n        \
         self.0\n    }}\n}}\n"
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("words.rs"), code)?;
    Ok(())
}

/// A number in base 36.
fn short(number: usize) -> String {
    let digit = |value: usize| char::from_digit((value % 36) as u32, 36).unwrap_or('0');
    if number < 36 { digit(number).into() } else { format!("{}{}", short(number / 36), digit(number)) }
}

fn capitalised(part: &str) -> String {
    let mut letters = part.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
