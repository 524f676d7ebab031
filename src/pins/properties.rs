//! Properties of the journal as a pure machine: any order of events, from printed seeds. A Pinterest that lags and
//! shuffles, backgrounds that stop anywhere, a person who takes back, tries again, and answers truly.

use tack_protocol::limits::READ_APART_MS;
use tack_protocol::{
    BoardChoice, BoardId, ConnectionId, Details, EntryId, EntryState, PinId, Problem, ProblemKind, Waiting,
};

use crate::pins::entry::tests::draft;
use crate::pins::entry::{Entry, Step};
use crate::pins::plan::{Next, Sky, next};
use crate::pins::{reading, wait};
use crate::pinterest::pin_list::Listed;

/// xorshift64*
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % sides
    }

    fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.roll(10_000) as f64 / 10_000.0
    }
}

struct Made {
    pin: Listed,
    board: BoardId,
    of: EntryId,
    visible_from: f64,
}

struct World {
    dice: Dice,
    entries: Vec<Entry>,
    pins: Vec<Made>,
    made: usize,
    now: f64,
    /// Pinterest's clock is ahead by this, and says so.
    skew: f64,
    online: bool,
    usable: bool,
    /// Things go wrong.
    rough: bool,
}

const ME: &str = "me";

impl World {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let skew = dice.between(-1e8, 1e8).floor();
        Self {
            dice,
            entries: Vec::new(),
            pins: Vec::new(),
            made: 0,
            now: 1_800_000_000_000.0,
            skew,
            online: true,
            usable: true,
            rough: true,
        }
    }

    fn of(&mut self, id: &EntryId) -> &mut Entry {
        self.entries.iter_mut().find(|entry| entry.id == *id).expect("no entry vanishes")
    }

    /// Moves one along; the arrow has to be one of the architecture's.
    fn step(&mut self, id: &EntryId, step: Step) {
        let now = self.now;
        self.of(id).step(step.clone(), now).unwrap_or_else(|_| panic!("no arrow for {step:?}"));
        self.check();
    }

    fn ask(&mut self) {
        let mut draft = draft();
        draft.connection = Some(ConnectionId::new(ME));
        let board = ["5", "6"][self.dice.roll(2)];
        draft.board = Some(BoardChoice { id: BoardId::new(board), name: String::new() });
        draft.link = ["https://shop.example/", "https://shop.example/a", ""][self.dice.roll(3)].into();
        draft.title = ["A teapot", "A cup", ""][self.dice.roll(3)].into();
        let id = EntryId::new(self.entries.len().to_string());
        self.entries.push(Entry::new(id, draft, EntryState::Queued, false, self.now));
    }

    /// Pinterest makes the Pin.
    fn make(&mut self, id: &EntryId) -> PinId {
        self.made += 1;
        let pin = PinId::new(self.made.to_string());
        let made_at = self.now + self.dice.between(0.0, 19_000.0);
        let lag = self.dice.between(0.0, READ_APART_MS - 30_000.0);
        let skew = self.skew;
        let draft = self.of(id).draft.clone();
        let listed = Listed {
            id: pin.clone(),
            created_at: Some(((made_at + skew) / 1000.0).floor() * 1000.0),
            title: draft.title,
            link: draft.link,
            parent: None,
            picture: None,
        };
        let board = draft.board.expect("a board").id;
        self.pins.push(Made { pin: listed, board, of: id.clone(), visible_from: made_at + lag });
        self.now = made_at;
        pin
    }

    fn send(&mut self, id: &EntryId) {
        self.step(id, Step::Send);
        self.of(id).course.unconfirmed = self.dice.roll(2) == 0;
        let lost = Step::Lost(ProblemKind::OutcomeSought.into());
        match if self.rough { self.dice.roll(12) } else { 0 } {
            0..4 => {
                let pin = self.make(id);
                self.step(id, Step::Made(pin));
            }
            // Made, and nobody heard of it.
            4 => {
                self.make(id);
                self.now += 1_000.0;
                self.step(id, lost);
            }
            5 => self.step(id, lost),
            // Stopped, with a Pin and without.
            6 => drop(self.make(id)),
            7 => {}
            8 => self.step(id, Step::Refused(ProblemKind::BoardGone.into())),
            _ => {
                let kinds = [ProblemKind::Offline, ProblemKind::NeedsReconnecting, ProblemKind::SpamBlock];
                let kind = *kinds.get(self.dice.roll(4)).unwrap_or(&ProblemKind::RateLimited);
                let status = [409, 429][self.dice.roll(2)];
                let problem =
                    Problem::from(kind).with_details(Details { status: Some(status), ..Details::default() });
                let tries = self.of(id).course.tries;
                let luck = self.dice.between(0.0, 1.0);
                let (waiting, problem) = wait::after(&problem, tries, self.now, luck).expect("it waits");
                self.online &= waiting != Waiting::Network;
                self.usable &= waiting != Waiting::Reconnect;
                self.step(id, Step::Wait(waiting, problem));
            }
        }
    }

    fn read(&mut self, id: &EntryId) {
        let (now, skew) = (self.now, self.skew);
        let board = self.of(id).draft.board.clone().expect("a board").id;
        let mut pins: Vec<Listed> = Vec::new();
        for made in self.pins.iter().filter(|made| made.board == board && made.visible_from <= now) {
            // Shuffled.
            pins.insert(self.dice.0 as usize % (pins.len() + 1), made.pin.clone());
            self.dice.roll(2);
        }
        let read: Vec<EntryId> = self.entries.iter().map(|entry| entry.id.clone()).collect();
        let on_board = |entry: &Entry| entry.draft.board.as_ref().is_some_and(|b| b.id == board);
        let read: Vec<EntryId> =
            read.into_iter().filter(|id| self.entries.iter().any(|e| e.id == *id && on_board(e))).collect();
        let whole = !self.rough || self.dice.roll(6) > 0;
        if !whole {
            pins.truncate(self.dice.roll(3));
        }
        for finding in reading::findings(&read, &self.entries, &pins, Some(skew), whole, now) {
            self.of(&finding.id).course = finding.course;
            if let Some(step) = finding.step {
                self.step(&finding.id, step);
            }
        }
    }

    /// Does what the plan says, once; whether there was anything to do.
    fn publish(&mut self) -> bool {
        let me = [ConnectionId::new(ME)];
        let usable: &[ConnectionId] = if self.usable { &me } else { &[] };
        match next(&self.entries, Sky { now: self.now, online: self.online, usable }) {
            Next::Move(id, step) => self.step(&id, step),
            Next::Send(id) => self.send(&id),
            Next::Read(id) => self.read(&id),
            Next::Confirm(id) => {
                let entry = self.of(&id).clone();
                let board = entry.draft.board.as_ref().map(|board| board.id.clone());
                let here = self.pins.iter().filter(|made| Some(&made.board) == board.as_ref());
                let pins: Vec<Listed> = here.map(|made| made.pin.clone()).collect();
                assert_eq!(reading::twin(&entry, &self.entries, &pins, Some(self.skew)), None, "{entry:?}");
                self.of(&id).course.unconfirmed = false;
            }
            Next::Rest(Some(at)) => {
                assert!(at > self.now, "a time that is past wakes nobody");
                self.now = at;
            }
            Next::Rest(None) => return false,
        }
        true
    }

    /// The person does something with any entry.
    fn meddle(&mut self) {
        if self.entries.is_empty() {
            return;
        }
        let at = self.dice.roll(self.entries.len());
        let entry = self.entries[at].clone();
        if entry.is_unsure() {
            self.settle(&entry.id);
            return;
        }
        let now = self.now;
        match self.dice.roll(6) {
            0 if entry.state == EntryState::Done => {
                self.step(&entry.id, Step::Withdraw);
                self.pins.retain(|made| Some(&made.pin.id) != entry.pin.as_ref());
            }
            // Refused where it must be.
            0 => drop(self.entries[at].step(Step::Withdraw, now)),
            _ => drop(self.entries[at].step(Step::Retry, now)),
        }
        self.check();
    }

    /// The person has looked, and says what is so.
    fn settle(&mut self, id: &EntryId) {
        let there = self.pins.iter().find(|made| made.of == *id).map(|made| made.pin.id.clone());
        match there {
            Some(pin) => self.step(id, Step::Made(pin)),
            None => self.step(id, Step::Absent),
        }
    }

    fn check(&self) {
        for entry in &self.entries {
            let of = self.pins.iter().filter(|made| made.of == entry.id).count();
            assert!(of <= 1, "{of} Pins of one entry: {entry:?}");
            let Some(pin) = &entry.pin else { continue };
            let closes = self.entries.iter().filter(|other| other.pin.as_ref() == Some(pin)).count();
            assert_eq!(closes, 1, "a Pin closes one entry: {pin}");
            let made = self.pins.iter().find(|made| made.pin.id == *pin);
            assert!(made.is_none_or(|made| made.of == entry.id), "{pin} is another's: {entry:?}");
        }
    }
}

fn run(seed: u64) {
    let mut world = World::new(seed);
    for _ in 0..250 {
        match world.dice.roll(10) {
            0..2 => world.ask(),
            2 => world.meddle(),
            3 => world.online = !world.online,
            4 => world.usable = !world.usable,
            5 => world.now += world.dice.between(0.0, 100_000.0),
            _ => drop(world.publish()),
        }
    }
    let asked = world.entries.len();
    // Everything is well again, and the person answers what they are asked.
    (world.rough, world.online, world.usable) = (false, true, true);
    for _ in 0..20_000 {
        if world.publish() {
            continue;
        }
        let waits = |entry: &&Entry| !entry.state.is_final();
        let Some(entry) = world.entries.iter().find(waits).cloned() else { break };
        if entry.is_unsure() { world.settle(&entry.id) } else { world.step(&entry.id, Step::Retry) }
    }
    assert_eq!(world.entries.len(), asked);
    for entry in &world.entries {
        assert!(entry.state.is_final(), "{entry:?}");
        let pins = world.pins.iter().filter(|made| made.of == entry.id).count();
        let due = usize::from(entry.state == EntryState::Done);
        assert_eq!(pins, due, "{entry:?}");
    }
}

#[test]
fn any_order_of_events_makes_each_pin_once() {
    for seed in 0..150 {
        println!("seed {seed}");
        run(seed);
    }
}
