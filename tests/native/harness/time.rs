//! Time that passes only when there is nothing else to do: no test waits, and none sleeps for luck.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::Notify;

/// So often all others are let go first before it counts as quiet.
const QUIET: usize = 24;

/// A clock of its own.
pub struct Time {
    now: Cell<f64>,
    /// Whatever the core does, counted.
    steps: Cell<u64>,
    /// Requests that are under way: as long as there is one, time stands.
    busy: Cell<u32>,
    sleepers: RefCell<Vec<(f64, u64, Waker)>>,
    next: Cell<u64>,
    changed: Notify,
    alarm: Cell<Option<f64>>,
    /// What an alarm does.
    rings: RefCell<Option<Box<dyn Fn()>>>,
}

impl Time {
    pub fn new() -> Rc<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as f64;
        Rc::new(Self {
            now: Cell::new(now),
            steps: Cell::new(0),
            busy: Cell::new(0),
            sleepers: RefCell::default(),
            next: Cell::new(0),
            changed: Notify::new(),
            alarm: Cell::new(None),
            rings: RefCell::new(None),
        })
    }

    pub fn now(&self) -> f64 {
        self.now.get()
    }

    /// Puts the clock on.
    pub fn pass(&self, ms: f64) {
        self.now.set(self.now.get() + ms);
    }

    /// Something was done.
    pub fn step(&self) {
        self.steps.set(self.steps.get() + 1);
        self.changed.notify_one();
    }

    pub fn sleep(self: &Rc<Self>, ms: u32) -> Sleep {
        let id = self.next.replace(self.next.get() + 1);
        Sleep { time: Rc::clone(self), at: self.now() + f64::from(ms), id }
    }

    pub fn set_alarm(&self, at: Option<f64>) {
        self.alarm.set(at);
        self.changed.notify_one();
    }

    /// What an alarm does from now on.
    pub fn rings(&self, ring: impl Fn() + 'static) {
        *self.rings.borrow_mut() = Some(Box::new(ring));
    }

    /// Time stands as long as what this gives is there.
    pub fn busy(self: &Rc<Self>) -> Busy {
        self.busy.set(self.busy.get() + 1);
        Busy(Rc::clone(self))
    }

    pub fn is_busy(&self) -> bool {
        self.busy.get() > 0
    }

    /// Waits until nobody has anything to do but to wait.
    pub async fn quiet(&self) {
        loop {
            let before = self.steps.get();
            for _ in 0..QUIET {
                tokio::task::yield_now().await;
            }
            if self.busy.get() > 0 {
                self.changed.notified().await;
            } else if self.steps.get() == before {
                return;
            }
        }
    }

    /// Lets time pass to the next moment at which anything happens; whether there is one.
    pub fn advance(&self) -> bool {
        let next = self.sleepers.borrow().iter().map(|(at, ..)| *at).min_by(f64::total_cmp);
        let at = match (next, self.alarm.get()) {
            (Some(next), Some(alarm)) => next.min(alarm),
            (next, alarm) => match next.or(alarm) {
                Some(at) => at,
                None => return false,
            },
        };
        self.now.set(self.now.get().max(at));
        for (_, _, waker) in self.sleepers.borrow().iter().filter(|(at, ..)| *at <= self.now.get()) {
            waker.wake_by_ref();
        }
        if self.alarm.get().is_some_and(|alarm| alarm <= self.now.get()) {
            self.alarm.set(None);
            if let Some(ring) = self.rings.borrow().as_ref() {
                ring();
            }
        }
        true
    }

    /// Lets time pass by itself, for ever.
    pub async fn run(self: Rc<Self>) {
        loop {
            self.quiet().await;
            if !self.advance() {
                self.changed.notified().await;
            }
        }
    }
}

/// See [`Time::busy`].
pub struct Busy(Rc<Time>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.set(self.0.busy.get() - 1);
        self.0.changed.notify_one();
    }
}

/// See [`Time::sleep`].
pub struct Sleep {
    time: Rc<Time>,
    at: f64,
    id: u64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut sleepers = self.time.sleepers.borrow_mut();
        sleepers.retain(|(_, id, _)| *id != self.id);
        if self.time.now() >= self.at {
            return Poll::Ready(());
        }
        sleepers.push((self.at, self.id, cx.waker().clone()));
        self.time.changed.notify_one();
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.time.sleepers.borrow_mut().retain(|(_, id, _)| *id != self.id);
    }
}
