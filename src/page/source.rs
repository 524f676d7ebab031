//! The largest source of one picture.

use tack_protocol::same_shape;

use super::address::split_at_byte;
use super::facts::{PictureFacts, SourceFacts};
use super::srcset::{self, Size};

/// Pixels on a side that nobody believes.
const SIDE_MAX: f64 = 100_000.0;

/// The largest source as it is written, with its width in pixels, 0 if unknown.
pub(super) fn largest(picture: &PictureFacts, shown_is_public: bool) -> Option<(&str, f64)> {
    // `naturalWidth` is in CSS pixels: a `2x` source has twice as many. Of a placeholder it says nothing.
    let natural = if shown_is_public { picture.natural_width } else { 0.0 };
    let css = if natural >= 1.0 { natural } else { picture.width };
    let mut best: Option<(&str, f64)> = None;
    let mut best_worth = 0.0;
    let mut consider = |written, width: f64, kind: &str, is_known: bool| {
        let worth = width * format_worth(kind, written);
        if worth > best_worth && !is_inline(written) {
            best = Some((written, if is_known { width } else { 0.0 }));
            best_worth = worth;
        }
    };
    let lists = picture.sources.iter().filter(|source| counts(source, picture));
    let lists = lists.map(|source| (source.srcset.as_str(), source.kind.as_str(), source.unmatched));
    let mut by_width = false;
    for (srcset, kind, unmatched) in lists.chain([(picture.srcset.as_str(), "", false)]) {
        for (written, size) in srcset::sources(srcset) {
            match size {
                Size::Width(width) => {
                    by_width |= !unmatched;
                    consider(written, f64::from(width), kind, true);
                }
                // A density says nothing of the file while the picture is not loaded; it compares all the same.
                Size::Density(density) => consider(written, css * density, kind, natural >= 1.0),
            }
        }
    }
    // Where widths are given, `naturalWidth` follows `sizes` and not the file.
    if !by_width && shown_is_public && natural >= 1.0 {
        consider(picture.shown(), natural, "", true);
    }
    best
}

/// A `source` that is for other screens may be another crop, unless it has the shape of this one.
fn counts(source: &SourceFacts, picture: &PictureFacts) -> bool {
    !source.unmatched
        || same_shape((source.width, source.height), (picture.natural_width, picture.natural_height))
}

/// Between two sources of the same size, what more programs can read; what few can read must be much larger.
pub(super) fn format_worth(kind: &str, address: &str) -> f64 {
    let (path, _) = split_at_byte(address, |b| b == b'?' || b == b'#');
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let format = if kind.is_empty() { extension } else { kind.rsplit('/').next().unwrap_or("") };
    let is = |names: &[&str]| names.iter().any(|name| format.eq_ignore_ascii_case(name));
    if is(&["jpg", "jpeg", "png"]) {
        1.0
    } else if is(&["avif", "jxl", "heic", "heif", "svg", "svg+xml"]) {
        0.6
    } else {
        0.99
    }
}

fn is_inline(written: &str) -> bool {
    ["data:", "blob:"]
        .iter()
        .any(|scheme| written.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// A number of pixels; 0 for what cannot be one.
pub(super) fn pixels(value: f64) -> u32 {
    // `as` saturates, and makes 0 of what is no number.
    if value <= SIDE_MAX { value.round() as u32 } else { 0 }
}
