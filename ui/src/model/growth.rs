//! What a later look at the page changes in what was offered.

use tack_protocol::{Candidate, PageOffer, same_shape};

/// Whether two looks at the page offer one picture here.
pub fn is_same(one: &Candidate, other: &Candidate) -> bool {
    let size = |picture: &Candidate| (f64::from(picture.width), f64::from(picture.height));
    let is_sized = |picture: &Candidate| picture.width > 0 && picture.height > 0;
    one.url == other.url
        || one.shown == other.shown
        || one.larger.contains(&other.url)
        // Loaded meanwhile, it may be known by another of its files.
        || (one.key == other.key
            && (!is_sized(one) || !is_sized(other) || same_shape(size(one), size(other))))
}

/// Whether the page's owner asks by now that a picture which was offered not be pinned: the first look at a large page does
/// not see all of it, and pages change.
pub fn is_withdrawn(picture: &Candidate, now: &PageOffer) -> bool {
    now.closed.contains(&picture.key) && !now.candidates.iter().any(|other| other.key == picture.key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pin_form::tests::picture;

    fn named(name: &str, width: u32, height: u32) -> Candidate {
        let url = format!("https://cdn.example/{name}-{width}x{height}.jpg");
        Candidate { url: url.clone(), shown: url, key: name.into(), width, height, ..picture("", "") }
    }

    #[test]
    fn a_picture_is_the_same_in_another_size_and_not_in_another_shape() {
        let small = named("a", 300, 200);
        for (other, expected) in [
            (named("a", 1200, 800), true),
            (named("a", 0, 0), true),
            (named("a", 300, 300), false),
            (named("b", 300, 200), false),
            (Candidate { shown: small.url.clone(), ..named("b", 300, 300) }, true),
        ] {
            assert_eq!(is_same(&small, &other), expected, "{other:?}");
        }
    }

    #[test]
    fn what_an_owner_closed_is_withdrawn() {
        let closed = vec!["a".to_owned(), "b".to_owned()];
        let now = PageOffer { closed, candidates: vec![named("b", 10, 10)], ..PageOffer::default() };
        let found = ["a", "b", "c"].map(|name| is_withdrawn(&named(name, 300, 200), &now));
        assert_eq!(
            found,
            [true, false, false],
            "of one key may be two pictures: one that is offered still is another"
        );
    }
}
