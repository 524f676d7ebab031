//! Lists whose elements stay while what they show is in the list: a button shall not be replaced under somebody's
//! pointer because the line above it has news.

use std::cell::RefCell;
use std::rc::Rc;

use reactive_graph::owner::Owner;

use crate::element::{El, whenever};
use crate::live::Live;

/// An element of the list.
struct Kept<T: 'static> {
    key: String,
    value: Live<T>,
    element: El,
    owner: Owner,
}

/// Fills `parent` with an element for each of `items`, made by `make` from a value that is kept up to date. Items that
/// stay keep their order.
pub(crate) fn keyed<T: Clone + PartialEq + 'static>(
    parent: El,
    items: impl Fn() -> Vec<T> + 'static,
    key: impl Fn(&T) -> String + 'static,
    make: impl Fn(Live<T>) -> El + 'static,
) -> El {
    let list = parent.clone();
    // Not that of the effect below, which ends whatever was made in its last run.
    let owner = Owner::current().unwrap_or_default();
    let kept: Rc<RefCell<Vec<Kept<T>>>> = Rc::default();
    whenever(move || {
        let mut old = kept.take();
        let mut now: Vec<Kept<T>> = Vec::new();
        let mut after: Option<El> = None;
        // From the end, so that a new one has its place before what follows it.
        for item in items().into_iter().rev() {
            let key = key(&item);
            let one = match old.iter().position(|known| known.key == key) {
                Some(index) => {
                    let known = old.swap_remove(index);
                    if known.value.peek(|value| *value != item) {
                        known.value.set(item);
                    }
                    known
                }
                None => {
                    let own = owner.child();
                    let value = Live::new(item);
                    let element = own.with(|| make(value));
                    list.insert(&element, after.as_ref());
                    Kept { key, value, element, owner: own }
                }
            };
            after = Some(one.element.clone());
            now.push(one);
        }
        for gone in old {
            list.without(&gone.element);
            gone.owner.cleanup();
        }
        kept.replace(now);
    });
    parent
}
