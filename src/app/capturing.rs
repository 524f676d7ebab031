//! Other ways to a picture than the list of those that were found: a click on the page, an area drawn on it, and what
//! the tab shows, taken from the screen.

use std::rc::Rc;

use tack_protocol::limits::POINT_TIMEOUT_MS;
use tack_protocol::{Capture, PageOffer, Problem, ProblemKind, Spot, Word};

use super::App;
use super::pinning::unlooked;
use super::pointed::Pointed;
use crate::auth::proof::random_text;
use crate::notices;
use crate::page::{self, Shield, Sight};
use crate::pins::capture::{self, Wanted};
use crate::ports::{Pointing, PointingEnd, Ports, ScanFailure, Tab};
use crate::rect::Rect;

/// So often a page that moves, or that the browser will not give just now, is taken from the screen.
const TRIES: u32 = 3;
/// Between two of them, in ms: Chromium lets nobody take more than two in a second (`captureVisibleTab`).
const APART_MS: u32 = 600;

/// What of a tab is taken from the screen.
#[derive(Clone, Copy)]
enum Part<'a> {
    /// All that it shows.
    View,
    /// An area, drawn while the page was scrolled so far.
    Area { part: Rect, scrolled: (f64, f64) },
    /// One picture, which was brought into view.
    Picture(&'a Spot),
}

/// What a page says of its view at one moment.
struct Moment {
    /// None where the browser keeps the page closed, and so nobody can have asked for anything in it.
    sight: Option<Sight>,
    /// The part that is taken.
    part: Option<Rect>,
}

impl<P: Ports> App<P> {
    /// Lets the person point at a picture of a page, or draw an area of it. Answers once they can; what comes of it is
    /// shown by a popup.
    pub(super) async fn point(self: &Rc<Self>, tab: Option<i32>, area: bool) -> Result<(), Problem> {
        let tab = self.tab(tab).await?;
        if area {
            let sight = self.ports.sight(tab.id).await.map_err(|failure| unlooked(&tab, failure))?;
            page::shielded(&sight)?;
        } else {
            // Looked at anew, so that the page knows its pictures.
            self.scan(&tab).await?;
        }
        let id = random_text(&self.ports, 12);
        self.asked(&tab, &id, true, area).await.map_err(|failure| unlooked(&tab, failure))?;
        let app = Rc::clone(self);
        self.ports.spawn(Box::pin(async move {
            if let Err(problem) = app.follow(&tab, id, area).await {
                notices::trouble(&app.ports, &problem).await;
            }
        }));
        Ok(())
    }

    async fn asked(&self, tab: &Tab, id: &str, begin: bool, area: bool) -> Result<PointingEnd, ScanFailure> {
        let say = |word: Word| self.ports.text(&word.into());
        let words = say(if area { Word::AreaWords } else { Word::PointWords });
        let cancel = say(Word::WayEnd);
        self.ports.point(tab.id, &Pointing { id, begin, area, words: &words, cancel: &cancel }).await
    }

    /// Waits for what the person does on the page, and opens the popup on it.
    async fn follow(self: &Rc<Self>, tab: &Tab, id: String, area: bool) -> Result<(), Problem> {
        // The page ends it by itself then; who asks once more is told so.
        let until = self.ports.now() + POINT_TIMEOUT_MS;
        let mut pointed = Pointed { tab: tab.id, url: tab.url.clone(), ..Pointed::default() };
        pointed.made = self.ports.now();
        loop {
            let end = self.asked(tab, &id, false, area).await;
            match end.map_err(|failure| unlooked(tab, failure))? {
                PointingEnd::Waiting if self.ports.now() <= until => {}
                PointingEnd::Waiting | PointingEnd::Ended => return Ok(()),
                PointingEnd::Picture => {
                    pointed.pointing = id;
                    break;
                }
                PointingEnd::Area { part, scrolled } => {
                    pointed.capture = Some(self.taken(tab, Part::Area { part, scrolled }).await?);
                    break;
                }
            }
        }
        self.remember(pointed).await;
        self.ports.open_popup(tab).await;
        Ok(())
    }

    /// What a tab shows, before the pictures of its page.
    pub(super) async fn capture(self: &Rc<Self>, tab: Option<i32>) -> Result<PageOffer, Problem> {
        let tab = self.tab(tab).await?;
        let capture = self.taken(&tab, Part::View).await?;
        page::captured(self.scan(&tab).await.ok(), &tab, capture)
    }

    /// One picture of a page, as large as it shows there.
    pub(super) async fn capture_spot(self: &Rc<Self>, tab: i32, spot: &Spot) -> Result<Capture, Problem> {
        let tab = self.tab(Some(tab)).await?;
        let taken = match self.ports.reveal(tab.id, spot).await {
            Some(_) => self.taken(&tab, Part::Picture(spot)).await,
            None => Err(ProblemKind::PicturePageGone.into()),
        };
        // It may have been scrolled, wherever it got stuck.
        self.ports.unreveal(tab.id, spot).await;
        taken
    }

    /// Takes a part of what a tab shows from the screen. What its owner does not want pinned is looked for right before
    /// and right after: what moved in between would be somewhere else than where it is painted over.
    async fn taken(self: &Rc<Self>, tab: &Tab, part: Part<'_>) -> Result<Capture, Problem> {
        let mut problem = ProblemKind::PageMoved;
        for tried in 0..TRIES {
            if tried > 0 {
                self.ports.sleep(APART_MS).await;
            }
            let before = self.moment(tab, part).await?;
            let shield = before.sight.as_ref().map_or_else(|| Ok(Shield::default()), page::shielded)?;
            let Some(bytes) = self.ports.capture(tab).await else {
                problem = ProblemKind::CaptureRefused;
                continue;
            };
            if !before.stands(&self.moment(tab, part).await?) {
                problem = ProblemKind::PageMoved;
                continue;
            }
            let view_width = before.sight.map_or(0.0, |sight| sight.view.width);
            let wanted = Wanted { part: before.part, view_width, shield };
            let taken = capture::keep(&self.ports, tab, &bytes, &wanted).await?;
            // For the alarm by which it goes.
            self.publish();
            return Ok(taken);
        }
        Err(problem.into())
    }

    async fn moment(&self, tab: &Tab, part: Part<'_>) -> Result<Moment, Problem> {
        let place = match part {
            Part::View => None,
            Part::Area { part, .. } => Some(part),
            Part::Picture(spot) => {
                Some(self.ports.place(tab.id, spot).await.ok_or(ProblemKind::PicturePageGone)?)
            }
        };
        let sight = match self.ports.sight(tab.id).await {
            Ok(sight) => Some(sight),
            Err(failure) => {
                let problem = unlooked(tab, failure);
                match problem.kind {
                    ProblemKind::PageOfBrowser
                    | ProblemKind::PageOfStore
                    | ProblemKind::PageOfExtension
                    | ProblemKind::PageOfFile
                    | ProblemKind::PagePdf
                    | ProblemKind::PageRestricted => None,
                    // A page that could be read at another time, or in another view, may ask for something.
                    _ => return Err(problem),
                }
            }
        };
        // What lies where the area was drawn is something else by now.
        if let (Part::Area { scrolled, .. }, Some(sight)) = (part, &sight)
            && !sight.is_scrolled(scrolled)
        {
            return Err(ProblemKind::PageMoved.into());
        }
        Ok(Moment { sight, part: place })
    }
}

impl Moment {
    /// Whether nothing that counts was different at that other moment.
    fn stands(&self, other: &Self) -> bool {
        let sights = match (&self.sight, &other.sight) {
            (Some(one), Some(two)) => one.stands(two),
            (None, None) => true,
            _ => false,
        };
        let parts = match (self.part, other.part) {
            (Some(one), Some(two)) => one.is_near(two, 1.0),
            (None, None) => true,
            _ => false,
        };
        sights && parts
    }
}
