//! What serves a page rather than its reader: icons, avatars, buttons, advertisements. Told by how the page calls it,
//! by its address, and by the sizes that such things have.

use super::address::{Address, same_site};
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

/// Words that say it, in order. Those that may be are names of other pictures too.
const NAMES: [(&str, Decoration); 61] = [
    ("ad", Decoration::Advertisement),
    ("adbox", Decoration::Advertisement),
    ("ads", Decoration::Advertisement),
    ("adserve", Decoration::Advertisement),
    ("adserver", Decoration::Advertisement),
    ("adslot", Decoration::Advertisement),
    ("adv", Decoration::Advertisement),
    ("advert", Decoration::Advertisement),
    ("advertisement", Decoration::Advertisement),
    ("author", Decoration::Maybe),
    ("avatar", Decoration::Furniture),
    ("avatars", Decoration::Furniture),
    ("badge", Decoration::Furniture),
    ("badges", Decoration::Furniture),
    ("banner", Decoration::Maybe),
    ("beacon", Decoration::Furniture),
    ("btn", Decoration::Furniture),
    ("button", Decoration::Furniture),
    ("buttons", Decoration::Furniture),
    ("byline", Decoration::Maybe),
    ("captcha", Decoration::Furniture),
    ("contributor", Decoration::Maybe),
    ("counter", Decoration::Furniture),
    ("emoji", Decoration::Furniture),
    ("emoticon", Decoration::Furniture),
    ("favicon", Decoration::Furniture),
    ("flag", Decoration::Furniture),
    ("flags", Decoration::Furniture),
    ("icon", Decoration::Furniture),
    ("icons", Decoration::Furniture),
    ("leaderboard", Decoration::Advertisement),
    ("logo", Decoration::Furniture),
    ("logos", Decoration::Furniture),
    ("member", Decoration::Maybe),
    ("noise", Decoration::Furniture),
    ("payment", Decoration::Maybe),
    ("pixel", Decoration::Furniture),
    ("placeholder", Decoration::Maybe),
    ("profile", Decoration::Maybe),
    ("promo", Decoration::Maybe),
    ("rating", Decoration::Furniture),
    ("seal", Decoration::Furniture),
    ("share", Decoration::Maybe),
    ("signature", Decoration::Furniture),
    ("smiley", Decoration::Furniture),
    ("smileys", Decoration::Furniture),
    ("smilies", Decoration::Furniture),
    ("spacer", Decoration::Furniture),
    ("spinner", Decoration::Furniture),
    ("sponsor", Decoration::Advertisement),
    ("sponsored", Decoration::Advertisement),
    ("sprite", Decoration::Furniture),
    ("sprites", Decoration::Furniture),
    ("staff", Decoration::Maybe),
    ("swatch", Decoration::Maybe),
    ("swatches", Decoration::Maybe),
    ("texture", Decoration::Furniture),
    ("tracker", Decoration::Furniture),
    ("user", Decoration::Maybe),
    ("userpic", Decoration::Furniture),
    ("wordmark", Decoration::Furniture),
];
/// No word of these is longer.
const NAME_MAX: usize = 16;
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

/// Whether a picture at this address, on a page of that one, is decoration.
pub(super) fn decoration(
    picture: Option<&PictureFacts>,
    address: &Address,
    page: Option<&Address>,
) -> Decoration {
    let marks = picture.map_or("", |picture| picture.marks.as_str());
    let path = address.path();
    // The end of the path says what it is; further up stands who has it.
    let near = path
        .char_indices()
        .rev()
        .filter(|(_, c)| *c == '/')
        .nth(2)
        .map_or(path, |(at, _)| path.get(at..).unwrap_or(path));
    let named = name_of(marks).max(name_of(near));
    let sold = picture
        .is_some_and(|picture| SOLD.contains(&(picture.width.round() as u32, picture.height.round() as u32)));
    if sold && leads_elsewhere(picture, address, page) { Decoration::Advertisement } else { named }
}

/// The link around the picture leads to another site than the page, and than the picture comes from: shops have their
/// pictures elsewhere.
fn leads_elsewhere(picture: Option<&PictureFacts>, address: &Address, page: Option<&Address>) -> bool {
    let link = picture.and_then(|picture| Address::parse(&picture.link));
    link.is_some_and(|link| {
        link.host() != address.host()
            && !page.is_some_and(|page| same_site(&link, page))
            && !link.names_picture()
    })
}

/// What the text calls it, by words that stand there on their own: `site-logo`, `siteLogo`, `/logo/`.
fn name_of(text: &str) -> Decoration {
    let mut start = 0;
    let bytes = text.as_bytes();
    let at = |place: usize| bytes.get(place).copied().unwrap_or(b' ');
    let mut named = Decoration::No;
    for end in 1..=bytes.len() {
        let ends = !at(end).is_ascii_alphabetic()
            || (at(end).is_ascii_uppercase() && at(end - 1).is_ascii_lowercase());
        if ends {
            let word = text.get(start..end).unwrap_or("").trim_matches(|c: char| !c.is_ascii_alphabetic());
            named = named.max(of_word(word));
            start = end;
        }
    }
    named
}

/// What a word calls it.
fn of_word(word: &str) -> Decoration {
    let mut folded = [0; NAME_MAX];
    let Some(folded) = folded.get_mut(..word.len()) else { return Decoration::No };
    folded.copy_from_slice(word.as_bytes());
    folded.make_ascii_lowercase();
    let found = NAMES.binary_search_by(|(name, _)| name.as_bytes().cmp(folded)).ok();
    found.and_then(|at| NAMES.get(at)).map_or(Decoration::No, |(_, decoration)| *decoration)
}

#[cfg(test)]
mod tests {
    use super::{Address, Decoration, NAMES, PictureFacts, decoration, name_of};

    #[test]
    fn finds_words() {
        for (text, expected) in [
            ("logo", Decoration::Furniture),
            ("site-logo", Decoration::Furniture),
            ("siteLogo big", Decoration::Furniture),
            ("/img/LOGO.svg", Decoration::Furniture),
            ("logo2.png", Decoration::Furniture),
            ("author logo", Decoration::Furniture),
            ("logo author ads", Decoration::Advertisement),
            ("logotherapy", Decoration::No),
            ("catalogo", Decoration::No),
            ("", Decoration::No),
        ] {
            assert_eq!(name_of(text), expected, "{text}");
        }
    }

    #[test]
    fn finds_every_word_in_its_table() {
        for (name, expected) in NAMES {
            assert_eq!(name_of(name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_sold_leads_away_from_the_page() {
        let parse = |address: &str| Address::parse(address).expect("an address");
        let page = parse("https://www.shop.example/chairs");
        for (link, expected) in [
            // A shop's pictures are elsewhere.
            ("https://shop.example/chairs/1", Decoration::No),
            ("https://www.shop.example/chairs/1", Decoration::No),
            ("https://click.ads.example/?to=7", Decoration::Advertisement),
        ] {
            let picture =
                PictureFacts { link: link.into(), width: 250.0, height: 250.0, ..PictureFacts::default() };
            let address = parse("https://cdn.example/1.jpg");
            assert_eq!(decoration(Some(&picture), &address, Some(&page)), expected, "{link}");
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
            assert_eq!(decoration(Some(&picture), &address, None), expected, "{path} {marks}");
        }
    }
}
