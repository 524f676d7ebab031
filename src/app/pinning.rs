//! From a page to the journal: what the page offers, Save, and the menu on pictures.

use std::rc::Rc;

use tack_protocol::{
    Aside, BoardId, Bounded, Candidate, Draft, EntryId, EntryView, PageOffer, Problem, ProblemKind, Why,
    limits::{LATER_MAX_MS, PICTURE_URL_MAX, WAITED_MS},
};

use super::pointed::Pointed;
use crate::app::{App, MenuClick};
use crate::auth::connection;
use crate::boards::choices;
use crate::menus::{self, Chosen};
use crate::pins::publisher::{self, WAKE_AFTER_MS};
use crate::pins::{capture, journal, upload};
use crate::ports::{Alarm, Area, Badge, Lock, Ports, Refusal, ScanFailure, Tab};
use crate::{notices, page};

/// That the person was told that the storage refuses.
const TOLD: &str = "told.v1";

impl<P: Ports> App<P> {
    /// The tab of that number, or the one in front.
    pub(super) async fn tab(&self, id: Option<i32>) -> Result<Tab, Problem> {
        let tab = match id {
            Some(id) => self.ports.tab(id).await,
            None => self.ports.active().await,
        };
        tab.ok_or_else(|| ProblemKind::PageRestricted.into())
    }

    /// What the page in `tab`, or in front, offers.
    pub(super) async fn page(&self, tab: Option<i32>) -> Result<PageOffer, Problem> {
        let tab = self.tab(tab).await?;
        let pointed = self.take_pointed(&tab).await;
        if tab.private && pointed.as_ref().is_none_or(|pointed| pointed.capture.is_none()) {
            // The offer that it belonged to is over. At worst it is the next sweep's.
            let _ = capture::forget_private(&self.ports).await;
        }
        // Who has pointed at something may have meant what is not in view.
        let glance = pointed.is_none();
        let pointed = pointed.unwrap_or_default();
        if !pointed.pointing.is_empty() {
            self.ports.recall(tab.id, &pointed.pointing).await;
        }
        let facts = self.look(&tab, glance, &pointed.src_url).await;
        if let Some(capture) = pointed.capture {
            return page::captured(facts.ok(), &tab, capture);
        }
        let facts = facts?;
        let unread = page::unread(&facts, &pointed.frame);
        let is_named = |address: &&str| !address.is_empty() && !page::is_pinterest_frame(&pointed.frame);
        let chosen = Some(pointed.src_url.as_str()).filter(is_named);
        let is_part = facts.mark.is_empty();
        let mut offer = page::offer(facts, tab.id, chosen);
        let first = offer.as_ref().ok().and_then(|offer| offer.candidates.first());
        if is_part && !first.is_some_and(|first| first.why.contains(&Why::InView)) {
            // Nothing worth a Pin is in view: then all of it.
            offer = page::offer(self.scan(&tab).await?, tab.id, None);
        }
        let mut offer = offer?;
        if pointed.unnamed {
            offer.asides.push(Aside::Unnamed);
        } else if let Some(host) = unread {
            offer.asides.push(Aside::Unread(host));
        }
        Ok(offer)
    }

    /// What the page in `tab` offers by now, unless it is as it was when it had this mark.
    pub(super) async fn growth(&self, tab: Option<i32>, mark: &str) -> Result<Option<PageOffer>, Problem> {
        let tab = self.tab(tab).await?;
        if self.ports.mark(tab.id).await.is_none_or(|now| now == mark) {
            return Ok(None);
        }
        let facts = self.scan(&tab).await?;
        page::offer(facts, tab.id, None).map(Some)
    }

    pub(super) async fn scan(&self, tab: &Tab) -> Result<page::Facts, Problem> {
        self.look(tab, false, "").await
    }

    /// Looks at a page. A picture that the browser named, by its `src_url`, is looked for where the scan does not look,
    /// too: its owner may ask that it not be pinned.
    async fn look(&self, tab: &Tab, glance: bool, src_url: &str) -> Result<page::Facts, Problem> {
        let failed = |failure| unlooked(tab, failure);
        let facts = self.ports.scan(tab.id, glance).await.map_err(failed)?;
        if !src_url.is_empty() {
            let sight = self.ports.sight(tab.id).await.map_err(failed)?;
            page::may_be_named(&sight, &facts, src_url)?;
        }
        Ok(facts)
    }

    /// Whether a picture comes from a private window. A tab that is gone tells nothing: then as if it were.
    pub(super) async fn is_private(&self, tab: Option<i32>) -> bool {
        match tab {
            Some(tab) => self.ports.tab(tab).await.is_none_or(|tab| tab.private),
            None => true,
        }
    }

    /// Writes a draft into the journal, and has it sent.
    pub(super) async fn save(self: &Rc<Self>, id: EntryId, draft: Draft) -> Result<EntryView, Problem> {
        let private = self.is_private(draft.tab).await;
        let saved = self.enqueue(id, draft, private, None).await;
        self.told(saved).await
    }

    /// Tells the person where they do not see why it came to nothing: taking a picture from its page takes its time, and
    /// the popup may be gone by then.
    async fn told(&self, saved: Result<EntryView, Problem>) -> Result<EntryView, Problem> {
        if let Err(problem) = &saved
            && !self.ports.popup_is_open().await
        {
            notices::trouble(&self.ports, problem).await;
        }
        saved
    }

    pub(super) async fn enqueue(
        self: &Rc<Self>,
        id: EntryId,
        draft: Draft,
        private: bool,
        due: Option<f64>,
    ) -> Result<EntryView, Problem> {
        // Asked a second time, since the first answer got lost: the same Save, not another Pin.
        let known = journal::load(&self.ports, &id).await?;
        // What only noted that its picture was being taken, when all ended, is begun anew.
        let private = known.as_ref().map_or(private, |known| known.private);
        if let Some(known) = known.filter(|known| !known.is_untaken()) {
            return Ok(known.view());
        }
        self.can_be_sent(&draft).await?;
        if draft.needs_upload {
            if self.taking.borrow().contains(&id) {
                // Somebody waits for it already.
                return Err(ProblemKind::Busy.into());
            }
            self.taking.borrow_mut().push(id.clone());
            let taken = self.take_picture(&id, &draft, private).await;
            self.taking.borrow_mut().retain(|taking| *taking != id);
            taken?;
        }
        let _held = self.ports.lock(Lock::Journal).await;
        match journal::load(&self.ports, &id).await? {
            Some(known) if !known.course.taking => return Ok(known.view()),
            // Its account was disconnected meanwhile.
            None if draft.needs_upload => return Err(ProblemKind::NotConnected.into()),
            _ => {}
        }
        let entry = journal::add(&self.ports, id, draft, due, private).await?;
        self.publish();
        Ok(entry.view())
    }

    /// Takes the picture of a draft from its page, now, while that is there. It may take its time: should the browser be
    /// closed meanwhile, the journal says that the Pin was not made, and why.
    async fn take_picture(&self, id: &EntryId, draft: &Draft, private: bool) -> Result<(), Problem> {
        let ports = &self.ports;
        {
            let _held = ports.lock(Lock::Journal).await;
            if journal::load(ports, id).await?.is_none_or(|known| known.is_untaken()) {
                journal::take_note(ports, id, draft, private).await?;
            }
        }
        let taken = publisher::awake(ports, capture::picture(ports, draft, private)).await;
        let kept = match &taken {
            Ok(taken) => upload::keep(ports, id, private, taken).await.map_err(Problem::from),
            Err(problem) => Err(problem.clone()),
        };
        if kept.is_err() {
            // Whoever asked is told, and may ask again.
            let _held = ports.lock(Lock::Journal).await;
            if let Some(entry) = journal::load(ports, id).await?.filter(|entry| entry.course.taking) {
                journal::remove(ports, &entry).await?;
            }
        }
        kept
    }

    /// Writes a draft into the journal that is sent at a time.
    pub(super) async fn pin_later(
        self: &Rc<Self>,
        id: EntryId,
        draft: Draft,
        at: f64,
    ) -> Result<EntryView, Problem> {
        if at - self.ports.now() > LATER_MAX_MS {
            return Err(ProblemKind::DraftInvalid.into());
        }
        let private = self.is_private(draft.tab).await;
        if private {
            // Kept in memory alone, it would be gone with the browser.
            return Err(ProblemKind::PrivateWindow.into());
        }
        let saved = self.enqueue(id, draft, private, Some(at)).await;
        self.told(saved).await
    }

    /// Does what is to be done now, of all that the journal has.
    pub(super) fn publish(self: &Rc<Self>) {
        let app = Rc::clone(self);
        self.ports.spawn(Box::pin(async move {
            let _only_one = app.ports.lock(Lock::Publisher).await;
            app.publishing.set(true);
            let published = publisher::publish(&app.ports).await;
            app.publishing.set(false);
            app.storage_failed.set(published.is_err());
            match published {
                Ok(published) => app.published(published).await,
                Err(_) => app.publish_failed().await,
            }
        }));
    }

    /// The storage refused a step: it is tried again, whatever the alarm that rang last was for.
    async fn publish_failed(&self) {
        let ports = &self.ports;
        ports.badge(Badge::Trouble).await;
        // Told once until the browser ends, and not by each background: where the disk is full, memory is not.
        let told = ports.read(Area::Session, TOLD).await.ok().flatten().is_some();
        if !told && !ports.popup_is_open().await && ports.write(Area::Session, TOLD, "").await.is_ok() {
            notices::trouble(ports, &ProblemKind::StorageFailed.into()).await;
        }
        ports.wake_at(Alarm::Journal, Some(ports.now() + WAKE_AFTER_MS)).await;
    }

    /// After the publisher came to an end.
    async fn published(self: &Rc<Self>, published: publisher::Published) {
        self.sweep_pointed().await;
        let waited = self.waiting.replace(published.waiting) > 0;
        // Where nothing is open any more, there is nothing to say, unless the person has not seen what came of it.
        let seen = waited && !published.asked || self.ports.popup_is_open().await;
        self.show_waiting(published.calm && seen).await;
        if published.asked {
            self.refresh_surface().await;
        }
        let now = self.ports.now();
        let Some(at) = published.next.filter(|at| at - now < WAITED_MS && *at < self.goes_on_at.get()) else {
            return;
        };
        // An alarm would ring too late; it is set all the same, should this background be stopped.
        self.goes_on_at.set(at);
        let app = Rc::clone(self);
        self.ports.spawn(Box::pin(async move {
            publisher::awake(&app.ports, app.ports.sleep((at - now).max(0.0) as u32 + 1)).await;
            app.goes_on_at.set(f64::INFINITY);
            app.publish();
        }));
    }

    /// Shows how many Pins wait; where none does, what the badge says stays, unless it was `seen`.
    pub(super) async fn show_waiting(&self, seen: bool) {
        match self.waiting.get() {
            // Until the person has connected it again, whatever else there is to say.
            _ if self.needs_person.get() => self.ports.badge(Badge::Trouble).await,
            0 if seen => self.ports.badge(Badge::None).await,
            0 => {}
            count => self.ports.badge(Badge::Waiting(count)).await,
        }
    }

    /// A click in the menu on pictures. "Choose a board…" only remembers the picture: the event shim has opened the
    /// popup already, since browsers allow that to the click alone.
    pub async fn on_menu(self: &Rc<Self>, click: MenuClick) {
        let chosen = menus::chosen(&click.item);
        let src_url = page::brief(&click.src_url);
        if chosen == Some(Chosen::Popup) && src_url.len().max(click.frame.len()) <= PICTURE_URL_MAX {
            let unnamed = src_url.is_empty();
            let (src_url, frame) = (src_url.into_owned(), click.frame.clone());
            let made = self.ports.now();
            let url = click.url.clone();
            let pointed =
                Pointed { tab: click.tab, url, src_url, unnamed, frame, made, ..Pointed::default() };
            self.remember(pointed).await;
        }
        self.start().await;
        if let Some(Chosen::Board(board)) = chosen
            && let Err(mut problem) = self.pin_pointed(&click, &board).await
        {
            if click.private {
                // The system may keep what it shows.
                problem.owner_message = None;
            }
            notices::trouble(&self.ports, &problem).await;
        }
    }

    async fn pin_pointed(self: &Rc<Self>, click: &MenuClick, board: &BoardId) -> Result<EntryView, Problem> {
        if page::is_pinterest_frame(&click.frame) {
            return Err(ProblemKind::PinterestPage.into());
        }
        let active = connection::active(&self.ports).await?.ok_or(ProblemKind::NotConnected)?;
        let id = active.account.connection;
        let chosen = choices::load(&self.ports, &id).await?;
        let known = chosen.recent.iter().chain(&chosen.default_board).find(|b| b.id == *board);
        let board = known.cloned().ok_or(ProblemKind::BoardGone)?;
        let tab = self.tab(Some(click.tab)).await?;
        let facts = self.look(&tab, false, &click.src_url).await?;
        let PageOffer { page, candidates, .. } = page::offer_of(facts, &click.src_url)?;
        let first = candidates.into_iter().next();
        let Candidate { url, shown, title, description, alt, link, spot, needs_upload, repin, .. } =
            first.ok_or(ProblemKind::NoPictures)?;
        let draft = Draft {
            connection: Some(id),
            board: Some(board),
            section: None,
            picture: url,
            shown,
            seen: String::new(),
            spot,
            needs_upload,
            repin,
            page,
            link,
            title,
            description,
            alt_text: alt,
            tab: Some(click.tab),
        };
        let draft = draft.bounded().ok_or(ProblemKind::DraftInvalid)?;
        self.enqueue(journal::new_id(&self.ports), draft, click.private, None).await
    }
}

/// Why a page could not be looked at.
pub(super) fn unlooked(tab: &Tab, failure: ScanFailure) -> Problem {
    let kind = match failure {
        ScanFailure::Refused(_) if tab.failed => page::restricted(&tab.url, Refusal::Failed),
        ScanFailure::Refused(refusal) => page::restricted(&tab.url, refusal),
        ScanFailure::Timeout => ProblemKind::PageTimeout,
        ScanFailure::Unreadable => ProblemKind::Internal,
    };
    kind.into()
}
