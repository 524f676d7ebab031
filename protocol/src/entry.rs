//! An entry of the journal, as a person sees it.

use serde::{Deserialize, Serialize};

use crate::{BoardChoice, EntryId, PinId, Problem, ProblemKind};

/// Why an entry waits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// For the network to come back.
    Network,
    /// Until a time, milliseconds since 1970.
    Until(f64),
    /// For the account to be connected again.
    Reconnect,
    /// For the person to decide.
    Person,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Written down, not yet begun.
    Queued,
    /// The request may have left.
    Sending,
    /// Pinterest has the Pin.
    Done,
    /// The request left and got no clear answer: there may be a Pin.
    Unclear,
    /// Will go on by itself, or when the person has acted.
    Waiting(Waiting),
    /// Ended without a Pin.
    Failed,
    /// Taken back by the person.
    Withdrawn,
    /// Given to Pinterest's own Save dialog: whether a Pin came of it is not known to Tack.
    HandedOver,
}

impl EntryState {
    /// Whether nothing more happens to the entry by itself.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Withdrawn | Self::HandedOver)
    }
}

/// A Pin on the board that may be the one of an unclear entry. Never stored on disk: Pinterest does not allow it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    /// Which.
    pub pin: PinId,
    /// An https address of its picture, for showing.
    pub picture: Option<String>,
    /// Its title.
    pub title: String,
}

/// What the person says of an entry of which only they can tell whether it was pinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// It is this Pin.
    Is(PinId),
    /// It is not there: send it again.
    IsNot,
    /// Leave it at that.
    Leave,
}

/// An entry of the journal without what only the core needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryView {
    /// Which entry.
    pub id: EntryId,
    /// Where it stands.
    pub state: EntryState,
    /// The board that it goes to.
    pub board: Option<BoardChoice>,
    /// Address of the picture, for showing.
    pub shown: String,
    /// The page that it comes from; empty if unknown.
    pub page: String,
    /// Title of the Pin.
    pub title: String,
    /// The Pin, once there is one.
    pub pin: Option<PinId>,
    /// What went wrong, where something did.
    pub problem: Option<Problem>,
    /// Until when Undo is offered, milliseconds since 1970.
    pub undo_until: Option<f64>,
    /// When the person asked for it, milliseconds since 1970.
    pub made_at: f64,
    /// When it came to its state, milliseconds since 1970.
    pub since: f64,
    /// From a private window: nothing of it is shown elsewhere.
    pub private: bool,
}

/// A picture of a page that the journal knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// Its place among those that were asked for.
    pub place: u32,
    /// The last entry that pinned it, or is about to.
    pub entry: EntryView,
}

impl EntryView {
    /// Whether it is about whether there is a Pin: then it is neither sent nor changed.
    fn may_be_pinned(&self) -> bool {
        let kind = self.problem.as_ref().map(|problem| problem.kind);
        matches!(kind, Some(ProblemKind::OutcomeUnsure | ProblemKind::OutcomeUnclear))
    }

    /// Whether only the person can tell if its Pin is there.
    pub fn is_unsure(&self) -> bool {
        self.state == EntryState::Waiting(Waiting::Person)
            && self.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::OutcomeUnsure)
    }

    /// Whether it can be sent at the person's word: it waits, or failed.
    pub fn can_be_sent(&self) -> bool {
        matches!(self.state, EntryState::Waiting(_) | EntryState::Failed) && !self.may_be_pinned()
    }

    /// Whether other words and another board can be had: it has not left.
    pub fn can_be_changed(&self) -> bool {
        self.state == EntryState::Queued || self.can_be_sent()
    }

    /// Whether it can be taken back before it leaves.
    pub fn can_be_withdrawn(&self) -> bool {
        matches!(self.state, EntryState::Queued | EntryState::Waiting(_)) && !self.may_be_pinned()
    }

    /// Whether the person has to know of it: it has not ended, or not as it should.
    pub fn is_open(&self) -> bool {
        match self.state {
            EntryState::Done => self.problem.is_some(),
            state => state == EntryState::Failed || !state.is_final(),
        }
    }

    /// The address of the Pin for people.
    pub fn pin_address(&self) -> Option<String> {
        self.pin
            .as_ref()
            .filter(|id| id.is_valid())
            .map(|id| ["https://www.pinterest.com/pin/", id.as_str(), "/"].concat())
    }
}
