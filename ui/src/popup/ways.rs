//! Other ways to a picture than the list of those that were found: a click on the page, an area drawn on it, and what the
//! tab shows, taken from the screen.

use tack_browser::page;
use tack_protocol::{Answer, Aside, Problem, ProblemKind, Request, Word};

use super::several::several_button;
use super::state::{Offer, Popup};
use crate::core_client::{ask, offer_of};
use crate::element::{El, button, el};
use crate::icons::{Icon, icon, icon_button};
use crate::live::Live;
use crate::model::outcome::Outcome;
use crate::words::{Counted, say, say_count, say_with};

const COVERED: Counted = Counted { one: Word::AsideCoveredOne, other: Word::AsideCoveredOther };

/// What the person tried, to be tried again where it came to nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Attempt {
    /// A click on the page.
    Point,
    /// An area drawn on it.
    Area,
    /// What the tab shows.
    View,
    /// The chosen picture, from the screen.
    Picture,
}

impl Popup {
    /// Tries the same again.
    pub(super) fn try_again(self, attempt: Attempt) {
        self.way_problem.set(None);
        match attempt {
            Attempt::Point => self.point(false),
            Attempt::Area => self.point(true),
            Attempt::View => self.capture_view(),
            Attempt::Picture => self.capture_picture(),
        }
    }

    /// Lets the person point at something on the page: there, not under this popup, which opens again afterwards.
    fn point(self, area: bool) {
        self.way_problem.set(None);
        let attempt = if area { Attempt::Area } else { Attempt::Point };
        ask(Request::Point { tab: self.tab_of_offer(), area }, move |reply| match reply {
            Ok(_) => page::close_window(),
            Err(problem) => self.way_problem.set(Some((attempt, problem))),
        });
    }

    /// Takes what the tab shows from the screen.
    pub(super) fn capture_view(self) {
        if self.capturing.now() {
            return;
        }
        self.way_problem.set(None);
        self.capturing.set(true);
        let request = Request::Capture { tab: self.tab_of_offer() };
        ask(request, move |reply| {
            self.capturing.set(false);
            match offer_of(reply) {
                Ok(offer) => self.take_offer(offer),
                Err(problem) => self.way_problem.set(Some((Attempt::View, problem))),
            }
        });
    }

    /// The person did not allow the site of the picture that was to be saved: what can be done all the same.
    pub(super) fn site_not_allowed(self, host: Option<String>) {
        let problem = Problem { detail: host, ..ProblemKind::SiteNotAllowed.into() };
        self.outcome.update(|outcome| match outcome {
            Outcome::Refused { problem: known, .. } => *known = problem,
            Outcome::Entry(entry) => entry.problem = Some(problem),
            _ => {}
        });
    }

    /// Takes the chosen picture from the screen, and shows it: whoever sees that something lies in front of it does not
    /// save it.
    pub(super) fn capture_picture(self) {
        if self.capturing.now() {
            return;
        }
        let place = self.picture.now();
        let picture = self.offered(place);
        let spot = picture.as_ref().and_then(|picture| picture.spot.clone());
        let (Some(picture), Some(spot), Some(tab)) = (picture, spot, self.tab_of_offer()) else { return };
        self.way_problem.set(None);
        self.capturing.set(true);
        ask(Request::CaptureSpot { tab, spot }, move |reply| {
            self.capturing.set(false);
            // Another picture was chosen, or is being saved, meanwhile.
            let is_same =
                self.picture.now() == place && self.offered(place).is_some_and(|now| now.url == picture.url);
            if !is_same || self.outcome.peek(Outcome::is_busy) {
                return;
            }
            self.dismiss_outcome();
            match reply {
                Ok(Answer::Capture(capture)) => self.take_capture(place, capture),
                Ok(_) => {}
                Err(problem) => self.way_problem.set(Some((Attempt::Picture, problem))),
            }
        });
    }

    /// The tab that the offer is of; or that of the popup, where it is known.
    fn tab_of_offer(self) -> Option<i32> {
        let offered = self.offer.peek(|offer| match offer {
            Offer::Here(offer) => Some(offer.tab),
            Offer::Coming | Offer::Missing(_) => None,
        });
        offered.or_else(|| self.tab())
    }
}

/// The buttons over the preview.
pub(super) fn ways(popup: Popup) -> El {
    let shot = icon_button(Icon::Screen, Word::WayView)
        .says("aria-busy", move || popup.capturing.get())
        .click(move || popup.capture_view());
    el("div", "other-ways")
        .child(several_button(popup))
        .child(icon_button(Icon::Point, Word::WayPoint).click(move || popup.point(false)))
        .child(icon_button(Icon::Area, Word::WayArea).click(move || popup.point(true)))
        .child(shot)
}

/// What can be done where no picture was found.
pub(super) fn instead(popup: Popup, missing: ProblemKind) -> Option<El> {
    if !matches!(missing, ProblemKind::NoPictures | ProblemKind::PicturesInFrame) {
        return None;
    }
    let way =
        |drawing, word| el("button", "button small").attr("type", "button").child(icon(drawing)).say(word);
    let ways = el("div", "ways-instead")
        .child(way(Icon::Point, Word::WayPoint).click(move || popup.point(false)))
        .child(way(Icon::Area, Word::WayArea).click(move || popup.point(true)))
        .child(way(Icon::Screen, Word::WayView).click(move || popup.capture_view()));
    Some(ways)
}

/// What the person has to know of the offer, over the preview, while the picture that it is about is chosen.
pub(super) fn aside(popup: Popup) -> El {
    let first = popup.picture.now();
    let shown = Live::derived(move || {
        let is_about_it = popup.picture.get() == first;
        let place = popup.picture.get();
        let of_picture = popup.seen_in.with(|seen| match seen {
            Some((at, asides)) if *at == place => Some(asides.clone()),
            _ => None,
        });
        of_picture.unwrap_or_else(|| {
            popup.offer.with(|offer| match offer {
                Offer::Here(offer) if is_about_it => offer.asides.clone(),
                Offer::Here(_) | Offer::Coming | Offer::Missing(_) => Vec::new(),
            })
        })
    });
    el("div", "aside-box").attr("aria-live", "polite").content_fn(move || {
        let said = |aside: &Aside| {
            let point = matches!(aside, Aside::Unnamed | Aside::Missed)
                .then(|| button("link", Word::WayPoint).click(move || popup.point(false)));
            el("p", "aside").text(&words(aside)).children(point)
        };
        shown.with(|asides| asides.iter().map(said).collect())
    })
}

fn words(aside: &Aside) -> String {
    match aside {
        Aside::Unnamed => say(Word::AsideUnnamed),
        Aside::Missed => say(Word::AsideMissed),
        Aside::Unread(host) => say_with(Word::AsideUnread, &[host]),
        Aside::Foreign(host) => say_with(Word::AsideForeign, &[host]),
        Aside::Covered(count) => say_count(COVERED, *count),
    }
}
