//! What the site's owner asks for, and Pinterest's own pages.

use tack_protocol::limits::OWNER_MESSAGE_MAX;
use tack_protocol::{Problem, ProblemKind};

use super::address::Address;
use super::facts::{Facts, FrameFacts, MetaFacts, PictureFacts};
use crate::tidy::tidy;

/// Takes the wish that nothing of a frame be pinned for each picture in it.
pub(super) fn of_frames(facts: &mut Facts) {
    let closed: Vec<bool> = facts.frames.iter().map(is_closed).collect();
    for picture in &mut facts.pictures {
        let frame = (picture.frame as usize).checked_sub(1).and_then(|at| closed.get(at));
        picture.no_pin |= frame.copied().unwrap_or_default();
    }
}

/// The owner's wish that a picture not be pinned; where it is a frame's owner who asks, in their words.
pub(super) fn of_picture(facts: &Facts, picture: &PictureFacts) -> Problem {
    let frame = (picture.frame as usize).checked_sub(1).and_then(|at| facts.frames.get(at));
    let asked = frame.and_then(|frame| of_page(&frame.metas));
    let owner_message = asked.and_then(|problem| problem.owner_message);
    Problem { owner_message, ..ProblemKind::PictureOptedOut.into() }
}

/// The owner asks that nothing of this frame be pinned.
pub(super) fn is_closed(frame: &FrameFacts) -> bool {
    frame.metas.iter().any(says_nopin)
}

fn says_nopin(meta: &MetaFacts) -> bool {
    meta.key.trim().eq_ignore_ascii_case("pinterest")
        && meta
            .content
            .split(|c: char| c == ',' || c.is_whitespace())
            .any(|wish| wish.eq_ignore_ascii_case("nopin"))
}

/// The owner's wish that nothing of this page be pinned, with the owner's own words.
pub(super) fn of_page(metas: &[MetaFacts]) -> Option<Problem> {
    let mut problem: Option<Problem> = None;
    for meta in metas.iter().filter(|meta| says_nopin(meta)) {
        let problem = problem.get_or_insert_with(|| ProblemKind::PageOptedOut.into());
        let message = tidy(&meta.description, OWNER_MESSAGE_MAX);
        if problem.owner_message.is_none() && !message.is_empty() {
            problem.owner_message = Some(message);
        }
    }
    problem
}

/// The page is Pinterest's own, in whatever country: a picture there is saved by a repin, not as a new Pin.
pub(super) fn is_pinterest(page: &Address) -> bool {
    let host = page.host().trim_end_matches('.');
    if host == "pin.it" {
        return true;
    }
    let mut labels = host.rsplit('.');
    let country = |label: &str| label.len() == 2 && label.bytes().all(|b| b.is_ascii_lowercase());
    let (Some(top), Some(second)) = (labels.next(), labels.next()) else { return false };
    match second {
        "pinterest" => top == "com" || top == "info" || country(top),
        "co" | "com" => country(top) && labels.next() == Some("pinterest"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use tack_protocol::ProblemKind;

    use super::{is_pinterest, of_page};
    use crate::page::MetaFacts;
    use crate::page::address::Address;

    fn meta(key: &str, content: &str, description: &str) -> MetaFacts {
        MetaFacts {
            key: key.into(),
            content: content.into(),
            description: description.into(),
            ..MetaFacts::default()
        }
    }

    #[test]
    fn hears_the_owner_in_any_case() {
        for (metas, expected) in [
            (vec![], None),
            (vec![meta("pinterest", "nopin", "")], Some(None)),
            (vec![meta("Pinterest", " NoPin ", "Ask\n me\u{202e} first")], Some(Some("Ask me first"))),
            (vec![meta("pinterest", "nohover, nopin", "")], Some(None)),
            (vec![meta("pinterest", "nohover", "x")], None),
            (vec![meta("pinterest", "nopinning", "x")], None),
            (vec![meta("description", "nopin", "x")], None),
            (vec![meta("pinterest", "nohover", "x"), meta("pinterest", "nopin", "y")], Some(Some("y"))),
        ] {
            let problem = of_page(&metas);
            let found = problem.as_ref().map(|problem| {
                assert_eq!(problem.kind, ProblemKind::PageOptedOut);
                problem.owner_message.as_deref()
            });
            assert_eq!(found, expected, "{metas:?}");
        }
    }

    #[test]
    fn cuts_what_the_owner_says() {
        let long = "word ".repeat(1_000);
        let message = of_page(&[meta("pinterest", "nopin", &long)])
            .and_then(|problem| problem.owner_message)
            .expect("a message");
        assert!(message.chars().count() <= 300 && message.ends_with('…'), "{message}");
    }

    #[test]
    fn knows_pinterest_in_every_country() {
        for (host, expected) in [
            ("pinterest.com", true),
            ("www.pinterest.com", true),
            ("www.pinterest.de", true),
            ("de.pinterest.com", true),
            ("www.pinterest.co.uk", true),
            ("www.pinterest.com.au", true),
            ("pin.it", true),
            ("pinterest.example.com", false),
            ("notpinterest.com", false),
            ("pinterest.com.evil.example", false),
            ("shop.example", false),
            ("pinterest", false),
            ("i.pinimg.com", false),
        ] {
            let page = Address::parse(&format!("https://{host}/x")).expect("an address");
            assert_eq!(is_pinterest(&page), expected, "{host}");
        }
    }
}
