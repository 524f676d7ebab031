//! Which addresses are sizes of one picture: what of an address says how large, and what says which.

use super::address::{Address, is_picture_file};
use super::query::parameters;
use crate::text;

/// Smaller numbers are rather a name than a size in pixels.
const SIDE_MIN: u32 = 16;

/// An address without what says how large.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Variant {
    /// What says which picture. Two addresses with one key may be sizes of one picture.
    pub(super) key: String,
    /// The width that the address names; 0 if none.
    pub(super) width: u32,
    /// The height that the address names; 0 if none.
    pub(super) height: u32,
    /// The address names both sides: this size may be a crop.
    pub(super) cropped: bool,
    /// A word such as `small` says how large, which could be a part of the name as well.
    pub(super) worded: bool,
}

/// What of an address says which picture.
pub(super) fn key(address: &Address) -> String {
    Variant::of(address, 0).key
}

impl Variant {
    /// That of an address whose picture is `pixels` wide, 0 if unknown: a name that claims less than there is
    /// speaks of something else (`poster-40x60.jpg` is in centimetres).
    pub(super) fn of(address: &Address, pixels: u32) -> Self {
        let text = address.as_str();
        let mut variant = Self {
            key: String::with_capacity(text.len()),
            width: 0,
            height: 0,
            cropped: false,
            worded: false,
        };
        if address.is_inner() {
            variant.key.push_str(text);
            return variant;
        }
        // http and https are one picture.
        variant.key.push_str(address.authority());
        variant.path(address.path(), pixels);
        variant.query(address, pixels);
        variant
    }

    fn path(&mut self, path: &str, pixels: u32) {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut after_upload = false;
        for folder in folders.split('/').skip(1) {
            match transformation(folder, after_upload) {
                Some(size) => self.claim(size),
                None => {
                    self.key.push('/');
                    self.key.push_str(folder);
                }
            }
            after_upload |= matches!(folder, "upload" | "fetch");
        }
        self.key.push('/');
        // `300px-Name.jpg` in a folder `Name.jpg`: the folder says it all.
        let parent = folders.rsplit('/').next().unwrap_or("");
        if is_picture_file(parent)
            && let Some((size, rest)) = text::split_once(name, "px-")
            && rest.starts_with(parent)
            && let Some(width) = side(size)
        {
            self.claim((width, 0));
            return;
        }
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        // `/4711/medium.jpg`, `/0f3a/600x600bb.jpg`: the folder says which, the name how large.
        let names_one = parent.len() > 2 && parent.bytes().any(|b| b.is_ascii_digit());
        let stem = if names_one && self.is_only_size(stem) { "" } else { self.stem(stem, pixels) };
        self.key.push_str(stem);
        if !extension.is_empty() {
            self.key.push('.');
            // Formats that servers make of photos. A PNG may be a drawing beside a photo of the same name.
            let photo = ["jpeg", "webp", "avif"].contains(&extension);
            self.key.push_str(if photo { "jpg" } else { extension });
        }
    }

    /// The file's name says how large, and nothing else.
    fn is_only_size(&mut self, stem: &str) -> bool {
        if let Some((width, height)) =
            sides(stem.trim_end_matches(|c: char| c.is_ascii_lowercase() && c != 'x'))
        {
            self.claim((width, height));
            return true;
        }
        is_size_word(stem)
    }

    /// The file's name without the sizes at its end.
    fn stem<'a>(&mut self, stem: &'a str, pixels: u32) -> &'a str {
        let mut rest = stem;
        let mut density = 1;
        while let Some((shorter, ending)) = last_part(rest) {
            if let (Some(times), '@') = (ending.text.strip_suffix('x'), ending.sign) {
                let Some(times) = times.chars().next().and_then(|c| c.to_digit(10)) else { break };
                density = times.max(1);
            } else if ending.sign != '@'
                && matches!(ending.text, "center" | "top" | "bottom" | "left" | "right")
            {
                // `_300x300_crop_center`
                let Some(before) = shorter.strip_suffix("_crop") else { break };
                self.cropped = true;
                rest = before;
                continue;
            } else if let Some((width, height)) = sides(ending.text) {
                if pixels > width.saturating_mul(density).saturating_mul(21) / 10 && width > 0 {
                    break;
                }
                self.claim((width.saturating_mul(density), height.saturating_mul(density)));
            } else if is_size_word(ending.text) {
                self.worded = true;
            } else {
                break;
            }
            rest = shorter;
        }
        rest
    }

    fn query(&mut self, address: &Address, pixels: u32) {
        let file = is_picture_file(address.path());
        let mut sign = '?';
        let (mut width, mut height) = (0, 0);
        for (name, value) in parameters(address.query()) {
            let number = || side(value.strip_suffix("px").unwrap_or(value));
            let folded = name.to_ascii_lowercase();
            let says_size = match folded.as_str() {
                "w" | "width" | "wid" | "sw" | "mw" | "maxw" | "max-w" | "maxwidth" | "max-width"
                | "imwidth" | "imw" | "im_w" => number().map(|side| width = side),
                "h" | "height" | "hei" | "sh" | "mh" | "maxh" | "max-h" | "maxheight" | "max-height"
                | "imheight" | "imh" => number().map(|side| height = side),
                // Of a program that makes pictures these could say which.
                "s" | "sz" | "size" | "max" if file => number().map(|side| width = side),
                "resize" | "fit" | "size" => {
                    let two = value.split_once([',', 'x']).or_else(|| text::split_once(value, "%2C"));
                    match two.map(|(across, down)| (side(across), side(down))) {
                        Some((Some(across), Some(down))) => {
                            (width, height) = (across, down);
                            Some(())
                        }
                        _ => is_mode(value).then_some(()),
                    }
                }
                "format" if value.ends_with('w') => {
                    value.strip_suffix('w').and_then(side).map(|side| width = side)
                }
                "q" | "quality" | "qlt" | "dpr" => text::number(value).map(|_| ()),
                "auto" | "fm" | "format" | "crop" | "strip" | "ssl" | "sharp" | "mode" | "scale" => {
                    is_mode(value).then_some(())
                }
                // `?thumb=1`
                name if is_size_word(name) && matches!(value, "" | "1" | "true" | "yes") => {
                    self.worded = true;
                    Some(())
                }
                _ => None,
            };
            if says_size.is_none() {
                self.key.push(sign);
                sign = '&';
                self.key.push_str(name);
                self.key.push('=');
                self.key.push_str(value);
            }
        }
        if width > 0 && pixels > width.saturating_mul(4) {
            return;
        }
        self.claim((width, height));
    }

    fn claim(&mut self, (width, height): (u32, u32)) {
        self.width = self.width.max(width);
        self.height = self.height.max(height);
        self.cropped |= width > 0 && height > 0;
    }
}

/// The last part of a name.
pub(super) struct Ending<'a> {
    /// What it begins with: `-`, `_` or `@`.
    pub(super) sign: char,
    /// The rest.
    pub(super) text: &'a str,
}

/// The last part of a name, after `-`, `_` or `@`, if something is left before it.
pub(super) fn last_part(name: &str) -> Option<(&str, Ending<'_>)> {
    let at = name.bytes().rposition(|b| b"-_@".contains(&b))?;
    let (rest, ending) = name.split_at_checked(at)?;
    let sign = ending.chars().next()?;
    let text = ending.get(1..)?;
    (!rest.is_empty() && !text.is_empty()).then_some((rest, Ending { sign, text }))
}

/// `300x200`, `300x`, `x200`, `300w`, `300px`.
pub(super) fn sides(text: &str) -> Option<(u32, u32)> {
    if let Some(width) = text.strip_suffix('w').or_else(|| text.strip_suffix("px")) {
        return side(width).map(|width| (width, 0));
    }
    match text.split_once('x')? {
        ("", height) => side(height).map(|_| (0, 0)),
        (width, "") => side(width).map(|width| (width, 0)),
        (width, height) => Some((side(width)?, side(height)?)),
    }
}

/// A number of pixels.
pub(super) fn side(text: &str) -> Option<u32> {
    let sound = (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|&side| sound && side >= SIDE_MIN)
}

/// A word that says how large.
pub(super) fn is_size_word(word: &str) -> bool {
    const WORDS: &str = "small medium large thumb thumbnail grande compact scaled original orig thumbs full \
        default mqdefault hqdefault sddefault maxresdefault";
    text::listed(WORDS, word)
}

/// A word, not coordinates: `crop=10,10,50,50` is a part of a picture, and another part is another picture.
fn is_mode(value: &str) -> bool {
    value.len() <= 24 && !value.bytes().any(|b| b.is_ascii_digit()) || matches!(value, "0" | "1")
}

/// A folder that tells a picture server what to make: `w_300,c_fill` after `upload`, or `width=300,quality=75`.
pub(super) fn transformation(folder: &str, after_upload: bool) -> Option<(u32, u32)> {
    let (mut width, mut height) = (0, 0);
    for part in folder.split(',') {
        let (name, value) = match part.split_once('=') {
            Some(parts) => parts,
            None if after_upload => part.split_once('_')?,
            None => return None,
        };
        match name {
            "w" | "width" => width = side(value).or_else(|| is_mode(value).then_some(0))?,
            "h" | "height" => height = side(value).or_else(|| is_mode(value).then_some(0))?,
            "c" | "q" | "f" | "g" | "ar" | "dpr" | "quality" | "format" | "fit" | "gravity" | "onerror"
            | "sharpen" | "metadata" => {}
            _ => return None,
        }
    }
    Some((width, height))
}

#[cfg(test)]
mod tests {
    use super::{Address, Variant};

    fn variant(url: &str, pixels: u32) -> Variant {
        Variant::of(&Address::parse(url).expect("an address"), pixels)
    }

    #[test]
    fn knows_sizes_of_one_picture() {
        for group in [
            &["https://a.example/p/x.jpg", "http://a.example/p/x.jpg", "https://a.example/p/x-300x200.jpg"][..],
            &["https://a.example/x.jpg", "https://a.example/x@2x.jpg", "https://a.example/x-300x200@2x.jpg"],
            &["https://a.example/x.jpg", "https://a.example/x_small.jpg", "https://a.example/x-scaled.jpg"],
            &[
                "https://a.example/x.jpg?v=1",
                "https://a.example/x_300x.jpg?v=1",
                "https://a.example/x_x300.jpg?v=1",
            ],
            &["https://a.example/x.jpg", "https://a.example/x_600x600_crop_center.jpg"],
            &[
                "https://a.example/x.jpg",
                "https://a.example/x.jpg?w=300&q=75",
                "https://a.example/x.jpg?width=90",
            ],
            &["https://a.example/x", "https://a.example/x?auto=format&fit=crop&w=800&dpr=2"],
            &[
                "https://a.example/x.jpg",
                "https://a.example/x.jpg?resize=300%2C200&ssl=1",
                "https://a.example/x.jpg?fit=300,200",
            ],
            &["https://a.example/i?url=%2Fx.jpg&w=640&q=75", "https://a.example/i?url=%2Fx.jpg&w=1080&q=75"],
            &[
                "https://a.example/image/upload/v1/x.jpg",
                "https://a.example/image/upload/w_300,c_fill,q_auto/v1/x.jpg",
            ],
            &["https://a.example/cdn/width=300,quality=75/x.jpg", "https://a.example/cdn/width=900/x.jpg"],
            &["https://a.example/thumb/X.jpg/300px-X.jpg", "https://a.example/thumb/X.jpg/600px-X.jpg"],
            &["https://a.example/x?format=300w", "https://a.example/x?format=1500w"],
        ] {
            let first = variant(group[0], 0);
            for url in group {
                assert_eq!(variant(url, 0).key, first.key, "{url}");
            }
        }
    }

    #[test]
    fn keeps_pictures_apart() {
        for (a, b) in [
            ("https://a.example/1.jpg", "https://a.example/2.jpg"),
            ("https://a.example/x-1.jpg", "https://a.example/x-2.jpg"),
            ("https://a.example/IMG_1024.jpg", "https://a.example/IMG_2048.jpg"),
            ("https://a.example/x.jpg", "https://b.example/x.jpg"),
            ("https://a.example/a/x.jpg", "https://a.example/b/x.jpg"),
            ("https://a.example/x.jpg", "https://a.example/x.png"),
            ("https://a.example/x-5x7.jpg", "https://a.example/x-8x10.jpg"),
            ("https://a.example/i?id=1&w=300", "https://a.example/i?id=2&w=300"),
            ("https://a.example/i?s=31", "https://a.example/i?s=32"),
            ("https://a.example/i?h=abc", "https://a.example/i?h=abd"),
            ("https://a.example/x.jpg?crop=0,0,50,50", "https://a.example/x.jpg?crop=50,0,50,50"),
            ("https://a.example/x.jpg?rect=0,0,50,50", "https://a.example/x.jpg?rect=50,0,50,50"),
            (
                "https://a.example/upload/l_text_a,w_300/x.jpg",
                "https://a.example/upload/l_text_b,w_300/x.jpg",
            ),
            ("https://a.example/shirt_red.jpg", "https://a.example/shirt_blue.jpg"),
            ("https://a.example/small.jpg", "https://a.example/large.jpg"),
            ("https://a.example/600x400.jpg", "https://a.example/800x400.jpg"),
            ("https://a.example/w_300/x.jpg", "https://a.example/w_400/x.jpg"),
        ] {
            assert_ne!(variant(a, 0).key, variant(b, 0).key, "{a} {b}");
        }
    }

    #[test]
    fn tells_what_the_address_claims() {
        for (url, pixels, width, cropped, worded) in [
            ("https://a.example/x.jpg", 0, 0, false, false),
            ("https://a.example/x-300x200.jpg", 300, 300, true, false),
            ("https://a.example/x-300x200@2x.jpg", 600, 600, true, false),
            ("https://a.example/x_300x.jpg", 300, 300, false, false),
            ("https://a.example/x-thumb.jpg", 90, 0, false, true),
            ("https://a.example/x.jpg?w=640&h=480", 640, 640, true, false),
            // Centimetres.
            ("https://a.example/x-40x60.jpg", 800, 0, false, false),
        ] {
            let Variant { width: w, cropped: c, worded: o, .. } = variant(url, pixels);
            assert_eq!((w, c, o), (width, cropped, worded), "{url}");
        }
        assert_ne!(
            variant("https://a.example/x-40x60.jpg", 800).key,
            variant("https://a.example/x.jpg", 0).key
        );
    }
}
