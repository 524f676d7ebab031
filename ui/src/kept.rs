//! What lives as long as whatever it was made in: listeners, intervals.

use std::any::Any;
use std::cell::RefCell;

use reactive_graph::owner::on_cleanup;

thread_local! {
    // Owners ask of what they hold that it may go from thread to thread, which nothing of the browser may. So they hold
    // where it stands in here. A wrapper that panics in other threads would do as well, but asks std which thread this
    // is, and std brings an allocator of its own for that.
    static KEPT: RefCell<Kept> = const { RefCell::new(Kept { things: Vec::new(), free: Vec::new() }) };
}

struct Kept {
    things: Vec<Option<Box<dyn Any>>>,
    /// The empty places among them.
    free: Vec<usize>,
}

impl Kept {
    fn put(&mut self, thing: Box<dyn Any>) -> usize {
        let place = self.free.pop().unwrap_or(self.things.len());
        match self.things.get_mut(place) {
            Some(empty) => *empty = Some(thing),
            None => self.things.push(Some(thing)),
        }
        place
    }

    fn take(&mut self, place: usize) -> Option<Box<dyn Any>> {
        let thing = self.things.get_mut(place)?.take()?;
        self.free.push(place);
        Some(thing)
    }
}

/// Keeps `thing` until the owner that it was made under ends, or is made anew.
pub(crate) fn keep(thing: impl Any) {
    let place = KEPT.with_borrow_mut(|kept| kept.put(Box::new(thing)));
    on_cleanup(move || {
        // Dropped after it was taken out: what it holds may be kept things in turn.
        let _thing = KEPT.with_borrow_mut(|kept| kept.take(place));
    });
}
