//! Caps for what comes from outside.

/// A value whose every field is brought within its limit, or refused.
pub trait Bounded: Sized {
    /// The value with texts cut to their limits; `None` when a field cannot be mended (an identifier of the
    /// wrong shape, an address that is too long).
    fn bounded(self) -> Option<Self>;
}

/// The first `max` characters (Unicode scalar values) of `text`.
pub fn cut(text: &str, max: usize) -> &str {
    match text.char_indices().nth(max) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn cuts_on_a_character_boundary() {
        assert_eq!(cut("naïve", 3), "naï");
        assert_eq!(cut("日本語", 5), "日本語");
        assert_eq!(cut("abc", 0), "");
    }
}
