//! Words that a person reads. Every one comes from `_locales`; the build makes [`Word`] of the English messages,
//! so that a word that does not exist does not compile.

include!(concat!(env!("OUT_DIR"), "/words.rs"));

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
