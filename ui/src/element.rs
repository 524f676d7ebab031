//! Elements, built at once, on Leptos's renderer and signals.
//!
//! Leptos's `view!` gives every element a type of its own, and every type its own code: for these pages more than
//! 230 KB of wasm, zipped. Here all elements are one type. What changes runs in Leptos's effects, which end with
//! the owner that they were made under; whatever changes as a whole is the only content of its element.

use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::Element;
use leptos::tachys::view::Render;
use tack_protocol::Word;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::words::say;

/// An element of the page.
#[derive(Clone)]
pub(crate) struct El(Element);

/// A new element; `class` may be empty.
pub(crate) fn el(tag: &str, class: &str) -> El {
    let element = El(Rndr::create_element(tag, None));
    if class.is_empty() { element } else { element.attr("class", class) }
}

/// A button that shows `word`.
pub(crate) fn button(class: &str, word: Word) -> El {
    el("button", class).attr("type", "button").say(word)
}

/// An element of a drawing.
pub(crate) fn svg(tag: &str) -> El {
    El(Rndr::create_element(tag, Some("http://www.w3.org/2000/svg")))
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
        Rndr::set_attribute(&self.0, name, value);
        self
    }

    /// Sets an attribute to the words of `word`.
    pub(crate) fn attr_say(self, name: &str, word: Word) -> Self {
        self.attr(name, &say(word))
    }

    /// An attribute that follows signals; without a value it is not there.
    pub(crate) fn attr_fn(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        let element = self.0.clone();
        follow(move || match value() {
            Some(value) => Rndr::set_attribute(&element, name, &value),
            None => Rndr::remove_attribute(&element, name),
        });
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
        follow(move || Rndr::set_property(&element, "value", &JsValue::from_str(&value())));
        self
    }

    /// Sets a property of the style, which the content security policy leaves to scripts.
    pub(crate) fn style(&self, name: &str, value: &str) {
        Rndr::set_css_property(&Rndr::style(&self.0), name, value);
    }

    /// Adds a text.
    pub(crate) fn text(self, text: &str) -> Self {
        Rndr::insert_node(&self.0, &Rndr::create_text_node(text), None);
        self
    }

    /// Adds the words of `word`.
    pub(crate) fn say(self, word: Word) -> Self {
        self.text(&say(word))
    }

    /// Adds a text that follows signals.
    pub(crate) fn text_fn(self, text: impl Fn() -> String + 'static) -> Self {
        let node = Rndr::create_text_node("");
        Rndr::insert_node(&self.0, &node, None);
        follow(move || Rndr::set_text(&node, &text()));
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
        Rndr::insert_node(&self.0, &child.0, None);
    }

    /// Adds an element before another, or at the end.
    pub(crate) fn insert(&self, child: &El, before: Option<&El>) {
        Rndr::insert_node(&self.0, &child.0, before.map(|before| before.0.as_ref()));
    }

    /// Takes the element out of the page.
    pub(crate) fn remove(&self) {
        Rndr::remove(&self.0);
    }

    /// Sets an attribute later; without a value it is taken away.
    pub(crate) fn set(&self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => Rndr::set_attribute(&self.0, name, value),
            None => Rndr::remove_attribute(&self.0, name),
        }
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
            Rndr::clear_children(&element.0);
            for child in &content {
                element.append(child);
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

    fn listen(&self, name: &str, mut handle: Box<dyn FnMut(Happening)>) {
        let remover =
            Rndr::add_event_listener(&self.0, name, Box::new(move |event| handle(Happening(event))));
        // The listener lives as long as what made the element.
        on_cleanup(move || drop(remover));
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

impl Render for El {
    type State = Element;

    fn build(self) -> Element {
        self.0
    }

    fn rebuild(self, state: &mut Element) {
        *state = self.0;
    }
}

#[wasm_bindgen]
extern "C" {
    /// What `MouseEvent` and `KeyboardEvent` have in common.
    type MouseOrKey;
    #[wasm_bindgen(method, getter, js_name = shiftKey)]
    fn shift_key(this: &MouseOrKey) -> bool;
    #[wasm_bindgen(method, getter, js_name = ctrlKey)]
    fn ctrl_key(this: &MouseOrKey) -> bool;
    #[wasm_bindgen(method, getter, js_name = metaKey)]
    fn meta_key(this: &MouseOrKey) -> bool;
}

/// An event.
pub(crate) struct Happening(JsValue);

impl Happening {
    /// The key that was pressed.
    pub(crate) fn key(&self) -> String {
        self.0.unchecked_ref::<KeyboardEvent>().key()
    }

    /// Whether the key is still held down, and the browser repeats it.
    pub(crate) fn is_repeat(&self) -> bool {
        self.0.unchecked_ref::<KeyboardEvent>().repeat()
    }

    /// Whether an input method is at work: its keys are not ours.
    pub(crate) fn is_composing(&self) -> bool {
        self.0.unchecked_ref::<KeyboardEvent>().is_composing()
    }

    /// Keeps the browser from its own answer to the event.
    pub(crate) fn prevent_default(&self) {
        self.0.unchecked_ref::<Event>().prevent_default();
    }

    /// What stands in the field that it happened to.
    pub(crate) fn value(&self) -> String {
        event_target_value(self.0.unchecked_ref::<Event>())
    }

    /// Whether Shift was held down.
    pub(crate) fn is_shift(&self) -> bool {
        self.0.unchecked_ref::<MouseOrKey>().shift_key()
    }

    /// Whether Control, or Command, was held down.
    pub(crate) fn is_command(&self) -> bool {
        let event = self.0.unchecked_ref::<MouseOrKey>();
        event.ctrl_key() || event.meta_key()
    }

    /// The number in `data-place` of what was pressed in a list.
    pub(crate) fn place(&self) -> Option<usize> {
        let target = self.0.unchecked_ref::<Event>().target()?.dyn_into::<Element>().ok()?;
        target.closest("[data-place]").ok()??.get_attribute("data-place")?.parse().ok()
    }
}
