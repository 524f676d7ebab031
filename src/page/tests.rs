//! Whole pages: facts in, offer out.

use tack_protocol::limits::{CANDIDATES_MAX, FACTS_MAX};
use tack_protocol::{PageOffer, Problem, ProblemKind};

use super::facts::SpareFacts;
use super::{Facts, MetaFacts, PictureFacts, Raw, offer, offer_of};

const PAGE: &str = "https://shop.example/lamps?utm_source=x#top";

fn page(pictures: Vec<PictureFacts>) -> Facts {
    Facts {
        url: PAGE.into(),
        base: PAGE.into(),
        title: "Lamps".into(),
        kind: "text/html".into(),
        viewport_width: 1200.0,
        viewport_height: 800.0,
        pictures: pictures
            .into_iter()
            .zip(0..)
            .map(|(picture, order)| PictureFacts { order, ..picture })
            .collect(),
        ..Facts::default()
    }
}

/// Loaded, and shown below what is in view.
fn picture(name: &str, width: f64, height: f64) -> PictureFacts {
    PictureFacts {
        src: format!("https://cdn.example/{name}"),
        natural_width: width,
        natural_height: height,
        y: 2_000.0,
        width,
        height,
        ..PictureFacts::default()
    }
}

fn meta(key: &str, content: &str) -> MetaFacts {
    MetaFacts { key: key.into(), content: content.into(), ..MetaFacts::default() }
}

fn names(offer: &PageOffer) -> Vec<&str> {
    let name = |url: &'_ str| url.rfind('/').map_or(0, |at| at + 1);
    offer.candidates.iter().map(|c| &c.url[name(&c.url)..]).collect()
}

fn kind(result: Result<PageOffer, Problem>) -> Option<ProblemKind> {
    result.err().map(|problem| problem.kind)
}

fn inline() -> PictureFacts {
    PictureFacts { src: "data:image/png;base64,AAAA".into(), ..picture("", 400.0, 400.0) }
}

fn opted_out(picture: PictureFacts) -> PictureFacts {
    PictureFacts { no_pin: true, ..picture }
}

#[test]
fn offers_a_picture_with_everything_that_is_known_of_it() {
    let facts = Facts {
        metas: vec![
            meta("og:title", " Three \u{202e}lamps\n"),
            meta("og:description", "All our lamps."),
            meta("og:image", "https://cdn.example/lamp-600x400.jpg"),
        ],
        canonical: "/all-lamps".into(),
        ..page(vec![PictureFacts {
            current: "https://cdn.example/lamp-300x200.jpg".into(),
            alt: "A lamp".into(),
            caption: "The lamp by the door".into(),
            link: "https://shop.example/lamp".into(),
            ..picture("lamp-300x200.jpg", 300.0, 200.0)
        }])
    };
    let offer = offer(facts, 7, None).expect("an offer");
    assert_eq!((offer.tab, offer.page.as_str(), offer.opted_out), (7, "https://shop.example/lamps", 0));
    assert_eq!(offer.chosen, None);
    let [lamp] = offer.candidates.as_slice() else { panic!("{:?}", offer.candidates) };
    assert_eq!(lamp.url, "https://cdn.example/lamp-600x400.jpg");
    assert_eq!(lamp.shown, "https://cdn.example/lamp-300x200.jpg");
    assert_eq!((lamp.width, lamp.height), (0, 0));
    assert_eq!(lamp.title, "Three lamps");
    assert_eq!(lamp.description, "The lamp by the door");
    assert_eq!(lamp.alt, "A lamp");
    assert_eq!(lamp.link, "https://shop.example/lamp");
}

#[test]
fn chooses_words_in_order() {
    let all = || PictureFacts {
        pin_description: "pin".into(),
        caption: "caption".into(),
        alt: "alt".into(),
        title: "title".into(),
        ..picture("lamp.jpg", 400.0, 300.0)
    };
    let metas = vec![meta("description", "page")];
    for (selection, change, expected) in [
        ("selected", all(), "selected"),
        (" \n", all(), "pin"),
        ("", PictureFacts { pin_description: String::new(), ..all() }, "caption"),
        ("", PictureFacts { pin_description: String::new(), caption: " ".into(), ..all() }, "alt"),
        (
            "",
            PictureFacts {
                pin_description: String::new(),
                caption: String::new(),
                alt: "IMG_0231.JPG".into(),
                ..all()
            },
            "title",
        ),
        ("", picture("lamp.jpg", 400.0, 300.0), "page"),
    ] {
        let facts = Facts { selection: selection.into(), metas: metas.clone(), ..page(vec![change]) };
        let offer = offer(facts, 1, None).expect("an offer");
        assert_eq!(offer.candidates[0].description, expected);
    }
    for (metas, expected) in [
        (vec![], "Lamps"),
        (vec![meta("og:title", "og")], "og"),
        (vec![meta("og:title", "og"), meta("pin:title", "pin")], "pin"),
        (vec![meta("og:title", "  ")], "Lamps"),
    ] {
        let facts = Facts { metas, ..page(vec![picture("lamp.jpg", 400.0, 300.0)]) };
        assert_eq!(offer(facts, 1, None).expect("an offer").candidates[0].title, expected);
    }
}

#[test]
fn brings_pictures_into_order() {
    let seen = |picture: PictureFacts, x: f64, y: f64| PictureFacts { x, y, ..picture };
    let table: [(&str, Vec<PictureFacts>, &[&str]); 13] = [
        (
            "larger first",
            vec![
                picture("s.jpg", 200.0, 200.0),
                picture("l.jpg", 800.0, 600.0),
                picture("m.jpg", 400.0, 300.0),
            ],
            &["l.jpg", "m.jpg", "s.jpg"],
        ),
        (
            "page order breaks ties",
            vec![
                picture("b.jpg", 400.0, 300.0),
                picture("a.jpg", 400.0, 300.0),
                picture("c.jpg", 400.0, 300.0),
            ],
            &["b.jpg", "a.jpg", "c.jpg"],
        ),
        (
            "of a tall one counts what is seen at once",
            vec![picture("tall.jpg", 100.0, 9000.0), picture("fair.jpg", 400.0, 400.0)],
            &["fair.jpg", "tall.jpg"],
        ),
        (
            "banners come later",
            vec![picture("banner.jpg", 1600.0, 200.0), picture("fair.jpg", 400.0, 400.0)],
            &["fair.jpg", "banner.jpg"],
        ),
        (
            "in view before out of view",
            vec![picture("below.jpg", 500.0, 400.0), seen(picture("seen.jpg", 400.0, 400.0), 100.0, 100.0)],
            &["seen.jpg", "below.jpg"],
        ),
        (
            "about as large, as people read",
            vec![
                seen(picture("right.jpg", 420.0, 400.0), 450.0, 210.0),
                seen(picture("left.jpg", 400.0, 400.0), 0.0, 200.0),
            ],
            &["left.jpg", "right.jpg"],
        ),
        (
            "a grid in the order of the page",
            vec![
                seen(picture("1.jpg", 200.0, 200.0), 0.0, 0.0),
                seen(picture("2.jpg", 200.0, 200.0), 300.0, 0.0),
                seen(picture("3.jpg", 200.0, 200.0), 300.0, 210.0),
                seen(picture("4.jpg", 200.0, 200.0), 0.0, 420.0),
            ],
            &["1.jpg", "2.jpg", "3.jpg", "4.jpg"],
        ),
        (
            "hidden after shown",
            vec![
                PictureFacts { hidden: true, width: 0.0, height: 0.0, ..picture("hidden.jpg", 600.0, 600.0) },
                picture("shown.jpg", 400.0, 400.0),
            ],
            &["shown.jpg", "hidden.jpg"],
        ),
        (
            "what the owner wants is first",
            vec![
                picture("large.jpg", 1600.0, 1200.0),
                PictureFacts { pin_media: "/wish.jpg".into(), ..picture("s.jpg", 100.0, 100.0) },
            ],
            &["wish.jpg", "large.jpg"],
        ),
        (
            "icons, trackers and rules are out, and trifles where there is better",
            vec![
                picture("icon.png", 32.0, 32.0),
                picture("pixel.gif", 1.0, 1.0),
                picture("rule.png", 800.0, 4.0),
                picture("small.jpg", 100.0, 85.0),
                picture("fair.jpg", 120.0, 120.0),
            ],
            &["fair.jpg"],
        ),
        (
            "a large picture is not furniture by its name",
            vec![picture("harbor-seal.jpg", 800.0, 600.0), picture("fair.jpg", 300.0, 300.0)],
            &["harbor-seal.jpg", "fair.jpg"],
        ),
        (
            "large files that serve as icons are last",
            vec![
                PictureFacts { width: 24.0, height: 24.0, ..picture("mark.png", 1024.0, 1024.0) },
                picture("fair.jpg", 200.0, 200.0),
            ],
            &["fair.jpg", "mark.png"],
        ),
        (
            "one that is not loaded yet counts as large as it will show",
            vec![
                picture("fair.jpg", 200.0, 200.0),
                PictureFacts {
                    loading: true,
                    natural_width: 0.0,
                    natural_height: 0.0,
                    ..picture("lazy.jpg", 600.0, 400.0)
                },
                PictureFacts {
                    natural_width: 0.0,
                    natural_height: 0.0,
                    ..picture("broken.jpg", 600.0, 400.0)
                },
            ],
            &["lazy.jpg", "fair.jpg"],
        ),
    ];
    for (what, pictures, expected) in table {
        let offer = offer(page(pictures), 1, None).expect(what);
        assert_eq!(names(&offer), expected, "{what}");
    }
}

#[test]
fn takes_hints_of_the_head() {
    let pictures = || vec![picture("b.jpg", 400.0, 400.0), picture("c.jpg", 400.0, 400.0)];
    for (metas, expected) in [
        (vec![meta("og:image", "https://cdn.example/c.jpg")], &["c.jpg", "b.jpg"][..]),
        (vec![meta("twitter:image", "https://cdn.example/x.jpg")], &["x.jpg", "b.jpg", "c.jpg"]),
        (
            vec![meta("og:image", "/tiny.png"), meta("og:image:width", "32"), meta("og:image:height", "32")],
            &["b.jpg", "c.jpg"],
        ),
        (vec![meta("pin:media", "/wish.jpg")], &["wish.jpg", "b.jpg", "c.jpg"]),
        (vec![meta("og:image", "data:image/png;base64,AAAA")], &["b.jpg", "c.jpg"]),
    ] {
        let facts = Facts { metas: metas.clone(), ..page(pictures()) };
        assert_eq!(names(&offer(facts, 1, None).expect("an offer")), expected, "{metas:?}");
    }
    let facts =
        Facts { metas: vec![meta("og:image", "/only.jpg"), meta("og:image:alt", "Only")], ..page(vec![]) };
    let alone = offer(facts, 1, None).expect("an offer");
    assert_eq!(names(&alone), ["only.jpg"]);
    assert_eq!(
        (alone.candidates[0].alt.as_str(), alone.candidates[0].description.as_str()),
        ("Only", "Only")
    );
}

#[test]
fn brings_the_sizes_of_one_picture_together_and_no_others() {
    let table: [(&str, Vec<PictureFacts>, &[&str]); 9] = [
        (
            "thumbnail and picture",
            vec![picture("x-150x150.jpg", 150.0, 150.0), picture("x-1200x800.jpg", 1200.0, 800.0)],
            &["x-1200x800.jpg"],
        ),
        (
            "widths of a picture server",
            vec![
                picture("x.jpg?w=300", 300.0, 200.0),
                picture("x.jpg?w=900", 900.0, 600.0),
                picture("x.jpg?w=600", 600.0, 400.0),
            ],
            &["x.jpg?w=900"],
        ),
        (
            "the same twice",
            vec![picture("x.jpg", 400.0, 300.0), picture("x.jpg#again", 400.0, 300.0)],
            &["x.jpg"],
        ),
        (
            "small and large of one",
            vec![picture("x_small.jpg", 200.0, 150.0), picture("x.jpg", 800.0, 600.0)],
            &["x.jpg"],
        ),
        (
            "small and large of two",
            vec![picture("x_small.jpg", 800.0, 600.0), picture("x_large.jpg", 800.0, 600.0)],
            &["x_small.jpg", "x_large.jpg"],
        ),
        (
            "another shape",
            vec![picture("x.jpg?w=600", 600.0, 400.0), picture("x.jpg?w=601", 601.0, 900.0)],
            &["x.jpg?w=601", "x.jpg?w=600"],
        ),
        (
            "shapes differ by rounding",
            vec![picture("x.jpg?w=100", 100.0, 67.0), picture("x.jpg?w=601", 601.0, 400.0)],
            &["x.jpg?w=601"],
        ),
        (
            "centimetres",
            vec![picture("x-40x60.jpg", 800.0, 800.0), picture("x-60x90.jpg", 800.0, 800.0)],
            &["x-40x60.jpg", "x-60x90.jpg"],
        ),
        (
            "another document of one program",
            vec![picture("i.php?id=1&w=300", 300.0, 300.0), picture("i.php?id=2&w=300", 300.0, 300.0)],
            &["i.php?id=1&w=300", "i.php?id=2&w=300"],
        ),
    ];
    for (what, pictures, expected) in table {
        let offer = offer(page(pictures), 1, None).expect(what);
        assert_eq!(names(&offer), expected, "{what}");
    }
}

#[test]
fn what_was_cut_for_a_card_is_not_the_whole_picture() {
    for card in ["vase.jpg?w=1200&h=630&fit=crop", "vase.webp?width=1200&height=630"] {
        let facts = Facts {
            metas: vec![meta("og:image", &["https://cdn.example/", card].concat())],
            ..page(vec![picture("vase.jpg?w=700", 700.0, 1050.0)])
        };
        assert_eq!(names(&offer(facts, 1, None).expect("an offer")), ["vase.jpg?w=700"], "{card}");
    }
}

#[test]
fn a_thumbnail_is_no_whole_picture() {
    for (whole, thumb) in [
        ("sea-1600x1067.jpg", "sea_thumb.jpg"),
        ("w_1200,h_800,c_limit/sea.jpg", "w_150,ar_1:1,c_fill/sea.jpg"),
    ] {
        let pictures = [picture(whole, 1600.0, 1067.0), picture(thumb, 150.0, 150.0)];
        let offer_of = |pictures: &[PictureFacts]| offer(page(pictures.to_vec()), 1, None).expect("an offer");
        let first = offer_of(&pictures).candidates.remove(0);
        let [one, other] = pictures;
        let turned = offer_of(&[other, one]).candidates.remove(0);
        assert!(first.url.ends_with(whole) && turned.url.ends_with(whole), "{} {}", first.url, turned.url);
    }
}

#[test]
fn another_picture_that_an_attribute_names_is_no_larger_one() {
    for name in ["data-hover-src", "data-rollover", "data-second-image", "data-flip-image"] {
        let front = PictureFacts {
            spare: vec![SpareFacts { name: name.into(), value: "https://cdn.example/back_600.jpg".into() }],
            ..picture("front_300.jpg", 300.0, 300.0)
        };
        let facts = page(vec![front, picture("back_600.jpg", 600.0, 600.0)]);
        let offer = offer(facts, 1, None).expect("an offer");
        assert!(offer.candidates.iter().all(|candidate| candidate.larger.is_empty()), "{name}");
        assert_eq!(offer.candidates.len(), 2, "{name}");
    }
}

#[test]
fn what_shows_is_closed_with_what_its_owner_would_have_pinned() {
    let closed = PictureFacts {
        pin_media: "https://cdn.example/vase-to-pin.jpg".into(),
        ..opted_out(picture("vase.jpg", 700.0, 700.0))
    };
    let facts = Facts {
        metas: vec![meta("og:image", "https://cdn.example/vase.jpg")],
        ..page(vec![closed, picture("lamp.jpg", 400.0, 400.0)])
    };
    assert_eq!(names(&offer(facts, 1, None).expect("an offer")), ["lamp.jpg"]);
}

#[test]
fn puts_the_chosen_picture_first() {
    let pictures = || {
        vec![
            picture("l.jpg", 800.0, 600.0),
            PictureFacts { alt: "Small".into(), ..picture("s.jpg", 60.0, 60.0) },
            PictureFacts { srcset: "/m-900.jpg 900w".into(), ..picture("m.jpg", 300.0, 200.0) },
            PictureFacts { pin_media: "/tall.jpg".into(), ..picture("p.jpg", 300.0, 200.0) },
        ]
    };
    for (chosen, expected) in [
        // Too small to be offered, but the person wants it.
        ("https://cdn.example/s.jpg", "https://cdn.example/s.jpg"),
        ("https://cdn.example/s.jpg#x", "https://cdn.example/s.jpg"),
        // In its largest size; as the owner wants it.
        ("https://cdn.example/m.jpg", "https://shop.example/m-900.jpg"),
        ("https://cdn.example/p.jpg", "https://shop.example/tall.jpg"),
        // In a frame, or a background: the scan has not seen it.
        ("https://else.example/unseen.jpg#x", "https://else.example/unseen.jpg"),
        // A size that the page names nowhere else.
        ("https://cdn.example/l.jpg?w=200", "https://cdn.example/l.jpg"),
    ] {
        let offer = offer(page(pictures()), 1, Some(chosen)).expect("an offer");
        assert_eq!(offer.chosen.as_deref(), Some(expected), "{chosen}");
        assert_eq!(offer.candidates[0].url, expected);
        let one = offer_of(page(pictures()), chosen).expect("an offer").candidates.remove(0);
        assert_eq!(one, offer.candidates[0]);
    }
    let unseen =
        offer_of(page(vec![]), "https://else.example/unseen.jpg").expect("an offer").candidates.remove(0);
    assert_eq!((unseen.title.as_str(), unseen.link.as_str()), ("Lamps", "https://shop.example/lamps"));
    assert_eq!(unseen.shown, unseen.url);
    // No facts at all: the scan was refused.
    assert!(offer_of(Facts::default(), "https://else.example/unseen.jpg").is_ok());
}

#[test]
fn honours_the_owners_wish() {
    let facts = page(vec![
        picture("a.jpg", 400.0, 300.0),
        opted_out(picture("b.jpg", 800.0, 600.0)),
        // One place of several is enough.
        picture("c-1000x1000.jpg", 1000.0, 1000.0),
        opted_out(picture("c-300x300.jpg", 300.0, 300.0)),
        // Nobody misses it.
        opted_out(picture("pixel.gif", 1.0, 1.0)),
    ]);
    let facts = Facts { metas: vec![meta("og:image", "https://cdn.example/b.jpg")], ..facts };
    let found = offer(facts.clone(), 1, None).expect("an offer");
    assert_eq!((names(&found), found.opted_out), (vec!["a.jpg"], 2));
    for chosen in ["b.jpg", "c-1000x1000.jpg", "c-300x300.jpg", "b.jpg?w=300"] {
        let chosen = format!("https://cdn.example/{chosen}");
        assert_eq!(
            kind(offer(facts.clone(), 1, Some(&chosen))),
            Some(ProblemKind::PictureOptedOut),
            "{chosen}"
        );
        assert!(offer_of(facts.clone(), &chosen).is_err(), "{chosen}");
    }
    let mut facts = page(vec![picture("a.jpg", 400.0, 300.0)]);
    facts.metas.push(MetaFacts { description: "Ask me".into(), ..meta("pinterest", "nopin") });
    let problem = offer(facts, 1, Some("https://cdn.example/a.jpg")).expect_err("a problem");
    assert_eq!((problem.kind, problem.owner_message.as_deref()), (ProblemKind::PageOptedOut, Some("Ask me")));
}

#[test]
fn an_opted_out_picture_is_known_however_little_it_promises() {
    // More that are larger, and one that did not load: the head names both.
    let mut pictures: Vec<PictureFacts> =
        (0..300).map(|n| opted_out(picture(&format!("other-{n}a.jpg"), 900.0, 900.0))).collect();
    pictures.push(opted_out(picture("least.jpg", 90.0, 90.0)));
    pictures.push(opted_out(PictureFacts { natural_width: 0.0, ..picture("broken.jpg", 300.0, 300.0) }));
    pictures.push(picture("a.jpg", 400.0, 300.0));
    let named = |name: &str| meta("og:image", &format!("https://cdn.example/{name}"));
    let metas = vec![named("least.jpg"), named("broken.jpg")];
    let found = offer(Facts { metas, ..page(pictures) }, 1, None).expect("an offer");
    assert_eq!(names(&found), ["a.jpg"]);
    assert!(
        ["other-299a", "least", "broken"]
            .iter()
            .all(|name| found.closed.iter().any(|key| key.contains(name)))
    );
    assert!(!found.closed.contains(&found.candidates[0].key));
}

#[test]
fn says_why_there_is_nothing() {
    let elsewhere = |url: &str| Facts { url: url.into(), ..page(vec![picture("a.jpg", 400.0, 300.0)]) };
    for (facts, chosen, expected) in [
        (page(vec![]), None, Some(ProblemKind::NoPictures)),
        (page(vec![picture("icon.png", 16.0, 16.0)]), None, Some(ProblemKind::NoPictures)),
        (page(vec![inline()]), None, Some(ProblemKind::PictureNotPublic)),
        (page(vec![inline(), picture("a.jpg", 400.0, 300.0)]), None, None),
        (
            page(vec![inline(), picture("a.jpg", 400.0, 300.0)]),
            Some("data:image/png;base64,AAAA"),
            Some(ProblemKind::PictureNotPublic),
        ),
        (page(vec![]), Some("blob:https://shop.example/1"), Some(ProblemKind::PictureNotPublic)),
        (
            page(vec![opted_out(inline())]),
            Some("data:image/png;base64,AAAA"),
            Some(ProblemKind::PictureOptedOut),
        ),
        (page(vec![opted_out(picture("a.jpg", 400.0, 300.0))]), None, Some(ProblemKind::PictureOptedOut)),
        (elsewhere("https://www.pinterest.com/pin/1/"), None, None),
        (elsewhere("https://www.pinterest.co.uk/"), None, Some(ProblemKind::PinterestPage)),
        (elsewhere("https://notpinterest.com/"), None, None),
    ] {
        assert_eq!(kind(offer(facts.clone(), 1, chosen)), expected, "{} {chosen:?}", facts.url);
    }
}

#[test]
fn what_only_the_page_can_fetch_is_taken_from_it() {
    let private =
        PictureFacts { src: "http://192.168.1.5/a.jpg".into(), spot: 3, ..picture("", 400.0, 300.0) };
    let data = format!("data:image/png;base64,{}", "A".repeat(9_000));
    let written = PictureFacts {
        src: super::brief(&data).into_owned(),
        thumb: "data:image/webp;base64,UklG".into(),
        spot: 4,
        ..picture("", 300.0, 200.0)
    };
    let canvas = PictureFacts {
        place: super::Place::Canvas,
        src: String::new(),
        thumb: "data:image/webp;base64,UklG".into(),
        spot: 5,
        ..picture("", 800.0, 600.0)
    };
    let facts = || Facts { scan: "s".into(), ..page(vec![private.clone(), written.clone(), canvas.clone()]) };
    let offered = offer(facts(), 1, None).expect("an offer").candidates;
    let data_url = written.src.as_str();
    let found: Vec<(&str, u32, bool)> = offered
        .iter()
        .map(|c| (c.url.as_str(), c.spot.as_ref().map_or(0, |spot| spot.at), c.needs_upload))
        .collect();
    assert_eq!(
        found,
        [("canvas:5", 5, true), ("http://192.168.1.5/a.jpg", 3, true), (data_url, 4, true)],
        "{offered:?}"
    );
    assert!(offered.iter().all(|c| c.is_loaded && c.larger.is_empty()));
    // The browser names it by its whole address.
    let pointed = offer(facts(), 1, Some(&data)).expect("an offer");
    assert_eq!(pointed.candidates.first().map(|c| c.url.as_str()), Some(data_url));
    let pointed = offer(facts(), 1, Some("http://192.168.1.5/a.jpg")).expect("an offer");
    assert_eq!(pointed.candidates.first().map(|c| c.needs_upload), Some(true));
}

#[test]
fn offers_the_picture_of_its_own_tab() {
    let url = "https://cdn.example/a.jpg";
    let shown = PictureFacts { alt: url.into(), ..picture("a.jpg", 1600.0, 1200.0) };
    for pictures in [vec![shown], vec![]] {
        let facts = Facts {
            url: url.into(),
            kind: "image/jpeg".into(),
            title: "a.jpg (1600×1200)".into(),
            ..page(pictures)
        };
        let offer = offer(facts, 1, None).expect("an offer");
        let [only] = offer.candidates.as_slice() else { panic!("{:?}", offer.candidates) };
        assert_eq!((only.url.as_str(), only.link.as_str()), (url, url));
        assert_eq!((only.title.as_str(), only.description.as_str(), only.alt.as_str()), ("", "", ""));
    }
}

#[test]
fn gives_away_nothing_of_the_person() {
    let secret = PictureFacts {
        src: "https://anna:pass@cdn.example/a.jpg?access_token=1&w=800#x".into(),
        ..picture("", 800.0, 600.0)
    };
    let facts = Facts { url: "https://anna:pass@shop.example/x?sid=1&q=2#y".into(), ..page(vec![secret]) };
    let offer =
        offer(facts, 1, Some("https://anna:pass@cdn.example/a.jpg?access_token=1&w=800")).expect("an offer");
    let only = &offer.candidates[0];
    assert_eq!(only.url, "https://cdn.example/a.jpg?w=800");
    assert_eq!((only.shown.as_str(), offer.chosen.as_deref()), (only.url.as_str(), Some(only.url.as_str())));
    assert_eq!(
        (offer.page.as_str(), only.link.as_str()),
        ("https://shop.example/x?q=2", "https://shop.example/x?q=2")
    );

    let inside = Facts { url: "http://intranet/x".into(), ..page(vec![picture("a.jpg", 400.0, 300.0)]) };
    assert_eq!(super::offer(inside, 1, None).expect("an offer").candidates[0].link, "");
}

#[test]
fn keeps_to_its_limits() {
    let many = |count: usize| {
        page((0..count).map(|i| picture(&format!("p{i}a.jpg"), 300.0 + (i % 97) as f64, 200.0)).collect())
    };
    let found = offer(many(FACTS_MAX + 50), 1, None).expect("an offer");
    assert_eq!(found.candidates.len(), CANDIDATES_MAX);
    let mut urls: Vec<_> = found.candidates.iter().map(|c| &c.url).collect();
    urls.sort_unstable();
    urls.dedup();
    assert_eq!(urls.len(), CANDIDATES_MAX);
    // Every picture with the same name in another shape: no square of comparisons, and no address twice.
    let shapes = (0..5_000).map(|i| picture(&format!("x.jpg?w={}", 100 + i), 600.0, 100.0 + f64::from(i)));
    assert!(offer(page(shapes.collect()), 1, None).is_ok());
}

#[test]
fn believes_no_number() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 1e300] {
        let odd = PictureFacts {
            x: value,
            y: value,
            width: value,
            height: value,
            ..picture("odd.jpg", value, value)
        };
        let facts = Facts {
            viewport_width: value,
            viewport_height: value,
            ..page(vec![odd, picture("a.jpg", 400.0, 300.0)])
        };
        let offer = offer(facts, 1, None).expect("an offer");
        assert!(names(&offer).contains(&"a.jpg"), "{value}");
    }
}

struct Json(serde_json::Value);

impl Raw for Json {
    fn text(&self, name: &str) -> String {
        self.0[name].as_str().unwrap_or_default().to_owned()
    }

    fn number(&self, name: &str) -> f64 {
        self.0[name].as_f64().unwrap_or_default()
    }

    fn flag(&self, name: &str) -> bool {
        self.0[name].as_bool().unwrap_or_default()
    }

    fn list<T>(&self, name: &str, max: usize, read: impl Fn(&Self) -> T) -> Vec<T> {
        let list = self.0[name].as_array().into_iter().flatten();
        list.take(max).map(|object| read(&Self(object.clone()))).collect()
    }
}

#[test]
fn reads_what_the_scan_says() {
    // What `extension/scan.js` said of a page in Chromium 156, shortened.
    let raw = serde_json::from_str(
        r#"{
            "url": "https://blog.example/post", "base": "https://blog.example/base/", "title": "The real title",
            "lang": "en", "kind": "text/html", "selection": null, "futureField": [1],
            "metas": [{"key": "og:image", "content": "/og.jpg"}],
            "viewportWidth": 1280, "viewportHeight": 800, "pixelRatio": 1.5,
            "pictures": [{
                "order": 1, "x": 48, "y": 70, "width": 300, "height": 200, "naturalWidth": 300, "naturalHeight": 200,
                "src": "https://blog.example/base/b.jpg", "current": "https://blog.example/base/b-1200.webp",
                "srcset": "b-300.jpg 300w", "alt": "A bag",
                "sources": [{"srcset": "b-600.webp 600w, b-1200.webp 1200w", "kind": "image/webp"}],
                "link": "https://blog.example/item/1", "caption": "The bag"
            }],
            "partial": false
        }"#,
    )
    .expect("JSON");
    let offer = offer(Facts::read(&Json(raw)), 1, None).expect("an offer");
    let bag = &offer.candidates[0];
    assert_eq!(bag.url, "https://blog.example/base/b-1200.webp");
    assert_eq!((bag.width, bag.height), (1200, 800));
    assert_eq!((bag.description.as_str(), bag.link.as_str()), ("The bag", "https://blog.example/item/1"));
    assert_eq!(names(&offer), ["b-1200.webp", "og.jpg"]);
}
