//! What of a page may be taken from the screen: not a page whose owner asks that it not be pinned, and of the others not
//! the pictures of which that is asked.

use tack_protocol::{Problem, ProblemKind};

use super::facts::{Facts, PictureFacts};
use super::opt_out;
use crate::rect::Rect;

/// Edges are told in whole CSS pixels.
const ROUNDED: f64 = 1.0;

/// The parts of the view, in CSS pixels, that are to be painted over before anything of it is pinned.
///
/// # Errors
/// The owner asks that nothing of the page be pinned, with the owner's message; or it is Pinterest's own page, where
/// everything is pinned already; or it is enlarged by a pinch, and nobody knows what shows where.
pub fn shielded(facts: &mut Facts) -> Result<Vec<Rect>, Problem> {
    opt_out::of_frames(facts);
    if facts.page().as_ref().is_some_and(opt_out::is_pinterest) {
        return Err(ProblemKind::PinterestPage.into());
    }
    if let Some(problem) = opt_out::of_page(facts) {
        return Err(problem);
    }
    if facts.pinched {
        return Err(ProblemKind::CaptureRefused.into());
    }
    let view = Rect::whole(facts.viewport_width, facts.viewport_height);
    let frames = facts.frames.iter().filter(|frame| opt_out::is_closed(frame)).map(|frame| frame.place);
    let mut covers: Vec<Rect> =
        frames.chain(facts.closed.iter().copied()).map(|place| place.grown(ROUNDED)).collect();
    for picture in facts.pictures.iter().filter(|picture| picture.no_pin && !picture.hidden) {
        let place = place_of(picture);
        // The owner's word stands on what is covered already, or around it.
        if !covers.iter().any(|cover| place.within(*cover) == Some(place)) {
            covers.push(place.grown(ROUNDED));
        }
    }
    Ok(covers.into_iter().filter_map(|cover| cover.within(view)).collect())
}

fn place_of(picture: &PictureFacts) -> Rect {
    let PictureFacts { x, y, width, height, .. } = *picture;
    Rect { x, y, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{FrameFacts, MetaFacts};

    fn nopin() -> MetaFacts {
        MetaFacts { key: "pinterest".into(), content: "nopin".into(), ..MetaFacts::default() }
    }

    fn picture(x: f64, y: f64) -> PictureFacts {
        PictureFacts { x, y, width: 100.0, height: 50.0, ..PictureFacts::default() }
    }

    fn page() -> Facts {
        Facts {
            url: "https://shop.example/".into(),
            viewport_width: 1000.0,
            viewport_height: 800.0,
            ..Facts::default()
        }
    }

    #[test]
    fn pictures_that_opted_out_are_painted_over_where_they_show() {
        let closed = |x, y| PictureFacts { no_pin: true, ..picture(x, y) };
        let mut facts = Facts {
            pictures: vec![
                picture(0.0, 0.0),
                closed(200.0, 100.0),
                closed(950.0, 780.0),
                closed(0.0, 900.0),
                PictureFacts { hidden: true, ..closed(10.0, 10.0) },
            ],
            ..page()
        };
        assert_eq!(
            shielded(&mut facts).unwrap(),
            [
                Rect { x: 199.0, y: 99.0, width: 102.0, height: 52.0 },
                Rect { x: 949.0, y: 779.0, width: 51.0, height: 21.0 },
            ]
        );
    }

    #[test]
    fn a_frame_that_opted_out_closes_its_pictures() {
        let place = Rect { x: 0.0, y: 0.0, width: 200.0, height: 100.0 };
        let mut facts = Facts {
            frames: vec![FrameFacts { place, metas: vec![nopin()], ..FrameFacts::default() }],
            pictures: vec![PictureFacts { frame: 1, ..picture(10.0, 10.0) }, picture(300.0, 10.0)],
            ..page()
        };
        let all = Rect { x: 0.0, y: 0.0, width: 201.0, height: 101.0 };
        assert_eq!(shielded(&mut facts).unwrap(), [all], "the frame, and what is in it once");
    }

    #[test]
    fn whatever_opted_out_is_painted_over() {
        let closed = vec![Rect { x: 200.0, y: 100.0, width: 100.0, height: 50.0 }];
        let same = PictureFacts { no_pin: true, ..picture(200.0, 100.0) };
        let mut facts = Facts { closed, pictures: vec![same], ..page() };
        let cover = Rect { x: 199.0, y: 99.0, width: 102.0, height: 52.0 };
        assert_eq!(shielded(&mut facts).unwrap(), [cover]);
    }

    #[test]
    fn a_page_that_opted_out_is_not_taken_at_all() {
        let mut facts = Facts { metas: vec![nopin()], ..page() };
        assert_eq!(shielded(&mut facts).unwrap_err().kind, ProblemKind::PageOptedOut);
        let mut facts = Facts { url: "https://www.pinterest.com/pin/1/".into(), ..page() };
        assert_eq!(shielded(&mut facts).unwrap_err().kind, ProblemKind::PinterestPage);
        let mut facts = Facts { pinched: true, ..page() };
        assert_eq!(shielded(&mut facts).unwrap_err().kind, ProblemKind::CaptureRefused);
    }
}
