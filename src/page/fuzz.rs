//! Whatever a page says: no panic, and no more than its share of time. What is thrown at it are pieces of everything
//! that is parsed here, put together at random from a printed seed.

use tack_protocol::limits::{
    ALT_TEXT_MAX, CANDIDATES_MAX, DESCRIPTION_MAX, LINK_MAX, PICTURE_URL_MAX, TITLE_MAX,
};

use crate::rect::Rect;

use super::{Facts, FrameFacts, MetaFacts, PictureFacts, Place, SourceFacts, SpareFacts, ThingFacts, offer};

const ROUNDS: u64 = 3_000;

const PIECES: [&str; 60] = [
    "https://",
    "http://",
    "//",
    "shop.example",
    "cdn.example:8443",
    "[::1]",
    "10.0.0.1",
    "0x7f.1",
    "/a/b.jpg",
    "/../..",
    "?w=300",
    "&h=",
    "#",
    "%",
    "%zz",
    "%E2%80%AE",
    "@",
    "a:b@",
    " ",
    ",",
    ", ",
    "1x",
    "2x",
    "300w",
    "99999999999w",
    "-1w",
    "1e9x",
    "url(",
    "url(\"",
    "\")",
    "image-set(",
    "type(\"image/webp\")",
    "linear-gradient(red, blue)",
    ")",
    "((((((((",
    "\\",
    "\\000041 ",
    "'",
    "\"",
    "data:image/png;base64,",
    "blob:https://shop.example/1",
    "javascript:alert(1)",
    "utm_source=x",
    "access_token=1",
    "=",
    ";jsessionid=1",
    "_1200x800",
    "-300x300",
    "@2x",
    "/w_300,h_200/",
    ".jpg",
    ".svg",
    "\u{0}",
    "\u{202e}",
    "ß",
    "日本",
    "🧵",
    "e\u{301}",
    "small",
    "thumb",
];

/// Marsaglia's xorshift: the same numbers everywhere from one seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        let most = if self.roll(200) == 0 { 3_000 } else { 9 };
        for _ in 0..self.roll(most) {
            text.push_str(PIECES[self.roll(PIECES.len() as u64) as usize]);
        }
        text
    }

    fn number(&mut self) -> f64 {
        [0.0, 1.0, 80.0, 300.0, 1200.0, -5.0, 1e12, f64::NAN, f64::INFINITY][self.roll(9) as usize]
    }

    fn flag(&mut self) -> bool {
        self.roll(8) == 0
    }

    fn list<T>(&mut self, most: u64, one: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.roll(most)).map(|_| one(self)).collect()
    }

    fn place(&mut self) -> Place {
        use Place as P;
        [
            P::Img,
            P::Img,
            P::Background,
            P::Video,
            P::Drawing,
            P::Button,
            P::Noscript,
            P::Canvas,
            P::Film,
            P::Sketch,
        ][self.roll(10) as usize]
    }

    fn picture(&mut self) -> PictureFacts {
        PictureFacts {
            order: self.roll(1_000) as u32,
            spot: self.roll(1_000) as u32,
            place: self.place(),
            frame: self.roll(4) as u32,
            css: self.text(),
            tiled: self.flag(),
            spare: self.list(3, |dice| SpareFacts { name: dice.text(), value: dice.text() }),
            region: ["main", "header", "dialog", "aside"][self.roll(4) as usize].into(),
            marks: self.text(),
            src: self.text(),
            current: self.text(),
            srcset: self.text(),
            sources: self.list(3, |dice| SourceFacts {
                srcset: dice.text(),
                kind: dice.text(),
                unmatched: dice.flag(),
                width: dice.number(),
                height: dice.number(),
            }),
            natural_width: self.number(),
            natural_height: self.number(),
            loading: self.flag(),
            x: self.number(),
            y: self.number(),
            width: self.number(),
            height: self.number(),
            hidden: self.flag(),
            covered: self.flag(),
            thumb: if self.flag() { "data:image/webp;base64,UklG".into() } else { self.text() },
            alt: self.text(),
            title: self.text(),
            pin_media: if self.flag() { self.text() } else { String::new() },
            pin_url: self.text(),
            pin_description: self.text(),
            no_pin: self.flag(),
            link: self.text(),
            caption: self.text(),
        }
    }

    fn meta(&mut self) -> MetaFacts {
        const KEYS: [&str; 8] = [
            "og:image",
            "og:image:width",
            "twitter:image",
            "pin:media",
            "link:preload",
            "og:url",
            "description",
            "og:title",
        ];
        MetaFacts {
            key: KEYS[self.roll(8) as usize].into(),
            content: self.text(),
            description: self.text(),
            srcset: self.text(),
        }
    }

    fn facts(&mut self) -> Facts {
        let url = if self.flag() { self.text() } else { "https://shop.example/page?id=7".into() };
        Facts {
            scan: self.text(),
            base: if self.flag() { self.text() } else { url.clone() },
            url,
            title: self.text(),
            lang: self.text(),
            right_to_left: self.flag(),
            kind: self.text(),
            selection: self.text(),
            metas: self.list(6, Self::meta),
            canonical: self.text(),
            things: self.list(3, |dice| ThingFacts {
                types: dice.text(),
                name: dice.text(),
                caption: dice.text(),
                pictures: dice.list(3, Self::text),
            }),
            frames: self.list(3, |dice| FrameFacts {
                place: Rect::whole(dice.number(), dice.number()),
                url: dice.text(),
                base: dice.text(),
                metas: dice.list(2, Self::meta),
            }),
            foreign: self.list(3, Self::text),
            mark: self.text(),
            was_pointed: self.flag(),
            pointed: self.list(4, |dice| dice.roll(20) as u32),
            viewport_width: self.number(),
            viewport_height: self.number(),
            scrolled: self.number(),
            pictures: self.list(14, Self::picture),
        }
    }
}

#[test]
fn whatever_a_page_says() {
    for seed in 1..=ROUNDS {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let facts = dice.facts();
        let chosen = dice.flag().then(|| dice.text());
        let Ok(offer) = offer(facts, 1, chosen.as_deref()) else { continue };
        assert!(!offer.candidates.is_empty() && offer.candidates.len() <= CANDIDATES_MAX, "seed {seed}");
        for (at, candidate) in offer.candidates.iter().enumerate() {
            assert!(candidate.url.len() <= PICTURE_URL_MAX, "seed {seed}");
            let twice = offer.candidates.iter().take(at).any(|other| other.url == candidate.url);
            assert!(!twice, "seed {seed}: {} is offered twice", candidate.url);
            let is_public = |url: &str| url.starts_with("http://") || url.starts_with("https://");
            assert!(candidate.needs_upload || is_public(&candidate.url), "seed {seed}: {}", candidate.url);
            assert!(candidate.larger.iter().all(|url| is_public(url)), "seed {seed}");
            assert!(
                candidate.link.is_empty() || is_public(&candidate.link),
                "seed {seed}: {}",
                candidate.link
            );
            assert!(candidate.link.len() <= LINK_MAX, "seed {seed}");
            let query = candidate.link.split_once('?').map_or("", |(_, query)| query);
            assert!(!query.split('&').any(|pair| pair.starts_with("access_token=")), "seed {seed}: {query}");
            for (text, max) in [
                (&candidate.title, TITLE_MAX),
                (&candidate.description, DESCRIPTION_MAX),
                (&candidate.alt, ALT_TEXT_MAX),
            ] {
                assert!(text.chars().count() <= max, "seed {seed}");
                assert!(!text.contains(['\u{0}', '\u{202e}']), "seed {seed}: {text:?}");
            }
        }
    }
}
