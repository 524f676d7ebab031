//! Texts from outside, as a person shall see them.

/// Characters that are looked at: more than any limit, so that cleaning has something to choose from.
const READ_MAX: usize = 4_000;

/// The text without what could deceive, whitespace folded, at most `max` characters; cut between words if it can be.
pub fn tidy(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    // Where the last word ended that leaves room for an ellipsis.
    let mut whole = 0;
    let mut room = 0;
    let mut gap = false;
    for c in text.chars().take(READ_MAX) {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if is_deceptive(c) {
            continue;
        }
        let gap = std::mem::take(&mut gap) && !out.is_empty();
        if gap && count < max {
            whole = out.len();
        }
        let needed = 1 + usize::from(gap);
        if count + needed > max {
            let end = if whole >= room / 2 { whole } else { room };
            out.truncate(end);
            out.truncate(out.trim_end().len());
            if max > 0 {
                out.push('…');
            }
            return out;
        }
        if gap {
            out.push(' ');
        }
        out.push(c);
        count += needed;
        if count < max {
            room = out.len();
        }
    }
    out
}

/// Characters that do not show, or that make others show in another order than they are read.
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{200b}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff0}'..='\u{ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn tidies_and_cuts() {
        for (given, max, expected) in [
            ("", 10, ""),
            ("  a \n\t b\u{a0}\u{3000}c  ", 10, "a b c"),
            ("a\u{202e}b\u{2066}c\u{2069}\u{0}d\u{7f}\u{200b}e\u{feff}", 10, "abcde"),
            // Joiners and marks of direction are part of how languages and emoji are written.
            ("👩\u{200d}👧 \u{200f}ש", 10, "👩\u{200d}👧 \u{200f}ש"),
            ("exactly ten", 11, "exactly ten"),
            ("one two three", 9, "one two…"),
            ("one two three", 8, "one two…"),
            ("one two three", 7, "one…"),
            ("unbreakable", 5, "unbr…"),
            ("日本語日本語", 4, "日本語…"),
            ("a bcdefghijklmnop", 10, "a bcdefgh…"),
            ("ab", 1, "…"),
            ("ab", 0, ""),
        ] {
            let tidied = tidy(given, max);
            assert_eq!(tidied, expected, "{given:?} {max}");
            assert!(tidied.chars().count() <= max);
        }
    }

    #[test]
    fn stays_within_the_limit_whatever_is_given() {
        for max in 0..40 {
            for text in ["a ".repeat(60), "word ".repeat(30), "x".repeat(80), " \u{202e}é 日本語 ".repeat(9)]
            {
                assert!(tidy(&text, max).chars().count() <= max, "{text:?} {max}");
            }
        }
    }
}
