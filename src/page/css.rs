//! What a computed style paints: the pictures of `background-image` and `content` (CSS Images 4).

use super::address::split_at_byte;
use crate::text;

/// Pictures of one style that are looked at.
const SOURCES_MAX: usize = 16;

/// A picture that a style names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Source<'a> {
    /// The address, as computed.
    pub(super) address: &'a str,
    /// Pixels to a CSS pixel; 1 where nothing is said.
    pub(super) density: f64,
    /// The media type, where it is said.
    pub(super) kind: &'a str,
    /// Sources of one number are one picture in several sizes.
    pub(super) layer: usize,
}

/// The pictures, those on top first.
pub(super) fn sources(style: &str) -> Vec<Source<'_>> {
    let mut found = Vec::new();
    let mut rest = style;
    let mut layer = 0;
    // Within `image-set(…)`: how many parentheses are open.
    let mut set_depth = 0_usize;
    while found.len() < SOURCES_MAX {
        let (before, after) = split_at_byte(rest, |b| b == b'(' || b == b')');
        let Some(bracket) = after.bytes().next() else { break };
        let Some(inner) = after.get(1..) else { break };
        if bracket == b')' {
            if set_depth > 0 {
                set_depth -= 1;
                layer += usize::from(set_depth == 0);
            }
            rest = inner;
        } else if before.ends_with("url") {
            let Some((address, behind)) = quoted(inner) else { break };
            let (said, _) = split_at_byte(behind, |b| b == b',');
            let in_set = set_depth > 0;
            let density = if in_set { density(said).unwrap_or(1.0) } else { 1.0 };
            let kind = if in_set { kind(said) } else { "" };
            found.push(Source { address, density, kind, layer });
            layer += usize::from(!in_set);
            rest = behind;
        } else {
            set_depth += usize::from(set_depth > 0 || before.ends_with("image-set"));
            rest = inner;
        }
    }
    found
}

/// What stands in quotes or before the closing parenthesis, and what follows that.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let quote = text.bytes().next()?;
    if quote != b'"' && quote != b'\'' {
        let (address, rest) = split_at_byte(text, |b| b == b')');
        return Some((address.trim_end(), rest.get(1..)?));
    }
    let text = text.get(1..)?;
    let (address, rest) = split_at_byte(text, |b| b == quote);
    // An address has no quotes of its own: browsers escape them.
    let (_, rest) = split_at_byte(rest.get(1..)?, |b| b == b')');
    Some((address, rest.get(1..)?))
}

fn density(said: &str) -> Option<f64> {
    said.split([' ', ')']).find_map(|word| {
        let per_inch = word.strip_suffix("dpi").and_then(text::number).map(|dpi| dpi / 96.0);
        let number = word.strip_suffix("dppx").or_else(|| word.strip_suffix('x')).and_then(text::number);
        per_inch.or(number).filter(|density| density.is_finite() && *density > 0.0)
    })
}

fn kind(said: &str) -> &str {
    let quoted = text::split_once(said, "type(").map(|(_, kind)| kind.trim_start_matches(['"', '\'']));
    quoted.map_or("", |kind| split_at_byte(kind, |b| b == b'"' || b == b'\'' || b == b')').0)
}

#[cfg(test)]
mod tests {
    use super::{Source, sources};

    #[test]
    fn reads_what_browsers_compute() {
        let plain = |address, layer| Source { address, density: 1.0, kind: "", layer };
        let table: [(&str, &[Source<'_>]); 9] = [
            ("none", &[]),
            ("linear-gradient(rgb(0, 0, 0), rgba(0, 0, 0, 0.5))", &[]),
            (r#"url("https://a.example/x.jpg")"#, &[plain("https://a.example/x.jpg", 0)]),
            ("url(https://a.example/x.jpg )", &[plain("https://a.example/x.jpg", 0)]),
            (
                r#"linear-gradient(rgba(0, 0, 0, 0.4), rgb(1, 1, 1)), url("https://a.example/x(1).jpg"), url("https://a.example/y.png")"#,
                &[plain("https://a.example/x(1).jpg", 0), plain("https://a.example/y.png", 1)],
            ),
            (
                r#"image-set(url("https://a.example/1.jpg") 1x, url("https://a.example/2.avif") 2dppx type("image/avif"), url("https://a.example/3.jpg") 288dpi)"#,
                &[
                    plain("https://a.example/1.jpg", 0),
                    Source { density: 2.0, kind: "image/avif", ..plain("https://a.example/2.avif", 0) },
                    Source { density: 3.0, ..plain("https://a.example/3.jpg", 0) },
                ],
            ),
            (
                r#"-webkit-image-set(url("https://a.example/1.jpg") 1x), url("https://a.example/2.jpg")"#,
                &[plain("https://a.example/1.jpg", 0), plain("https://a.example/2.jpg", 1)],
            ),
            ("url(\"https://a.example/never-closed", &[]),
            (")))(((url(", &[]),
        ];
        for (style, expected) in table {
            assert_eq!(sources(style), expected, "{style}");
        }
    }

    #[test]
    fn ends() {
        assert_eq!(sources(&r#"url("x"), "#.repeat(10_000)).len(), 16);
        assert!(sources(&"image-set(".repeat(10_000)).is_empty());
    }
}
