//! What of a page's view its owner does not want pinned, and where that shows at one moment, as `extension/shield.js`
//! tells it. Believed in nothing but its shape.

use super::facts::{FRAMES_MAX, FrameFacts, METAS_MAX, MetaFacts};
use super::raw::{Raw, address, rect};
use crate::rect::Rect;

/// Places where the owner asks that nothing be pinned.
const CLOSED_MAX: usize = 500;
/// Frames in view that may not be read.
const FOREIGN_MAX: usize = 50;
/// Addresses of pictures that are not to be pinned.
const NAMED_MAX: usize = 2_000;
/// What moved by less than this, in CSS pixels, has not moved: covers are larger by as much.
pub(super) const STILL: f64 = 1.0;

/// A page's view at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sight {
    /// The document's address.
    pub url: String,
    /// What its head says of pinning.
    pub metas: Vec<MetaFacts>,
    /// The frames in view whose heads say something of pinning.
    pub frames: Vec<FrameFacts>,
    /// Frames in view that may not be read: their addresses, and where they show.
    pub foreign: Vec<(String, Rect)>,
    /// Where the owner asks that nothing be pinned, in the view, whatever stands there.
    pub closed: Vec<Rect>,
    /// By which addresses pictures show that are not to be pinned, wherever on the page they are.
    pub named: Vec<String>,
    /// The search of the view came to no end: there may be more.
    pub unsure: bool,
    /// The search beyond the view came to none either.
    pub partly: bool,
    /// The page is enlarged by a pinch: what shows is not where it says it is.
    pub pinched: bool,
    /// How far the page is scrolled, in CSS pixels: to the right, and down.
    pub scrolled: (f64, f64),
    /// The size of the view, in CSS pixels.
    pub view: Rect,
}

impl Sight {
    /// What the page told.
    pub fn read(raw: &impl Raw) -> Self {
        Self {
            url: raw.text("url"),
            metas: raw.list("metas", METAS_MAX, MetaFacts::read),
            frames: raw.list("frames", FRAMES_MAX, FrameFacts::read),
            foreign: raw.list("foreign", FOREIGN_MAX, |frame| (frame.text("address"), rect(frame))),
            closed: raw.list("closed", CLOSED_MAX, rect),
            named: raw.list("named", NAMED_MAX, address),
            unsure: raw.flag("unsure"),
            partly: raw.flag("partly"),
            pinched: raw.flag("pinched"),
            scrolled: (raw.number("scrolledX"), raw.number("scrolledY")),
            view: Rect::whole(raw.number("width"), raw.number("height")),
        }
    }

    /// Whether nothing that counts was different at that other moment.
    pub fn stands(&self, other: &Self) -> bool {
        let frames = |sight: &Self| -> Vec<(Rect, Vec<MetaFacts>)> {
            sight.frames.iter().map(|frame| (frame.place, frame.metas.clone())).collect()
        };
        let (own, theirs) = (frames(self), frames(other));
        self.url == other.url
            && self.metas == other.metas
            && self.unsure == other.unsure
            && self.pinched == other.pinched
            && self.view == other.view
            && self.is_scrolled(other.scrolled)
            && all(&self.closed, &other.closed, |one, two| one.is_near(*two, STILL))
            && all(&own, &theirs, |one, two| one.0.is_near(two.0, STILL) && one.1 == two.1)
            && all(&self.foreign, &other.foreign, |one, two| one.0 == two.0 && one.1.is_near(two.1, STILL))
    }

    /// Whether the page is scrolled so far.
    pub fn is_scrolled(&self, so_far: (f64, f64)) -> bool {
        (self.scrolled.0 - so_far.0).abs() < STILL && (self.scrolled.1 - so_far.1).abs() < STILL
    }
}

/// Whether two lists are of one length, and each two of the same place alike.
fn all<T>(one: &[T], two: &[T], alike: impl Fn(&T, &T) -> bool) -> bool {
    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| alike(one, two))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Change = fn(&mut Sight);

    fn sight() -> Sight {
        let place = Rect { x: 10.0, y: 20.0, width: 100.0, height: 50.0 };
        let frame = FrameFacts { place, metas: vec![MetaFacts::default()], ..FrameFacts::default() };
        Sight {
            url: "https://shop.example/".into(),
            closed: vec![place],
            frames: vec![frame],
            foreign: vec![("https://frame.example/".into(), place)],
            scrolled: (0.0, 300.0),
            view: Rect::whole(1000.0, 800.0),
            ..Sight::default()
        }
    }

    #[test]
    fn a_page_stands_still() {
        let by = |x: f64| Rect { x, ..sight().closed[0] };
        assert!(sight().stands(&sight()));
        assert!(sight().stands(&Sight { closed: vec![by(10.9)], ..sight() }), "covers are larger by as much");
        let changed: [(&str, Change); 9] = [
            ("what is closed moves", |sight| sight.closed[0].y += 1.5),
            ("what is closed grows", |sight| sight.closed[0].width += 1.5),
            ("what is closed is none any more", |sight| sight.closed.clear()),
            ("a frame moves", |sight| sight.frames[0].place.x += 2.0),
            ("a frame says something else", |sight| sight.frames[0].metas.clear()),
            ("a foreign frame shows another page", |sight| sight.foreign[0].0.push('2')),
            ("it is scrolled", |sight| sight.scrolled.1 += 4.0),
            ("the view is another", |sight| sight.view.width -= 15.0),
            ("it is another page", |sight| sight.url.push('2')),
        ];
        for (what, change) in changed {
            let mut other = sight();
            change(&mut other);
            assert!(!sight().stands(&other) && !other.stands(&sight()), "{what}");
        }
    }
}
