//! Values that the page follows.

use std::cell::RefCell;

use reactive_graph::graph::untrack;
use reactive_graph::signal::ArcTrigger;
use reactive_graph::traits::{Notify, Track};

use crate::element::whenever;

/// A value that the page follows. It lives as long as the page and is copied freely, as Leptos's own signals are,
/// from which it has its trigger; but those make code for locks, owners and missing values for every type anew.
pub(crate) struct Live<T: 'static>(&'static Inner<T>);

struct Inner<T> {
    value: RefCell<T>,
    changed: ArcTrigger,
}

/// What lives as long as the page, by its address. A state of many values is passed around so: each closure that follows
/// one of them would else carry, and copy, all of them.
pub(crate) fn forever<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Live<T> {}

impl<T> Live<T> {
    /// A new one.
    pub(crate) fn new(value: T) -> Self {
        Self(forever(Inner { value: RefCell::new(value), changed: ArcTrigger::new() }))
    }

    /// Looks at the value, and follows it.
    pub(crate) fn with<R>(self, look: impl FnOnce(&T) -> R) -> R {
        self.0.changed.track();
        look(&self.0.value.borrow())
    }

    /// Looks at the value.
    pub(crate) fn peek<R>(self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.0.value.borrow())
    }

    /// Changes the value; what follows it learns of it later. `change` must not look at the same value.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        change(&mut self.0.value.borrow_mut());
        self.0.changed.notify();
    }

    /// Puts another value in its place.
    pub(crate) fn set(self, value: T) {
        let _old = self.0.value.replace(value);
        self.0.changed.notify();
    }
}

impl<T: Copy> Live<T> {
    /// The value, followed.
    pub(crate) fn get(self) -> T {
        self.with(|value| *value)
    }

    /// The value as it is now.
    pub(crate) fn now(self) -> T {
        self.peek(|value| *value)
    }
}

impl<T: PartialEq> Live<T> {
    /// A value that follows others; what follows it is told only of real changes.
    pub(crate) fn derived(derive: impl Fn() -> T + 'static) -> Self {
        // Else whatever it is made in would follow the same values, and be made anew with each of them.
        let live = Self::new(untrack(&derive));
        whenever(move || {
            let value = derive();
            if live.peek(|known| *known != value) {
                live.set(value);
            }
        });
        live
    }
}
