//! Several Pins with one press: all of them are written down before anything else is done for any of them, so that
//! closing the popup, or losing the background, changes nothing.

use std::rc::Rc;

use tack_protocol::{Draft, EntryId, EntryState, EntryView, Numbered, Problem, ProblemKind};

use super::App;
use crate::auth::connection;
use crate::notices;
use crate::pins::{Entry, capture, journal, publisher, upload};
use crate::ports::{Lock, Ports, StorageFailure};

impl<P: Ports> App<P> {
    /// Writes drafts into the journal, and has them sent. One that cannot be sent is written down as failed.
    ///
    /// # Errors
    /// The storage failed. What was written until then is sent; the same asked for again writes the rest.
    pub(super) async fn save_all(self: &Rc<Self>, pins: Vec<Numbered>) -> Result<Vec<EntryView>, Problem> {
        let mut entries = Vec::with_capacity(pins.len());
        let written = self.write_all(pins, &mut entries).await;
        self.take_pictures(&entries);
        self.publish();
        if written.is_err() && !self.ports.popup_is_open().await {
            notices::trouble(&self.ports, &ProblemKind::StorageFailed.into()).await;
        }
        written?;
        Ok(entries.iter().map(Entry::view).collect())
    }

    async fn write_all(&self, pins: Vec<Numbered>, entries: &mut Vec<Entry>) -> Result<(), StorageFailure> {
        let ports = &self.ports;
        // Once for all: a tab that is closed meanwhile tells nothing of the others.
        let private = self.is_private(pins.first().and_then(|pin| pin.draft.tab)).await;
        let _held = ports.lock(Lock::Journal).await;
        for Numbered { id, draft } in pins {
            // Asked a second time, since the first answer got lost.
            if let Some(known) = journal::load(ports, &id).await? {
                entries.push(known);
                continue;
            }
            let mut problem = self.can_be_sent(&draft).await.err();
            // Ours already, and for an hour only.
            if problem.is_none() && draft.needs_upload && capture::is_capture(&draft.picture) {
                match capture::picture(ports, &draft, private).await {
                    Ok(kept) => upload::keep(ports, &id, private, &kept).await?,
                    Err(gone) => problem = Some(gone),
                }
            }
            let mut entry = journal::add(ports, id, draft, None, private).await?;
            if problem.is_some() {
                (entry.state, entry.problem) = (EntryState::Failed, problem);
                journal::store(ports, &entry).await?;
            }
            entries.push(entry);
        }
        Ok(())
    }

    /// Takes the pictures that only their page has, while it is there. What cannot be taken is tried once more when its
    /// turn comes, and fails then, with the reason.
    pub(super) fn take_pictures(self: &Rc<Self>, entries: &[Entry]) {
        let is_wanted =
            |e: &&Entry| !e.state.is_final() && e.wants_picture() && !capture::is_capture(&e.draft.picture);
        let wanted = entries.iter().filter(is_wanted);
        let wanted: Vec<(EntryId, Draft, bool)> =
            wanted.map(|entry| (entry.id.clone(), entry.draft.clone(), entry.private)).collect();
        if wanted.is_empty() {
            return;
        }
        let app = Rc::clone(self);
        self.ports.spawn(Box::pin(async move {
            for (id, draft, private) in wanted {
                // Not over what the publisher has taken meanwhile, nor for what the person took back.
                let ports = &app.ports;
                if upload::is_kept(ports, &id, private).await {
                    continue;
                }
                let taken = publisher::awake(ports, capture::picture(ports, &draft, private)).await;
                let Ok(taken) = taken else { continue };
                let _held = ports.lock(Lock::Journal).await;
                if let Ok(Some(entry)) = journal::load(ports, &id).await
                    && entry.wants_picture()
                {
                    let _ = upload::keep(ports, &id, private, &taken).await;
                }
            }
        }));
    }

    /// Whether a draft has all that a Pin needs, and its account is connected.
    ///
    /// # Errors
    /// What it lacks.
    pub(super) async fn can_be_sent(&self, draft: &Draft) -> Result<(), Problem> {
        let fits = |url: &str| url.starts_with("https://") || url.starts_with("http://");
        if draft.board.is_none() || !(draft.link.is_empty() || fits(&draft.link)) {
            return Err(ProblemKind::DraftInvalid.into());
        }
        if !fits(&draft.picture) && !draft.needs_upload {
            return Err(ProblemKind::PictureNotPublic.into());
        }
        let connection = draft.connection.as_ref().ok_or(ProblemKind::NotConnected)?;
        connection::load(&self.ports, connection).await?.ok_or(ProblemKind::NotConnected)?;
        Ok(())
    }

    /// Pins once more what an entry has pinned, or was to.
    ///
    /// # Errors
    /// There is no such entry, or it cannot be sent.
    pub(super) async fn pin_again(self: &Rc<Self>, id: EntryId, of: &EntryId) -> Result<EntryView, Problem> {
        let entry = journal::load(&self.ports, of).await?.ok_or(ProblemKind::EntryGone)?;
        self.enqueue(id, entry.draft, entry.private, None).await
    }
}
