//! What is done with the Pin: save, hand over, take back, try again, put out of sight.

use std::rc::Rc;

use tack_browser::page;
use tack_protocol::{Candidate, Draft, EntryId, EntryState, EntryView, Request};

use super::state::{Offer, Popup};
use crate::board_picker::SEARCH;
use crate::core_client::{ask, entry_of};
use crate::model::outcome::Outcome;
use crate::model::pin_form::PinForm;

impl Popup {
    fn draft(self) -> Option<Draft> {
        let place = self.picture.now();
        let picture = self.known_picture(place)?;
        let form = self.form.peek(Clone::clone);
        self.draft_of(place, &picture, &form)
    }

    /// A draft of the picture at `place` with these words.
    pub(super) fn draft_of(self, place: usize, picture: &Candidate, form: &PinForm) -> Option<Draft> {
        let mut draft = self.offer.peek(|offer| match offer {
            Offer::Here(offer) => Some(form.draft(picture, offer)),
            Offer::Coming | Offer::Missing(_) => None,
        })?;
        // As the page shows it: by that it is known again, where a larger file is pinned, or a capture.
        if let Some(offered) = self.offered(place) {
            if offered.url.starts_with("http") && picture.needs_upload {
                draft.seen = offered.url;
            } else if offered.shown.starts_with("http") {
                draft.shown = offered.shown;
            }
        }
        Some(draft)
    }

    /// Pins the picture, or all that are chosen.
    pub(super) fn save(self) {
        if self.several.peek(Option::is_some) {
            self.save_several();
        } else if let Some((draft, board)) = self.ready() {
            self.choosing_time.set(false);
            // The same again, where nobody knows whether the core had it: no second Pin.
            let id = self.outcome.peek(|outcome| match outcome {
                Outcome::Refused { request, .. } => match &**request {
                    Request::Save { id, draft: refused } if *refused == draft => Some(id.clone()),
                    _ => None,
                },
                _ => None,
            });
            let id = id.unwrap_or_else(|| EntryId::new(page::random_id()));
            self.begin_save(Request::Save { id, draft }, board);
        }
    }

    /// The draft as it is to be saved, with the name of its board; without a board, goes to where one is chosen.
    pub(super) fn ready(self) -> Option<(Draft, String)> {
        if !self.standing.now().can_save() || self.outcome.peek(Outcome::is_busy) || self.capturing.now() {
            return None;
        }
        let Some(board) = self.boards.peek(|boards| boards.chosen().cloned()) else {
            page::focus(SEARCH);
            return None;
        };
        self.settle_source();
        let mut draft = self.draft()?;
        draft.connection =
            self.account.peek(|account| account.as_ref().map(|account| account.connection.clone()));
        let name = board.name.clone();
        draft.board = Some(board);
        let is_sent =
            self.outcome.peek(Outcome::is_saved) && self.sent.peek(|sent| sent.as_ref() == Some(&draft));
        // A press too many on the button for several meets this one, which has come to its place.
        if is_sent || self.is_in_batch(&draft) {
            return None;
        }
        self.sent.set(Some(draft.clone()));
        Some((draft, name))
    }

    /// Sends the Pin to the journal.
    pub(super) fn begin_save(self, request: Request, board: String) {
        self.dismiss_batch();
        self.outcome.set(Outcome::Asked { board: Some(board) });
        self.send(request.into());
    }

    /// Hands the picture to Pinterest's own Save dialog.
    pub(super) fn hand_off(self) {
        if self.outcome.peek(Outcome::is_busy) || self.capturing.now() {
            return;
        }
        let Some(draft) = self.draft() else { return };
        self.outcome.set(Outcome::Asked { board: None });
        self.send(Request::HandOff { draft }.into());
    }

    fn send(self, request: Rc<Request>) {
        let again = Rc::clone(&request);
        ask(request, move |reply| {
            self.outcome.set(match entry_of(reply) {
                Ok(entry) => Outcome::Entry(entry),
                Err(problem) => Outcome::Refused { problem, request: again },
            });
        });
    }

    /// Deletes the Pin that was just made, or withdraws it before it leaves.
    pub(super) fn undo(self) {
        let Some(entry) = self.outcome.peek(|outcome| outcome.entry().cloned()) else { return };
        self.outcome.set(Outcome::Undoing(entry.clone()));
        ask(Request::Undo { id: entry.id.clone() }, move |reply| {
            self.outcome.set(match entry_of(reply) {
                Ok(entry) => Outcome::Entry(entry),
                Err(problem) => Outcome::UndoRefused(entry, problem),
            });
        });
    }

    /// Puts what became of the last Save out of sight, in the journal too.
    pub(super) fn dismiss_outcome(self) {
        let entry = self.outcome.peek(|outcome| outcome.entry().cloned());
        self.outcome.set(Outcome::None);
        // What goes on by itself stays listed.
        if let Some(entry) =
            entry.filter(|entry| entry.state.is_final() || entry.state == EntryState::Unclear)
        {
            self.open.dismiss(&entry.id);
        }
    }

    /// The same again after a failure: the failed entry makes room.
    pub(super) fn save_again(self) {
        let outcome = self.outcome.peek(Clone::clone);
        match outcome {
            Outcome::Refused { request, .. } => {
                let board = match request.as_ref() {
                    Request::Save { draft, .. } | Request::PinLater { draft, .. } => {
                        draft.board.as_ref().map(|board| board.name.clone())
                    }
                    _ => None,
                };
                self.outcome.set(Outcome::Asked { board });
                self.send(request);
            }
            Outcome::UndoRefused(..) => self.undo(),
            Outcome::Entry(entry) => {
                self.sent.set(None);
                self.save_anew(entry);
            }
            _ => self.save(),
        }
    }

    /// Takes a failed or waiting entry out of the journal, and saves as the form stands now.
    fn save_anew(self, entry: EntryView) {
        let id = entry.id.clone();
        let request = if entry.state.is_final() { Request::Dismiss { id } } else { Request::Undo { id } };
        ask(request, move |reply| match reply {
            Ok(_) => {
                self.outcome.set(Outcome::None);
                self.save();
            }
            // A waiting entry that could not be withdrawn may have left: no second one then.
            Err(problem) => self.outcome.set(Outcome::UndoRefused(entry, problem)),
        });
    }
}
