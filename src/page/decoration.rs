//! What serves a page rather than its reader: icons, avatars, buttons, advertisements. Told by how the page calls it,
//! by its address, and by the sizes that such things have.

use super::address::Address;
use super::facts::PictureFacts;

/// How sure it is that a picture is decoration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Decoration {
    /// Nothing says so.
    #[default]
    No,
    /// A name that says so, of something that need not be small.
    Maybe,
    /// A part of the page's own furniture, where it is small.
    Furniture,
    /// An advertisement.
    Advertisement,
}

/// Names of furniture, whatever its size.
const FURNITURE: [&str; 35] = [
    "avatar",
    "avatars",
    "badge",
    "badges",
    "beacon",
    "btn",
    "button",
    "buttons",
    "captcha",
    "counter",
    "emoji",
    "emoticon",
    "favicon",
    "flag",
    "flags",
    "icon",
    "icons",
    "logo",
    "logos",
    "noise",
    "pixel",
    "rating",
    "seal",
    "signature",
    "smiley",
    "smilies",
    "smileys",
    "spacer",
    "spinner",
    "sprite",
    "sprites",
    "texture",
    "tracker",
    "userpic",
    "wordmark",
];
/// Names that furniture often has, and other pictures too.
const MAYBE: [&str; 14] = [
    "author",
    "banner",
    "byline",
    "contributor",
    "member",
    "payment",
    "placeholder",
    "profile",
    "promo",
    "share",
    "staff",
    "swatch",
    "swatches",
    "user",
];
/// Names of advertisements.
const ADVERTISEMENTS: [&str; 12] = [
    "ad",
    "ads",
    "adserve",
    "adserver",
    "adslot",
    "advert",
    "advertisement",
    "adv",
    "adbox",
    "sponsor",
    "sponsored",
    "leaderboard",
];
/// Sizes that advertisements are sold in, CSS pixels (IAB).
const SOLD: [(u32, u32); 12] = [
    (88, 31),
    (120, 600),
    (160, 600),
    (234, 60),
    (250, 250),
    (300, 250),
    (300, 600),
    (320, 50),
    (336, 280),
    (468, 60),
    (728, 90),
    (970, 250),
];

/// Whether a picture at this address is decoration.
pub(super) fn decoration(picture: Option<&PictureFacts>, address: &Address) -> Decoration {
    let marks = picture.map_or("", |picture| picture.marks.as_str());
    let path = address.path();
    // The end of the path says what it is; further up stands who has it.
    let near = path
        .char_indices()
        .rev()
        .filter(|(_, c)| *c == '/')
        .nth(2)
        .map_or(path, |(at, _)| path.get(at..).unwrap_or(path));
    let says = |names: &[&str]| has_word(marks, names) || has_word(near, names);
    let sold = picture
        .is_some_and(|picture| SOLD.contains(&(picture.width.round() as u32, picture.height.round() as u32)));
    if says(&ADVERTISEMENTS) || (sold && leads_elsewhere(picture, address)) {
        Decoration::Advertisement
    } else if says(&FURNITURE) {
        Decoration::Furniture
    } else if says(&MAYBE) {
        Decoration::Maybe
    } else {
        Decoration::No
    }
}

/// The link around the picture leads to another site than the picture comes from.
fn leads_elsewhere(picture: Option<&PictureFacts>, address: &Address) -> bool {
    let link = picture.and_then(|picture| Address::parse(&picture.link));
    link.is_some_and(|link| link.host() != address.host() && !link.names_picture())
}

/// One of `words` stands in the text as a word of its own: `site-logo`, `siteLogo`, `/logo/`.
fn has_word(text: &str, words: &[&str]) -> bool {
    let mut start = 0;
    let bytes = text.as_bytes();
    let at = |place: usize| bytes.get(place).copied().unwrap_or(b' ');
    (1..=bytes.len()).any(|end| {
        let ends = !at(end).is_ascii_alphabetic()
            || (at(end).is_ascii_uppercase() && at(end - 1).is_ascii_lowercase());
        if !ends {
            return false;
        }
        let word = text.get(start..end).unwrap_or("").trim_matches(|c: char| !c.is_ascii_alphabetic());
        start = end;
        words.iter().any(|known| word.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::{Address, Decoration, PictureFacts, decoration, has_word};

    #[test]
    fn finds_words() {
        for (text, found) in [
            ("logo", true),
            ("site-logo", true),
            ("siteLogo big", true),
            ("/img/logo.svg", true),
            ("logo2.png", true),
            ("logotherapy", false),
            ("catalogo", false),
            ("", false),
        ] {
            assert_eq!(has_word(text, &["logo"]), found, "{text}");
        }
    }

    #[test]
    fn tells_furniture_from_pictures() {
        for (path, marks, expected) in [
            ("/photos/chair.jpg", "card-media", Decoration::No),
            ("/static/logo.png", "", Decoration::Furniture),
            ("/u/77.jpg", "user-avatar", Decoration::Furniture),
            ("/p/1.jpg", "ad-slot", Decoration::Advertisement),
            ("/p/1.jpg", "header-shadow lead", Decoration::No),
            ("/p/1.jpg", "byline", Decoration::Maybe),
        ] {
            let address = Address::parse(&["https://a.example", path].concat()).expect("an address");
            let picture = PictureFacts { marks: marks.into(), ..PictureFacts::default() };
            assert_eq!(decoration(Some(&picture), &address), expected, "{path} {marks}");
        }
    }
}
