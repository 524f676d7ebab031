//! `srcset`: the sources of one picture with their sizes, read as the HTML standard reads them.

use std::cell::Cell;

use super::address::split_at_byte;
use crate::text;

/// Sources of one `srcset` that are looked at.
const SOURCES_MAX: usize = 64;

/// How large a source is said to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Size {
    /// `600w`: pixels.
    Width(u32),
    /// `2x`: pixels to a CSS pixel.
    Density(f64),
}

/// The sources of a `srcset`, as written, with their sizes; those that make no sense are left out.
pub(super) fn sources(srcset: &str) -> impl Iterator<Item = (&str, Size)> {
    Sources { rest: srcset }.filter_map(|(url, size)| size.map(|size| (url, size))).take(SOURCES_MAX)
}

struct Sources<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Sources<'a> {
    type Item = (&'a str, Option<Size>);

    fn next(&mut self) -> Option<Self::Item> {
        let (_, rest) = split_at_byte(self.rest, |b| !b.is_ascii_whitespace() && b != b',');
        let (url, after) = split_at_byte(rest, |b| b.is_ascii_whitespace());
        if url.is_empty() {
            return None;
        }
        // A comma within an address is part of it; one at its end ends the source.
        let bare = url.trim_end_matches(',');
        if bare.len() < url.len() {
            self.rest = after;
            return Some((bare, Some(Size::Density(1.0))));
        }
        // Within parentheses a comma ends nothing.
        let depth = Cell::new(0_u32);
        let (descriptors, after) = split_at_byte(after, |b| {
            match b {
                b'(' => depth.set(depth.get() + 1),
                b')' => depth.set(depth.get().saturating_sub(1)),
                _ => {}
            }
            b == b',' && depth.get() == 0
        });
        self.rest = after;
        Some((url, size(descriptors)))
    }
}

fn size(descriptors: &str) -> Option<Size> {
    let mut size = None;
    let mut has_height = false;
    for descriptor in descriptors.split_ascii_whitespace() {
        let number = descriptor.get(..descriptor.len().saturating_sub(1))?;
        let whole = || number.parse().ok().filter(|&side: &u32| side > 0 && !number.starts_with('+'));
        let given = match descriptor.as_bytes().last()? {
            b'w' => Size::Width(whole()?),
            b'x' => Size::Density(text::number(number).filter(|x| x.is_finite() && *x > 0.0)?),
            // A height stands beside a width and adds nothing.
            b'h' if !has_height => {
                whole()?;
                has_height = true;
                continue;
            }
            _ => return None,
        };
        // Two sizes are none.
        if size.replace(given).is_some() {
            return None;
        }
    }
    match size {
        Some(Size::Width(_)) => size,
        _ if has_height => None,
        _ => size.or(Some(Size::Density(1.0))),
    }
}

#[cfg(test)]
mod tests {
    use super::Size::{Density, Width};
    use super::{Size, sources};

    #[test]
    fn reads_what_the_standard_allows() {
        let table: [(&str, &[(&str, Size)]); 13] = [
            ("", &[]),
            (" , ,", &[]),
            ("a.jpg", &[("a.jpg", Density(1.0))]),
            ("a.jpg 300w, b.jpg 600w", &[("a.jpg", Width(300)), ("b.jpg", Width(600))]),
            ("a.jpg, b.jpg 2x", &[("a.jpg", Density(1.0)), ("b.jpg", Density(2.0))]),
            ("a.jpg 1.5x,b.jpg 3x", &[("a.jpg", Density(1.5)), ("b.jpg", Density(3.0))]),
            (
                "/w_300,h_200/a.jpg 300w,\n\t/w_600,h_400/a.jpg 600w",
                &[("/w_300,h_200/a.jpg", Width(300)), ("/w_600,h_400/a.jpg", Width(600))],
            ),
            ("a.jpg 600w 400h", &[("a.jpg", Width(600))]),
            (
                "a.jpg 1w 2w, b.jpg 300h 2x, c.jpg 1x 2x, d.jpg +7w, e.jpg 5w 1h 1h, f.jpg 3w",
                &[("f.jpg", Width(3))],
            ),
            ("a.jpg what, b.jpg 600w", &[("b.jpg", Width(600))]),
            ("a.jpg 0w, b.jpg -2x, c.jpg NaNx, d.jpg infx, e.jpg 2x", &[("e.jpg", Density(2.0))]),
            ("a.jpg (x, y) , b.jpg 2x", &[("b.jpg", Density(2.0))]),
            (
                "data:image/png;base64,AA== 1x, b.jpg 2x",
                &[("data:image/png;base64,AA==", Density(1.0)), ("b.jpg", Density(2.0))],
            ),
        ];
        for (given, expected) in table {
            assert_eq!(sources(given).collect::<Vec<_>>(), expected, "{given}");
        }
    }

    #[test]
    fn ends() {
        assert_eq!(sources(&"a.jpg 1x, ".repeat(10_000)).count(), 64);
    }
}
