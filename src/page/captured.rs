//! The offer around a picture that was taken from the screen.

use tack_protocol::limits::TITLE_MAX;
use tack_protocol::{Candidate, Capture, PageOffer, Problem, ProblemKind, Why};

use super::address::Address;
use super::facts::Facts;
use super::link::{self, Link, Links};
use super::words::Words;
use crate::ports::Tab;
use crate::tidy::tidy;

/// A capture first and chosen, before the pictures of its page; `facts` are there where the page may be looked at. Words
/// and link are those of the page, or what the browser tells of the tab.
///
/// # Errors
/// The owner asks that nothing of the page be pinned.
pub fn captured(facts: Option<Facts>, tab: &Tab, capture: Capture) -> Result<PageOffer, Problem> {
    let asides = capture.asides();
    let Capture { url, shown, width, height, .. } = capture;
    let of_tab = || tidy(&tab.title, TITLE_MAX);
    let (title, description, link) = match &facts {
        Some(facts) => {
            let words = Words::of(facts);
            let description = words.description(&[]);
            // A document in the browser's viewer has no title but that of its tab.
            let title = if words.title.is_empty() { of_tab() } else { words.title };
            (title, description, Links::of(facts).to(&[]))
        }
        None => (of_tab(), String::new(), Link::of_page(&tab.url)),
    };
    let candidate = Candidate {
        url: url.clone(),
        key: url.clone(),
        shown,
        spot: None,
        needs_upload: true,
        width,
        height,
        is_loaded: true,
        larger: Vec::new(),
        title,
        description,
        alt: String::new(),
        link: link.address,
        left_out: link.left_out,
        repin: None,
        why: vec![Why::Captured],
    };
    let alone = || {
        let page = Address::parse(&tab.url).map(|page| link::without_secrets(&page)).unwrap_or_default();
        PageOffer { tab: tab.id, page, ..PageOffer::default() }
    };
    let mut offer = match facts.map(|facts| super::offer(facts, tab.id, None)) {
        Some(Ok(offer)) => offer,
        Some(Err(problem))
            if matches!(problem.kind, ProblemKind::PageOptedOut | ProblemKind::PinterestPage) =>
        {
            return Err(problem);
        }
        Some(Err(_)) | None => alone(),
    };
    offer.candidates.insert(0, candidate);
    offer.chosen = Some(url);
    offer.asides = asides;
    Ok(offer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tack_protocol::Aside;

    use crate::page::{MetaFacts, PictureFacts};

    fn capture() -> Capture {
        Capture {
            url: "capture:1-a".into(),
            shown: "data:image/png;base64,AA".into(),
            width: 800,
            height: 600,
            covered: 0,
            foreign: None,
        }
    }

    #[test]
    fn stands_before_what_the_page_has_with_the_words_of_the_page() {
        let facts = Facts {
            url: "https://blog.example/post?utm_source=x&id=7".into(),
            title: "Apricots".into(),
            selection: "Ripe ones".into(),
            viewport_width: 1000.0,
            viewport_height: 800.0,
            pictures: vec![PictureFacts {
                src: "https://cdn.example/a.jpg".into(),
                natural_width: 800.0,
                natural_height: 600.0,
                width: 400.0,
                height: 300.0,
                ..PictureFacts::default()
            }],
            ..Facts::default()
        };
        let offer = captured(Some(facts), &Tab { id: 4, ..Tab::default() }, capture()).unwrap();
        assert_eq!(offer.chosen.as_deref(), Some("capture:1-a"));
        assert_eq!(offer.candidates.len(), 2);
        let first = &offer.candidates[0];
        assert_eq!((first.title.as_str(), first.description.as_str()), ("Apricots", "Ripe ones"));
        assert_eq!(first.link, "https://blog.example/post?id=7");
        assert_eq!(first.left_out, ["utm_source"]);
    }

    #[test]
    fn stands_alone_where_the_page_is_closed() {
        let tab = Tab {
            url: "https://shop.example/book.pdf?session_token=abc#page=3".into(),
            title: "A\u{202e} book".into(),
            ..Tab::default()
        };
        let taken = Capture { covered: 2, foreign: Some("frame.example".into()), ..capture() };
        let offer = captured(None, &tab, taken).unwrap();
        let [first] = &offer.candidates[..] else { panic!("{offer:?}") };
        assert_eq!(first.title, "A book");
        assert_eq!(first.link, "https://shop.example/book.pdf");
        assert_eq!(offer.page, "https://shop.example/book.pdf");
        assert_eq!(offer.asides, [Aside::Covered(2), Aside::Foreign("frame.example".into())]);
        let own = Tab { url: "about:license".into(), ..Tab::default() };
        assert_eq!(captured(None, &own, capture()).unwrap().candidates[0].link, "");
    }

    #[test]
    fn never_of_a_page_that_opted_out() {
        let metas =
            vec![MetaFacts { key: "pinterest".into(), content: "nopin".into(), ..MetaFacts::default() }];
        let facts = Facts { url: "https://shop.example/".into(), metas, ..Facts::default() };
        let problem = captured(Some(facts), &Tab::default(), capture()).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::PageOptedOut);
    }
}
