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
        let called = if is_shipped { number.to_string() } else { format!("{key:?}") };
        writeln!(words, "    #[doc = {text:?}]\n    pub const {name}: Self = Self({called});")?;
    }
    // A number is half as long in code as a text is, and all that is called are more than a thousand.
    let (inner, key) = if is_shipped {
        ("u16", "crate::phrase::base_36(self.0).into()")
    } else {
        ("&'static str", "self.0.into()")
    };
    let code = format!(
        "/// A message of `_locales/en/messages.json`.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub struct Word({inner});\n\n\
         #[allow(non_upper_case_globals, reason = \"each stands for a variant\")]\nimpl Word {{\n{words}\n    \
         /// The message's name for `browser.i18n.getMessage`.\n    pub fn key(self) -> std::borrow::Cow<'static, str> {{\n        \
         {key}\n    }}\n}}\n"
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("words.rs"), code)?;
    Ok(())
}

fn capitalised(part: &str) -> String {
    let mut letters = part.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
