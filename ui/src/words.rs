//! Words that a person reads, in their language.

use tack_browser::i18n;
use tack_protocol::{Phrase, Word};

/// The words of `word`.
pub(crate) fn say(word: Word) -> String {
    i18n::message(&word.key(), &[])
}

/// The words of `word` with its placeholders filled.
pub(crate) fn say_with(word: Word, args: &[&str]) -> String {
    i18n::message(&word.key(), args)
}

/// The words of `phrase`.
pub(crate) fn say_phrase(phrase: &Phrase) -> String {
    let args: Vec<&str> = phrase.args.iter().map(String::as_str).collect();
    i18n::message(&phrase.word.key(), &args)
}

/// Two forms of a message that counts something.
#[derive(Clone, Copy)]
pub(crate) struct Counted {
    /// For the plural category `one`.
    pub(crate) one: Word,
    /// For all others.
    pub(crate) other: Word,
}

/// `count` of something.
pub(crate) fn say_count(words: Counted, count: u32) -> String {
    let word = if i18n::plural_category(count) == "one" { words.one } else { words.other };
    i18n::message(&word.key(), &[&i18n::number(count)])
}
