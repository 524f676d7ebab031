//! From a page to the journal: what the page offers, Save, and the menu on pictures.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use tack_protocol::{
    BoardId, Bounded, Candidate, Draft, EntryId, EntryState, EntryView, PageOffer, Problem, ProblemKind,
    limits::PICTURE_URL_MAX,
};

use crate::app::{App, MenuClick};
use crate::auth::connection;
use crate::boards::choices;
use crate::menus::{self, Chosen};
use crate::pins::{journal, publisher, upload};
use crate::ports::{Area, Badge, Lock, Ports, ScanFailure};
use crate::{json, notices, page};

/// A picture that the person pointed at, until the popup asks for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pointed {
    tab: i32,
    src_url: String,
}

impl Pointed {
    const KEY: &'static str = "pointed.v1";
}

impl<P: Ports> App<P> {
    /// What the page in `tab`, or in front, offers.
    pub(super) async fn page(&self, tab: Option<i32>) -> Result<PageOffer, Problem> {
        let tab = match tab {
            Some(tab) => tab,
            None => self.ports.active().await.ok_or(ProblemKind::PageRestricted)?.id,
        };
        let pointed = self.take_pointed(tab).await;
        let facts = self.scan(tab).await?;
        page::offer(facts, tab, pointed.as_ref().map(|p| p.src_url.as_str()))
    }

    /// What the page in `tab` offers by now, unless it is as it was when it had this mark.
    pub(super) async fn growth(&self, tab: i32, mark: &str) -> Result<Option<PageOffer>, Problem> {
        if self.ports.mark(tab).await.is_none_or(|now| now == mark) {
            return Ok(None);
        }
        let facts = self.scan(tab).await?;
        page::offer(facts, tab, None).map(Some)
    }

    async fn scan(&self, tab: i32) -> Result<page::Facts, Problem> {
        self.ports.scan(tab).await.map_err(|failure| {
            let kind = match failure {
                ScanFailure::Refused => ProblemKind::PageRestricted,
                ScanFailure::Timeout => ProblemKind::PageTimeout,
                ScanFailure::Unreadable => ProblemKind::Internal,
            };
            kind.into()
        })
    }

    async fn take_pointed(&self, tab: i32) -> Option<Pointed> {
        // Another tab's waits for that one's popup.
        let remembered = self.pointed.borrow_mut().take_if(|pointed| pointed.tab == tab);
        // The background may have been stopped between the click and the popup.
        let stored = self.ports.read(Area::Session, Pointed::KEY).await.ok().flatten();
        let stored: Option<Pointed> = stored.as_deref().and_then(json::parse);
        let stored = stored.filter(|pointed| pointed.tab == tab);
        if stored.is_some() {
            // Left behind, it would choose this picture once more, which the person sees and can change.
            let _ = self.ports.remove(Area::Session, Pointed::KEY).await;
        }
        remembered.or(stored)
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
        let saved = self.enqueue(id, draft, private).await;
        // Taking a picture from its page takes its time, and the popup may be gone by then.
        if let Err(problem) = &saved
            && !self.ports.popup_is_open().await
        {
            notices::trouble(&self.ports, problem).await;
        }
        saved
    }

    async fn enqueue(
        self: &Rc<Self>,
        id: EntryId,
        draft: Draft,
        private: bool,
    ) -> Result<EntryView, Problem> {
        // Asked a second time, since the first answer got lost: the same Save, not another Pin.
        if let Some(known) = journal::load(&self.ports, &id).await? {
            return Ok(known.view());
        }
        let fits = |url: &str| url.starts_with("https://") || url.starts_with("http://");
        if draft.board.is_none() || !(draft.link.is_empty() || fits(&draft.link)) {
            return Err(ProblemKind::DraftInvalid.into());
        }
        if !fits(&draft.picture) && !draft.needs_upload {
            return Err(ProblemKind::PictureNotPublic.into());
        }
        let connection = draft.connection.as_ref().ok_or(ProblemKind::NotConnected)?;
        connection::load(&self.ports, connection).await?.ok_or(ProblemKind::NotConnected)?;
        // Now, while the page is there. Before the lock: a page may take its time.
        let upload =
            if draft.needs_upload { Some(upload::take(&self.ports, &draft, private).await?) } else { None };
        let _held = self.ports.lock(Lock::Journal).await;
        if let Some(known) = journal::load(&self.ports, &id).await? {
            return Ok(known.view());
        }
        if let Some(upload) = &upload {
            // Before its entry: what is written down can be sent.
            upload::keep(&self.ports, &id, private, upload).await?;
        }
        let entry = journal::add(&self.ports, id, draft, EntryState::Queued, private).await?;
        self.publish();
        Ok(entry.view())
    }

    /// Has everything sent that is queued.
    pub(super) fn publish(self: &Rc<Self>) {
        let app = Rc::clone(self);
        self.ports.spawn(Box::pin(async move {
            let _only_one = app.publisher.lock().await;
            let published = publisher::publish(&app.ports).await;
            app.storage_failed.set(published.is_err());
            match published {
                Ok(true) => app.refresh_surface().await,
                Ok(false) => {}
                // The alarm that was set before the sending looks after it.
                Err(_) => app.ports.badge(Badge::Trouble).await,
            }
        }));
    }

    /// A click in the menu on pictures. "Choose a board…" only remembers the picture: the event shim has opened the
    /// popup already, since browsers allow that to the click alone.
    pub async fn on_menu(self: &Rc<Self>, click: MenuClick) {
        let chosen = menus::chosen(&click.item);
        let src_url = page::brief(&click.src_url);
        if chosen == Some(Chosen::Popup) && src_url.len() <= PICTURE_URL_MAX {
            let pointed = Pointed { tab: click.tab, src_url: src_url.into_owned() };
            // In memory first: the popup's question may be quicker than the storage.
            self.pointed.replace(Some(pointed.clone()));
            if let Some(text) = json::text(&pointed) {
                // Only a background stopped within this second would miss it.
                let _ = self.ports.write(Area::Session, Pointed::KEY, &text).await;
            }
        }
        self.start().await;
        if let Some(Chosen::Board(board)) = chosen
            && let Err(problem) = self.pin_pointed(&click, &board).await
        {
            notices::trouble(&self.ports, &problem).await;
        }
    }

    async fn pin_pointed(self: &Rc<Self>, click: &MenuClick, board: &BoardId) -> Result<EntryView, Problem> {
        let active = connection::active(&self.ports).await?.ok_or(ProblemKind::NotConnected)?;
        let id = active.account.connection;
        let chosen = choices::load(&self.ports, &id).await?;
        let known = chosen.recent.iter().chain(&chosen.default_board).find(|b| b.id == *board);
        let board = known.cloned().ok_or(ProblemKind::BoardGone)?;
        let facts = self.scan(click.tab).await?;
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
        self.enqueue(journal::new_id(&self.ports), draft, click.private).await
    }
}
