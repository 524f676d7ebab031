//! Elements, built at once, on Leptos's signals.
//!
//! Leptos's `view!` gives every element a type of its own, and every type its own code: for these pages more than
//! 230 KB of wasm, zipped. Here all elements are one type. What changes runs in Leptos's effects, which end with
//! the owner that they were made under; whatever changes as a whole is the only content of its element.

use any_spawner::Executor;
use reactive_graph::effect::RenderEffect;
use reactive_graph::owner::{Owner, on_cleanup};
use tack_browser::dom::{Interval, Node};
use tack_protocol::Word;

use crate::kept::keep;
use crate::live::Live;
use crate::words::say;

pub(crate) use tack_browser::dom::Happening;

/// An element of the page.
#[derive(Clone)]
pub(crate) struct El(Node);

/// A new element; `class` may be empty.
pub(crate) fn el(tag: &str, class: &str) -> El {
    let element = El(Node::element(tag));
    if class.is_empty() { element } else { element.attr("class", class) }
}

/// A button that shows `word`.
pub(crate) fn button(class: &str, word: Word) -> El {
    el("button", class).attr("type", "button").say(word)
}

/// A button, and the question that it asks in its place before anything is done.
#[derive(Clone, Copy)]
pub(crate) struct Question {
    /// The button.
    pub(crate) button: Word,
    /// The question.
    pub(crate) title: Word,
    /// What follows from it.
    pub(crate) text: Word,
    /// The button that does it.
    pub(crate) yes: Word,
}

impl Question {
    /// As an element of that class; `act` is what is asked about.
    pub(crate) fn element(self, class: &str, act: impl Fn() + Clone + 'static) -> El {
        let asking = Live::new(false);
        el("div", class).content_fn(move || {
            if !asking.get() {
                return vec![button("button", self.button).click(move || asking.set(true))];
            }
            let act = act.clone();
            let yes = button("button primary", self.yes).click(move || {
                asking.set(false);
                act();
            });
            let no = button("button", Word::Cancel).click(move || asking.set(false));
            let question = el("div", "question")
                .attr("role", "group")
                .attr_say("aria-label", self.title)
                .child(el("p", "").child(el("strong", "").say(self.title)))
                .child(el("p", "").say(self.text))
                .child(el("div", "form-line").child(yes).child(no));
            vec![question]
        })
    }
}

/// An element of a drawing.
pub(crate) fn svg(tag: &str) -> El {
    El(Node::drawing(tag))
}

/// A picture from outside, of which the page is not told who asks for it.
pub(crate) fn picture(class: &str, source: &str) -> El {
    let picture = el("img", class).attr("alt", "").attr("decoding", "async");
    let picture = picture.attr("referrerpolicy", "no-referrer").attr("loading", "lazy");
    // Of some there is nothing to show.
    if source.is_empty() { picture } else { picture.attr("src", source) }
}

impl El {
    /// Sets an attribute.
    pub(crate) fn attr(self, name: &str, value: &str) -> Self {
        self.0.set_attribute(name, Some(value));
        self
    }

    /// Sets an attribute to the words of `word`.
    pub(crate) fn attr_say(self, name: &str, word: Word) -> Self {
        self.attr(name, &say(word))
    }

    /// An attribute that follows signals; without a value it is not there.
    pub(crate) fn attr_fn(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        let element = self.0.clone();
        follow(move || element.set_attribute(name, value().as_deref()));
        self
    }

    /// An attribute without a value that is there while `on`.
    pub(crate) fn on_while(self, name: &'static str, on: impl Fn() -> bool + 'static) -> Self {
        self.attr_fn(name, move || on().then(String::new))
    }

    /// An attribute that says `true` or `false`.
    pub(crate) fn says(self, name: &'static str, whether: impl Fn() -> bool + 'static) -> Self {
        self.attr_fn(name, move || Some(String::from(if whether() { "true" } else { "false" })))
    }

    /// The value of a field.
    pub(crate) fn value_fn(self, value: impl Fn() -> String + 'static) -> Self {
        let element = self.0.clone();
        follow(move || element.set_value(&value()));
        self
    }

    /// Sets a property of the style, which the content security policy leaves to scripts.
    pub(crate) fn style(&self, name: &str, value: &str) {
        self.0.set_style(name, value);
    }

    /// Adds a text.
    pub(crate) fn text(self, text: &str) -> Self {
        self.0.insert(&Node::text(text), None);
        self
    }

    /// Adds the words of `word`.
    pub(crate) fn say(self, word: Word) -> Self {
        self.text(&say(word))
    }

    /// Adds a text that follows signals.
    pub(crate) fn text_fn(self, text: impl Fn() -> String + 'static) -> Self {
        let node = Node::text("");
        self.0.insert(&node, None);
        follow(move || node.set_text(&text()));
        self
    }

    /// Adds an element.
    pub(crate) fn child(self, child: El) -> Self {
        self.append(&child);
        self
    }

    /// Adds elements: several, one, or none.
    pub(crate) fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        for child in children {
            self.append(&child);
        }
        self
    }

    /// Adds or moves an element to the end.
    pub(crate) fn append(&self, child: &El) {
        self.0.insert(&child.0, None);
    }

    /// Adds an element before another, or at the end.
    pub(crate) fn insert(&self, child: &El, before: Option<&El>) {
        self.0.insert(&child.0, before.map(|before| &before.0));
    }

    /// Takes the element out of the page.
    pub(crate) fn remove(&self) {
        self.0.remove();
    }

    /// Takes an element out of this one, which keeps the focus that something in it may have.
    pub(crate) fn without(&self, child: &El) {
        let had_focus = child.0.has_focus();
        child.remove();
        if had_focus {
            self.0.take_focus();
        }
    }

    /// Sets an attribute later; without a value it is taken away.
    pub(crate) fn set(&self, name: &str, value: Option<&str>) {
        self.0.set_attribute(name, value);
    }

    /// Shows the element or not.
    pub(crate) fn hide(&self, hidden: bool) {
        self.set("hidden", hidden.then_some(""));
    }

    /// A content that follows signals, and is all there is in the element.
    pub(crate) fn content_fn(self, content: impl Fn() -> Vec<El> + 'static) -> Self {
        let element = self.clone();
        follow(move || {
            let content = content();
            let had_focus = element.0.holds_focus();
            element.0.set_text("");
            for child in &content {
                element.append(child);
            }
            if had_focus {
                element.0.take_focus();
            }
        });
        self
    }

    /// Listens to an event.
    pub(crate) fn on(self, name: &str, handle: impl FnMut(Happening) + 'static) -> Self {
        self.listen(name, Box::new(handle));
        self
    }

    /// Listens to a click that needs to know no more.
    pub(crate) fn click(self, mut handle: impl FnMut() + 'static) -> Self {
        self.on("click", move |_| handle())
    }

    fn listen(&self, name: &str, handle: Box<dyn FnMut(Happening)>) {
        keep(self.0.listen(name, handle));
    }
}

fn follow(run: impl Fn() + 'static) {
    follow_boxed(Box::new(run));
}

fn follow_boxed(run: Box<dyn Fn()>) {
    let effect = RenderEffect::new(move |_: Option<()>| run());
    on_cleanup(move || drop(effect));
}

/// Runs `run` now, and again whenever a signal that it read has changed.
pub(crate) fn whenever(run: impl Fn() + 'static) {
    follow(run);
}

/// Does something again and again, as long as what it is begun in.
pub(crate) fn every(millis: u32, what: impl FnMut() + 'static) {
    keep(Interval::new(Box::new(what), millis));
}

/// The number in `data-place` of what was pressed in a list.
pub(crate) fn place(event: &Happening) -> Option<usize> {
    event.attribute("data-place")?.parse().ok()
}

/// Fills the page's body with what `page` makes, for good.
pub(crate) fn mount(page: impl FnOnce() -> El) {
    // It fails where there is one already, which serves as well.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    Node::body().insert(&owner.with(page).0, None);
    // What follows signals ends with the owner, and this one ends with the page.
    std::mem::forget(owner);
}
