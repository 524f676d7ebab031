//! Words that a person reads. Every one comes from `_locales`; the build makes [`Word`] of the English messages,
//! so that a word that does not exist does not compile.

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// A number as `Number.prototype.toString(36)` writes it: so the build calls the messages that are shipped
/// (`tools/words.mjs`).
#[cfg(any(test, target_arch = "wasm32"))]
fn base_36(mut number: u16) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = (number % 36) as u8;
        digits.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

/// A message with what fills its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The message.
    pub word: Word,
    /// For `$1`, `$2` and so on.
    pub args: Vec<String>,
}

impl From<Word> for Phrase {
    fn from(word: Word) -> Self {
        Self { word, args: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::base_36;

    #[test]
    fn numbers_are_written_as_scripts_write_them() {
        let written = [0, 9, 10, 35, 36, 1295, 1296, u16::MAX].map(base_36);
        assert_eq!(written, ["0", "9", "a", "z", "10", "zz", "100", "1ekf"]);
    }
}
