//! Other ways to a picture than the list of those that were found: a click on the page, an area drawn on it, and what
//! the tab shows, taken from the screen.

use std::rc::Rc;

use tack_protocol::limits::POINT_TIMEOUT_MS;
use tack_protocol::{Capture, PageOffer, Problem, ProblemKind, Spot, Word};

use super::App;
use super::pointed::Pointed;
use crate::auth::proof::random_text;
use crate::notices;
use crate::page::{self, Facts};
use crate::pins::capture::{self, Wanted};
use crate::ports::{Pointing, PointingEnd, Ports, Tab};
use crate::rect::Rect;

impl<P: Ports> App<P> {
    /// Lets the person point at a picture of a page, or draw an area of it. Answers once the page was looked at; what
    /// comes of it is shown by a popup.
    pub(super) async fn point(self: &Rc<Self>, tab: Option<i32>, area: bool) -> Result<(), Problem> {
        let tab = self.tab(tab).await?;
        // Looked at anew, so that the page knows its pictures.
        let mut facts = self.scan(&tab).await?;
        if area {
            page::shielded(&mut facts)?;
        }
        let app = Rc::clone(self);
        self.ports.spawn(Box::pin(async move {
            if let Err(problem) = app.follow(&tab, area).await {
                notices::trouble(&app.ports, &problem).await;
            }
        }));
        Ok(())
    }

    /// Waits for what the person does on the page, and opens the popup on it.
    async fn follow(&self, tab: &Tab, area: bool) -> Result<(), Problem> {
        let ports = &self.ports;
        let id = random_text(ports, 12);
        let words = ports.text(&if area { Word::AreaWords } else { Word::PointWords }.into());
        let until = ports.now() + POINT_TIMEOUT_MS;
        let mut begin = true;
        let mut pointed = Pointed { tab: tab.id, url: tab.url.clone(), ..Pointed::default() };
        loop {
            let pointing = Pointing { id: &id, begin, area, words: &words };
            begin = false;
            match ports.point(tab.id, &pointing).await {
                PointingEnd::Waiting if ports.now() < until => {}
                PointingEnd::Waiting | PointingEnd::Ended => return Ok(()),
                PointingEnd::Picture => break,
                PointingEnd::Area { part, view_width } => {
                    let (_, covered) = self.shielded(tab).await?;
                    let wanted = Wanted { part: Some(part), view_width, covered };
                    pointed.capture = Some(capture::take(ports, tab, &wanted).await?);
                    break;
                }
            }
        }
        self.remember(pointed).await;
        ports.open_popup(tab).await;
        Ok(())
    }

    /// What a tab shows, before the pictures of its page.
    pub(super) async fn capture(&self, tab: Option<i32>) -> Result<PageOffer, Problem> {
        let tab = self.tab(tab).await?;
        let (facts, covered) = self.shielded(&tab).await?;
        let view_width = facts.as_ref().map_or(0.0, |facts| facts.viewport_width);
        let capture = capture::take(&self.ports, &tab, &Wanted { part: None, view_width, covered }).await?;
        page::captured(facts, &tab, capture)
    }

    /// One picture of a page, as large as it shows there.
    pub(super) async fn capture_spot(&self, tab: i32, spot: &Spot) -> Result<Capture, Problem> {
        let tab = self.tab(Some(tab)).await?;
        let taken = match self.ports.reveal(tab.id, spot).await {
            Some(there) => self.capture_part(&tab, there).await,
            None => Err(ProblemKind::PicturePageGone.into()),
        };
        // It may have been scrolled, wherever it got stuck.
        self.ports.unreveal(tab.id, spot).await;
        taken
    }

    async fn capture_part(&self, tab: &Tab, part: Rect) -> Result<Capture, Problem> {
        let (facts, covered) = self.shielded(tab).await?;
        let view_width = facts.map_or(0.0, |facts| facts.viewport_width);
        capture::take(&self.ports, tab, &Wanted { part: Some(part), view_width, covered }).await
    }

    /// The facts of a page and what of its view may not be pinned; neither where the browser keeps the page closed, and
    /// so nobody can have asked for anything in it.
    async fn shielded(&self, tab: &Tab) -> Result<(Option<Facts>, Vec<Rect>), Problem> {
        match self.scan(tab).await {
            Ok(mut facts) => {
                let covered = page::shielded(&mut facts)?;
                Ok((Some(facts), covered))
            }
            Err(problem) => match problem.kind {
                ProblemKind::PageOfBrowser
                | ProblemKind::PageOfStore
                | ProblemKind::PageOfExtension
                | ProblemKind::PageOfFile
                | ProblemKind::PagePdf
                | ProblemKind::PageRestricted => Ok((None, Vec::new())),
                // A page that could be read at another time, or in another view, may ask for something.
                _ => Err(problem),
            },
        }
    }
}
