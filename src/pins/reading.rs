//! What the Pins of a board say of an entry whose answer got lost. There is no key by which to find a Pin again, and
//! answers do not name the picture's address: what is known is when it was sent, the link, and the title.

use tack_protocol::limits::{
    CLOCK_SLACK_MS, CLOCK_UNKNOWN_MS, MADE_WITHIN_MS, PAUSE_MAX_MS, PAUSE_MS, READ_AFTER_MS, READ_APART_MS,
    READS_MAX, SUSPECTS_MAX,
};
use tack_protocol::{EntryId, EntryState, PinId, ProblemKind, Waiting};

use crate::order;
use crate::pins::Entry;
use crate::pins::entry::{Course, Step};
use crate::pinterest::pin_list::Listed;

/// What one reading says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is this one.
    Found(PinId),
    /// It is not there, or not yet.
    Missing,
    /// It may be one of these.
    Unsure(Vec<PinId>),
}

/// When a Pin was made, beside the sending of an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Before,
    Then,
    /// Nobody can tell, or later than a sending takes.
    Perhaps,
}

/// How like an entry a Pin is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    None,
    /// In part: the rest may be Pinterest's doing.
    Part,
    /// In all that the entry says: what it left empty, Pinterest may have filled.
    All,
    /// In all that there is.
    Whole,
}

/// By how much Pinterest's clock is ahead of this one, as far as is known: by the time of the answer, else by a Pin of
/// which both times are known.
pub fn ahead(time: Option<f64>, now: f64, entries: &[Entry], pins: &[Listed]) -> Option<f64> {
    let by_pin = || {
        let known = entries.iter().rev().filter(|entry| entry.state == EntryState::Done);
        known.filter(|entry| now - entry.since < CLOCK_UNKNOWN_MS).find_map(|entry| {
            let pin = pins.iter().find(|pin| Some(&pin.id) == entry.pin.as_ref())?;
            Some(pin.created_at? - entry.course.sent_at?)
        })
    };
    time.map(|time| time - now).or_else(by_pin)
}

/// Since when a board has to be read for `entry`, by Pinterest's clock: however well that is known now, this computer's
/// may have been set back since the sending.
pub fn since(entry: &Entry, ahead: Option<f64>) -> f64 {
    sent_at(entry) + ahead.unwrap_or(0.0) - CLOCK_UNKNOWN_MS
}

fn sent_at(entry: &Entry) -> f64 {
    entry.course.sent_at.unwrap_or(entry.since)
}

/// What `pins`, all of its board and its section, say of `entry`. `entries` is the whole journal: a Pin that it knows
/// is nobody else's.
pub fn judge(entry: &Entry, entries: &[Entry], pins: &[Listed], ahead: Option<f64>) -> Verdict {
    let mut suspects: Vec<(&Listed, bool)> = Vec::new();
    for pin in pins.iter().filter(|pin| !is_known(pin, entries)) {
        let sure = match (when(pin, entry, ahead), likeness(pin, entry)) {
            // By the clock it was there before; but what is the same in all and nobody's may be its own all the same,
            // since a clock can have been set back in between.
            (When::Before, like) if like < Likeness::All || pin.created_at < Some(since(entry, ahead)) => {
                continue;
            }
            // Nothing is like it; but of what says little, a change by Pinterest leaves nothing.
            (When::Then, Likeness::None)
                if says_little(entry) && !has_rival(pin, Likeness::All, entry, entries, ahead) =>
            {
                false
            }
            (_, Likeness::None) => continue,
            (When::Then, like) => like >= Likeness::All && !has_rival(pin, like, entry, entries, ahead),
            _ => false,
        };
        suspects.push((pin, sure));
    }
    let by_age = |a: &(&Listed, bool), b: &(&Listed, bool)| {
        b.1.cmp(&a.1).then(a.0.created_at.unwrap_or(0.0).total_cmp(&b.0.created_at.unwrap_or(0.0)))
    };
    let suspects = order::first(&suspects, SUSPECTS_MAX, by_age);
    match suspects.first() {
        None => Verdict::Missing,
        // Two of them would be a browser that sent it twice: the first is the one that was meant.
        Some((pin, true)) => Verdict::Found(pin.id.clone()),
        Some(_) => Verdict::Unsure(suspects.into_iter().map(|(pin, _)| pin.id.clone()).collect()),
    }
}

fn when(pin: &Listed, entry: &Entry, ahead: Option<f64>) -> When {
    let Some(made) = pin.created_at else { return When::Perhaps };
    let sent = sent_at(entry) + ahead.unwrap_or(0.0);
    if made < ahead.map_or(since(entry, ahead), |_| sent - CLOCK_SLACK_MS) {
        When::Before
    } else if made >= sent - CLOCK_SLACK_MS && made <= sent + MADE_WITHIN_MS {
        When::Then
    } else {
        When::Perhaps
    }
}

/// An entry has one thing alone by which its Pin is known.
fn says_little(entry: &Entry) -> bool {
    entry.draft.repin.is_some() || entry.draft.link.is_empty() != entry.draft.title.is_empty()
}

fn likeness(pin: &Listed, entry: &Entry) -> Likeness {
    let draft = &entry.draft;
    if let Some(source) = &draft.repin {
        // Words and link are the source's, whatever the draft says.
        return match &pin.parent {
            Some(parent) if parent == source => Likeness::Whole,
            Some(_) => Likeness::Part,
            None => Likeness::None,
        };
    }
    let (has_link, has_title) = (!draft.link.is_empty(), !draft.title.is_empty());
    let link = has_link && same_link(&pin.link, &draft.link);
    let title = has_title && same_words(&pin.title, &draft.title);
    let whole = (has_link || pin.link.is_empty()) && (has_title || pin.title.is_empty());
    match (has_link, has_title) {
        (false, false) => Likeness::Part,
        _ if pin.parent.is_some() && (link || title) => Likeness::Part,
        _ if link == has_link && title == has_title && whole => Likeness::Whole,
        _ if link == has_link && title == has_title => Likeness::All,
        _ if link || title => Likeness::Part,
        _ => Likeness::None,
    }
}

/// The Pin may as well be that of another entry.
fn has_rival(pin: &Listed, like: Likeness, entry: &Entry, entries: &[Entry], ahead: Option<f64>) -> bool {
    entries.iter().any(|other| {
        other.id != entry.id
            && other.may_be_pinned()
            // What was just found on this reading.
            && other.pin.is_none()
            && other.draft.connection == entry.draft.connection
            && is_same_place(other, entry)
            && when(pin, other, ahead) != When::Before
            && likeness(pin, other) >= like
    })
}

/// The two go to the same board.
pub fn is_same_place(one: &Entry, other: &Entry) -> bool {
    let board = |entry: &Entry| entry.draft.board.as_ref().map(|board| board.id.clone());
    board(one) == board(other)
}

/// Whether two addresses are one, whatever Pinterest makes of their ends.
pub fn same_link(one: &str, other: &str) -> bool {
    fn bare(link: &str) -> &str {
        let link = link.trim().split('#').next().unwrap_or_default();
        let link = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")).unwrap_or(link);
        link.strip_suffix('/').unwrap_or(link)
    }
    bare(one) == bare(other)
}

fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// A second Pin that the one request of `entry`, which is done, seems to have made.
pub fn twin(entry: &Entry, entries: &[Entry], pins: &[Listed], ahead: Option<f64>) -> Option<PinId> {
    let is_twin = |pin: &&Listed| {
        !is_known(pin, entries)
            && when(pin, entry, ahead) == When::Then
            && likeness(pin, entry) == Likeness::Whole
            && !has_rival(pin, Likeness::Whole, entry, entries, ahead)
    };
    pins.iter().find(is_twin).map(|pin| pin.id.clone())
}

fn is_known(pin: &Listed, entries: &[Entry]) -> bool {
    entries.iter().any(|entry| [&entry.pin, &entry.twin].contains(&&Some(pin.id.clone())))
}

/// What follows for `entry` from a reading that ended at `now`, and came to its end or not: the step to take, and what
/// is noted where there is none.
pub fn conclude(entry: &Entry, verdict: &Verdict, whole: bool, now: f64) -> (Option<Step>, Course) {
    let mut course = Course { read_at: Some(now), ..entry.course.clone() };
    if let Verdict::Found(pin) = verdict {
        // Whoever made it may have made a second one, of which that answer would have told as little.
        (course.unconfirmed, course.read_tries) = (true, 0);
        return (Some(Step::Made(pin.clone())), course);
    }
    let ask = || Some(asked());
    if !whole {
        course.read_tries = course.read_tries.saturating_add(1);
        return (if course.read_tries >= READS_MAX { ask() } else { None }, course);
    }
    course.read_tries = 0;
    // What a clock says that was set back since is not believed.
    let missed_at = course.missed_at.filter(|at| *at <= now).unwrap_or(now);
    course.missed_at = Some(missed_at);
    course.suspected |= *verdict != Verdict::Missing;
    let step = match verdict {
        _ if now - missed_at < READ_APART_MS => None,
        // What one reading has seen, another that lags behind does not deny.
        Verdict::Missing if !course.suspected => Some(Step::Absent),
        _ => ask(),
    };
    (step, course)
}

/// Only the person can tell.
pub fn asked() -> Step {
    Step::Wait(Waiting::Person, ProblemKind::OutcomeUnsure.into())
}

/// What a reading says of one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The entry.
    pub id: EntryId,
    /// The step to take.
    pub step: Option<Step>,
    /// What is noted of the reading.
    pub course: Course,
    /// What the person has to choose from, where only they can tell.
    pub suspects: Vec<PinId>,
}

/// What a reading of a board says of its unclear entries `read`: first who is found, since what is found is no
/// suspect for the others.
pub fn findings(
    read: &[EntryId],
    entries: &[Entry],
    pins: &[Listed],
    ahead: Option<f64>,
    whole: bool,
    now: f64,
) -> Vec<Finding> {
    let mut entries = entries.to_vec();
    let mut findings: Vec<Finding> = Vec::new();
    let mut only_found = true;
    loop {
        let open = |entry: &&Entry| {
            entry.state == EntryState::Unclear
                && read.contains(&entry.id)
                && !findings.iter().any(|finding| finding.id == entry.id)
        };
        let mut next = None;
        for entry in entries.iter().filter(open) {
            let verdict = judge(entry, &entries, pins, ahead);
            if !only_found || matches!(verdict, Verdict::Found(_)) {
                next = Some((entry.id.clone(), verdict));
                break;
            }
        }
        let Some((id, verdict)) = next else {
            if !only_found {
                return findings;
            }
            only_found = false;
            continue;
        };
        for entry in entries.iter_mut().filter(|entry| entry.id == id) {
            let (step, course) = conclude(entry, &verdict, whole, now);
            if let Verdict::Found(pin) = &verdict {
                entry.pin = Some(pin.clone());
            }
            let suspects = match (&step, &verdict) {
                (Some(Step::Wait(..)), Verdict::Unsure(suspects)) => suspects.clone(),
                _ => Vec::new(),
            };
            findings.push(Finding { id: id.clone(), step, course, suspects });
        }
    }
}

/// When the board is to be read for an unclear entry.
pub fn due(entry: &Entry, now: f64) -> f64 {
    let course = &entry.course;
    let due = match (course.read_at, course.missed_at) {
        (Some(read_at), _) if course.read_tries > 0 => {
            read_at + (PAUSE_MS * f64::from(1_u32 << course.read_tries.min(6))).min(PAUSE_MAX_MS)
        }
        (_, Some(missed_at)) => missed_at + READ_APART_MS,
        _ => entry.since + READ_AFTER_MS,
    };
    // A clock that was set back must not put it off for years.
    if due - now > PAUSE_MAX_MS { now } else { due }
}

#[cfg(test)]
mod tests {
    use tack_protocol::{BoardChoice, BoardId, Problem};

    use super::*;
    use crate::pins::entry::tests::entry;

    const SENT: f64 = 1_800_000_000_000.0;
    const LINK: &str = "https://shop.example/a";

    fn unclear(id: &str, title: &str) -> Entry {
        let mut e = entry(EntryState::Unclear);
        e.id = EntryId::new(id);
        e.draft.board = Some(BoardChoice { id: BoardId::new("5"), name: "Recipes".into() });
        (e.draft.link, e.draft.title) = (LINK.into(), title.into());
        (e.since, e.course.sent_at) = (SENT + 20_000.0, Some(SENT));
        e
    }

    fn pin(id: &str, after: f64, link: &str, title: &str) -> Listed {
        Listed {
            id: PinId::new(id),
            created_at: Some(SENT + after),
            title: title.into(),
            link: link.into(),
            parent: None,
            picture: None,
        }
    }

    #[test]
    fn each_likeness() {
        let e = unclear("a", "A teapot");
        let found = Verdict::Found(PinId::new("1"));
        let unsure = Verdict::Unsure(vec![PinId::new("1")]);
        for (pin, verdict) in [
            (pin("1", 1_000.0, LINK, "A teapot"), &found),
            (pin("1", 1_000.0, "http://shop.example/a/", " A  teapot"), &found),
            (pin("1", -60_000.0, LINK, "A teapot"), &found),
            // Pinterest may have changed the one or the other.
            (pin("1", 1_000.0, LINK, "Teapots"), &unsure),
            (pin("1", 1_000.0, "", "A teapot"), &unsure),
            (pin("1", 1_000.0, "https://other.example/", "Another"), &Verdict::Missing),
            // Made before it was sent, as it seems, or was by a clock that has been set back; and long after.
            (pin("1", -3_600_000.0, LINK, "A teapot"), &unsure),
            (pin("1", -3_600_000.0, LINK, "A cup"), &Verdict::Missing),
            (pin("1", -27.0 * 3_600_000.0, LINK, "A teapot"), &Verdict::Missing),
            (pin("1", 3_600_000.0, LINK, "A teapot"), &unsure),
            (Listed { created_at: None, ..pin("1", 0.0, LINK, "A teapot") }, &unsure),
            (Listed { parent: Some(PinId::new("9")), ..pin("1", 0.0, LINK, "A teapot") }, &unsure),
        ] {
            assert_eq!(
                judge(&e, std::slice::from_ref(&e), std::slice::from_ref(&pin), Some(0.0)),
                *verdict,
                "{pin:?}"
            );
        }
    }

    #[test]
    fn what_was_left_empty_pinterest_may_fill() {
        let mut e = unclear("a", "");
        let pins = [pin("1", 1_000.0, LINK, "What Pinterest read on the page")];
        assert_eq!(judge(&e, &[], &pins, Some(0.0)), Verdict::Found(PinId::new("1")));
        e.draft.link.clear();
        assert_eq!(judge(&e, &[], &pins, Some(0.0)), Verdict::Unsure(vec![PinId::new("1")]));
        assert_eq!(judge(&e, &[], &[], Some(0.0)), Verdict::Missing);
    }

    #[test]
    fn a_saved_pin_is_found_by_its_source() {
        let mut e = unclear("a", "A teapot");
        e.draft.repin = Some(PinId::new("9"));
        let saved = |parent: &str| Listed { parent: Some(PinId::new(parent)), ..pin("1", 0.0, "", "") };
        assert_eq!(judge(&e, &[], &[saved("9")], Some(0.0)), Verdict::Found(PinId::new("1")));
        assert_eq!(judge(&e, &[], &[saved("8")], Some(0.0)), Verdict::Unsure(vec![PinId::new("1")]));
        // A list that does not say of what it was saved.
        let unsaid = [pin("1", 0.0, LINK, "A teapot")];
        assert_eq!(judge(&e, &[], &unsaid, Some(0.0)), Verdict::Unsure(vec![PinId::new("1")]));
        assert_eq!(judge(&e, &[], &[pin("1", -600_000.0, LINK, "A teapot")], Some(0.0)), Verdict::Missing);
    }

    #[test]
    fn of_what_has_one_mark_alone_a_change_by_pinterest_leaves_nothing() {
        let mut e = unclear("a", "");
        let changed = [pin("1", 1_000.0, "https://shop.example/changed", "")];
        assert_eq!(judge(&e, &[], &changed, Some(0.0)), Verdict::Unsure(vec![PinId::new("1")]));
        // But not what is another's.
        let mut other = unclear("b", "");
        other.draft.link = "https://shop.example/changed".into();
        assert_eq!(judge(&e, &[e.clone(), other], &changed, Some(0.0)), Verdict::Missing);
        e.draft.title = "A teapot".into();
        assert_eq!(judge(&e, &[], &changed, Some(0.0)), Verdict::Missing);
    }

    #[test]
    fn what_one_reading_has_seen_another_does_not_deny() {
        let seen = Verdict::Unsure(vec![PinId::new("1")]);
        let now = SENT + 30_000.0;
        for (first, last, step) in [
            (&Verdict::Missing, &Verdict::Missing, Step::Absent),
            (&seen, &Verdict::Missing, asked()),
            (&Verdict::Missing, &seen, asked()),
        ] {
            let mut e = unclear("a", "A teapot");
            let (none, course) = conclude(&e, first, true, now);
            assert_eq!(none, None);
            e.course = course;
            assert_eq!(conclude(&e, last, true, now + READ_APART_MS).0, Some(step));
        }
    }

    #[test]
    fn a_pin_closes_one_entry() {
        let e = unclear("a", "A teapot");
        let mut done = unclear("b", "A teapot");
        done.step(Step::Made(PinId::new("1")), SENT).unwrap();
        let pins = [pin("1", 1_000.0, LINK, "A teapot"), pin("2", 2_000.0, LINK, "A teapot")];
        let all = [e.clone(), done.clone()];
        assert_eq!(judge(&e, &all, &pins, Some(0.0)), Verdict::Found(PinId::new("2")));
        assert_eq!(judge(&e, &all, &pins[..1], Some(0.0)), Verdict::Missing);
        // Of two that are unclear, nobody can tell which one it was.
        let rival = unclear("c", "A teapot");
        let all = [e.clone(), rival];
        assert_eq!(judge(&e, &all, &pins[..1], Some(0.0)), Verdict::Unsure(vec![PinId::new("1")]));
        assert_eq!(judge(&e, &all, &[], Some(0.0)), Verdict::Missing);
    }

    #[test]
    fn what_is_found_is_nobody_elses_suspect() {
        let mut other = unclear("b", "A teapot");
        other.draft.link = "https://shop.example/b".into();
        let all = [unclear("a", "A teapot"), other];
        let read = [EntryId::new("a"), EntryId::new("b")];
        let pins = [pin("1", 1_000.0, "https://shop.example/b", "A teapot")];
        let told = findings(&read, &all, &pins, Some(0.0), true, SENT + 30_000.0);
        assert_eq!((told[0].id.as_str(), &told[0].step), ("b", &Some(Step::Made(PinId::new("1")))));
        assert_eq!((told[1].id.as_str(), &told[1].step), ("a", &None));
        let again = findings(&read[..1], &[all[0].clone()], &pins, Some(0.0), false, SENT);
        assert_eq!(again[0].course.read_tries, 1);
    }

    #[test]
    fn a_request_that_was_sent_twice_has_a_twin() {
        let mut done = unclear("a", "A teapot");
        done.step(Step::Made(PinId::new("1")), SENT + 2_000.0).unwrap();
        let all = [done.clone()];
        let first = pin("1", 1_000.0, LINK, "A teapot");
        let twin_of = |other: Listed| twin(&done, &all, &[first.clone(), other], Some(0.0));
        assert_eq!(twin_of(pin("2", 500.0, LINK, "A teapot")), Some(PinId::new("2")));
        assert_eq!(twin_of(pin("2", 500.0, LINK, "A cup")), None);
        assert_eq!(twin_of(pin("2", -3_600_000.0, LINK, "A teapot")), None);
        // It may be that of one which is unclear.
        let both = [done.clone(), unclear("b", "A teapot")];
        assert_eq!(twin(&done, &both, &[pin("2", 500.0, LINK, "A teapot")], Some(0.0)), None);
    }

    #[test]
    fn pinterests_clock_counts() {
        let hours = 3.0 * 3_600_000.0;
        let e = unclear("a", "A teapot");
        let late = [pin("1", hours, LINK, "A teapot")];
        assert_eq!(judge(&e, &[], &late, Some(hours)), Verdict::Found(PinId::new("1")));
        let early = [pin("1", 0.0, LINK, "A teapot")];
        assert_eq!(judge(&e, &[], &early, Some(hours)), Verdict::Unsure(vec![PinId::new("1")]));
        // Where no answer has a date: by a Pin of which both times are known.
        let mut done = unclear("b", "Another");
        done.step(Step::Made(PinId::new("7")), SENT).unwrap();
        let all = [done, e.clone()];
        let pins = [pin("7", hours, LINK, "Another"), late[0].clone()];
        assert_eq!(ahead(None, SENT, &all, &pins), Some(hours));
        assert_eq!(ahead(Some(SENT + 5.0), SENT, &all, &pins), Some(5.0));
        // Where nothing tells, the person does; an old one is no suspect all the same.
        assert_eq!(ahead(None, SENT, &[], &pins), None);
        assert_eq!(judge(&e, &[], &late, None), Verdict::Unsure(vec![PinId::new("1")]));
        assert_eq!(judge(&e, &[], &[pin("1", 0.0, LINK, "A teapot")], None), Verdict::Found(PinId::new("1")));
        assert_eq!(judge(&e, &[], &[pin("1", -20.0 * hours, LINK, "A teapot")], None), Verdict::Missing);
    }

    #[test]
    fn is_sent_again_only_after_two_whole_readings() {
        let mut e = unclear("a", "A teapot");
        let first = due(&e, e.since);
        assert_eq!(first, e.since + READ_AFTER_MS);
        let (step, course) = conclude(&e, &Verdict::Missing, true, first);
        assert!(step.is_none());
        e.course = course;
        let second = due(&e, first);
        assert_eq!(second, first + READ_APART_MS);
        // Too early, or not whole.
        assert!(conclude(&e, &Verdict::Missing, true, second - 1.0).0.is_none());
        assert!(conclude(&e, &Verdict::Missing, false, second).0.is_none());
        assert_eq!(conclude(&e, &Verdict::Missing, true, second).0, Some(Step::Absent));
        let unsure = Verdict::Unsure(Vec::new());
        let asked = Some(Step::Wait(Waiting::Person, Problem::from(ProblemKind::OutcomeUnsure)));
        assert_eq!(conclude(&e, &unsure, true, second).0, asked);
        let found = Verdict::Found(PinId::new("1"));
        assert_eq!(conclude(&e, &found, false, first).0, Some(Step::Made(PinId::new("1"))));
    }

    #[test]
    fn asks_the_person_when_a_board_cannot_be_read() {
        let mut e = unclear("a", "A teapot");
        let mut now = e.since;
        let mut readings = 0;
        let step = loop {
            now = due(&e, now);
            readings += 1;
            let (step, course) = conclude(&e, &Verdict::Missing, false, now);
            e.course = course;
            if let Some(step) = step {
                break step;
            }
        };
        assert!(matches!(step, Step::Wait(Waiting::Person, _)));
        assert_eq!(readings, READS_MAX);
        assert!(now - e.since > 3.0 * 3_600_000.0, "long enough for what passes");
    }
}
