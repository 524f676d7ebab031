//! What of a page may be taken from the screen: not a page whose owner asks that it not be pinned, and of the others not
//! what that is asked of.

use tack_protocol::{Problem, ProblemKind};

use super::Facts;
use super::address::Address;
use super::opt_out;
use super::sight::{STILL, Sight};
use super::sighting::{brief, is_seen, places_of, without_fragment};
use crate::rect::Rect;

/// What stands between a page and a capture of it; in CSS pixels of the view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shield {
    /// The parts that are to be painted over before anything of it is pinned.
    pub covered: Vec<Rect>,
    /// Parts of which nobody can tell whether that is asked: frames of those hosts.
    pub foreign: Vec<(String, Rect)>,
}

/// What of the view may not be pinned.
///
/// # Errors
/// The owner asks that nothing of the page be pinned, with the owner's message; or it is Pinterest's own page, where
/// everything is pinned already; or it is enlarged by a pinch, and nobody knows what shows where; or it is too large to
/// be searched.
pub fn shielded(sight: &Sight) -> Result<Shield, Problem> {
    let page = Address::parse(&sight.url);
    if page.as_ref().is_some_and(opt_out::is_pinterest) {
        return Err(ProblemKind::PinterestPage.into());
    }
    if let Some(problem) = opt_out::of_page(&sight.metas) {
        return Err(problem);
    }
    if sight.pinched {
        return Err(ProblemKind::CaptureRefused.into());
    }
    if sight.unsure {
        return Err(ProblemKind::CaptureUnsure.into());
    }
    let frames = sight.frames.iter().filter(|frame| opt_out::is_closed(frame)).map(|frame| frame.place);
    let mut covered: Vec<Rect> = Vec::new();
    for place in frames.chain(sight.closed.iter().copied()) {
        // The owner's word stands on what is covered already, or around it.
        if !covered.iter().any(|cover| place.within(*cover) == Some(place)) {
            covered.extend(place.grown(STILL).within(sight.view));
        }
    }
    let mut foreign: Vec<(String, Rect)> = Vec::new();
    for (address, place) in &sight.foreign {
        if covered.iter().any(|cover| place.within(*cover) == Some(*place)) {
            continue;
        }
        // One without an address of its own is the page's.
        let host = Address::parse(address).or_else(|| page.clone()).map(|address| address.host().to_owned());
        foreign.extend(host.map(|host| (host, *place)));
    }
    Ok(Shield { covered, foreign })
}

/// Whether the picture that the browser named, by its `srcUrl`, may be pinned. It may be in a closed shadow tree, in a frame
/// that is too small for the scan, or be more than the scan counts.
///
/// # Errors
/// Its owner asks that it not be pinned; or nobody knows, since neither the scan nor the search came upon it, and the
/// search came to no end.
pub fn may_be_named(sight: &Sight, facts: &Facts, src_url: &str) -> Result<(), Problem> {
    let wanted = brief(without_fragment(src_url));
    if sight.named.iter().any(|named| without_fragment(named) == wanted) {
        let seen = places_of(facts, &wanted).into_iter().find_map(|at| facts.pictures.get(at));
        Err(seen.map_or_else(
            || ProblemKind::PictureOptedOut.into(),
            |picture| opt_out::of_picture(facts, picture),
        ))
    } else if sight.partly && !is_seen(facts, &wanted) {
        Err(ProblemKind::CaptureUnsure.into())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{FrameFacts, MetaFacts, PictureFacts};

    fn nopin() -> MetaFacts {
        MetaFacts { key: "pinterest".into(), content: "nopin".into(), ..MetaFacts::default() }
    }

    fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect { x, y, width, height }
    }

    fn page() -> Sight {
        Sight { url: "https://shop.example/".into(), view: Rect::whole(1000.0, 800.0), ..Sight::default() }
    }

    #[test]
    fn whatever_opted_out_is_painted_over_where_it_shows() {
        let closed = vec![
            rect(200.0, 100.0, 100.0, 50.0),
            // In the first.
            rect(210.0, 110.0, 20.0, 20.0),
            rect(950.0, 780.0, 100.0, 50.0),
            rect(0.0, 900.0, 100.0, 50.0),
        ];
        let shield = shielded(&Sight { closed, ..page() }).unwrap();
        assert_eq!(shield.covered, [rect(199.0, 99.0, 102.0, 52.0), rect(949.0, 779.0, 51.0, 21.0)]);
    }

    #[test]
    fn a_frame_that_opted_out_is_painted_over_as_a_whole() {
        let frame =
            |x, metas| FrameFacts { place: rect(x, 0.0, 200.0, 100.0), metas, ..FrameFacts::default() };
        let nohover = MetaFacts { content: "nohover".into(), ..nopin() };
        let frames = vec![frame(0.0, vec![nopin()]), frame(300.0, vec![nohover])];
        let sight = Sight { frames, closed: vec![rect(10.0, 10.0, 20.0, 20.0)], ..page() };
        assert_eq!(shielded(&sight).unwrap().covered, [rect(0.0, 0.0, 201.0, 101.0)]);
    }

    #[test]
    fn frames_of_others_are_told_unless_they_are_painted_over() {
        let foreign = vec![
            ("https://frame.example/a?b".into(), rect(10.0, 10.0, 100.0, 100.0)),
            ("https://ads.example/".into(), rect(500.0, 10.0, 100.0, 100.0)),
            ("about:srcdoc".into(), rect(700.0, 10.0, 100.0, 100.0)),
        ];
        let sight = Sight { foreign, closed: vec![rect(490.0, 0.0, 200.0, 200.0)], ..page() };
        let shield = shielded(&sight).unwrap();
        let hosts: Vec<&str> = shield.foreign.iter().map(|(host, _)| host.as_str()).collect();
        assert_eq!(hosts, ["frame.example", "shop.example"]);
    }

    #[test]
    fn a_picture_that_the_browser_named_is_looked_for_beyond_what_the_scan_saw() {
        const SRC: &str = "https://cdn.example/a.jpg";
        let seen = PictureFacts { src: SRC.into(), ..PictureFacts::default() };
        let (none, facts) = (Facts::default(), Facts { pictures: vec![seen], ..Facts::default() });
        let long = format!("data:image/png;base64,{}", "A".repeat(3_000));
        let named = vec![brief(&long).into_owned(), format!("{SRC}#1")];
        let asked = Sight { named, ..page() };
        let endless = Sight { partly: true, ..page() };
        for (sight, facts, src, expected) in [
            (&page(), &none, SRC, None),
            (&asked, &none, "https://cdn.example/a.jpg#2", Some(ProblemKind::PictureOptedOut)),
            (&asked, &facts, SRC, Some(ProblemKind::PictureOptedOut)),
            (&asked, &none, &long, Some(ProblemKind::PictureOptedOut)),
            (&asked, &none, "https://cdn.example/b.jpg", None),
            (&endless, &none, SRC, Some(ProblemKind::CaptureUnsure)),
            (&endless, &facts, SRC, None),
        ] {
            let found = may_be_named(sight, facts, src).err().map(|problem| problem.kind);
            assert_eq!(found, expected, "{src}");
        }
    }

    #[test]
    fn a_page_that_opted_out_or_that_nobody_is_sure_of_is_not_taken_at_all() {
        for (sight, expected) in [
            (Sight { metas: vec![nopin()], ..page() }, ProblemKind::PageOptedOut),
            (Sight { url: "https://www.pinterest.com/pin/1/".into(), ..page() }, ProblemKind::PinterestPage),
            (Sight { pinched: true, ..page() }, ProblemKind::CaptureRefused),
            (Sight { unsure: true, ..page() }, ProblemKind::CaptureUnsure),
        ] {
            assert_eq!(shielded(&sight).unwrap_err().kind, expected);
        }
    }
}
