//! What the pages are made of: elements and texts, and what happens to them.

use wasm_bindgen::prelude::*;

/// Of an element of a drawing.
const DRAWINGS: &str = "http://www.w3.org/2000/svg";

#[wasm_bindgen]
extern "C" {
    #[derive(Clone, Debug)]
    type Raw;
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(tag: &str) -> Raw;
    #[wasm_bindgen(js_namespace = document, js_name = createElementNS)]
    fn create_element_ns(namespace: &str, tag: &str) -> Raw;
    #[wasm_bindgen(js_namespace = document, js_name = createTextNode)]
    fn create_text_node(text: &str) -> Raw;
    #[wasm_bindgen(thread_local_v2, js_namespace = document, js_name = body)]
    static BODY: Raw;
    #[wasm_bindgen(method, js_name = setAttribute)]
    fn set_attribute(this: &Raw, name: &str, value: &str);
    #[wasm_bindgen(method, js_name = getAttribute)]
    fn get_attribute(this: &Raw, name: &str) -> Option<String>;
    #[wasm_bindgen(method, js_name = removeAttribute)]
    fn remove_attribute(this: &Raw, name: &str);
    #[wasm_bindgen(method, getter)]
    fn value(this: &Raw) -> String;
    #[wasm_bindgen(method, setter)]
    fn set_value(this: &Raw, value: &str);
    #[wasm_bindgen(method, setter, js_name = textContent)]
    fn set_text_content(this: &Raw, text: &str);
    #[wasm_bindgen(method, js_name = insertBefore)]
    fn insert_before(this: &Raw, child: &Raw, before: Option<&Raw>);
    #[wasm_bindgen(method)]
    fn remove(this: &Raw);
    #[wasm_bindgen(method)]
    fn matches(this: &Raw, selector: &str) -> bool;
    #[wasm_bindgen(method)]
    fn focus(this: &Raw);
    #[wasm_bindgen(method)]
    fn closest(this: &Raw, selector: &str) -> Option<Raw>;
    #[wasm_bindgen(method, js_name = addEventListener)]
    fn add_event_listener(this: &Raw, name: &str, listener: &JsValue);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    fn remove_event_listener(this: &Raw, name: &str, listener: &JsValue);

    type Style;
    #[wasm_bindgen(method, getter)]
    fn style(this: &Raw) -> Style;
    #[wasm_bindgen(method, js_name = setProperty)]
    fn set_property(this: &Style, name: &str, value: &str);

    /// What `MouseEvent` and `KeyboardEvent` have, in one.
    #[derive(Debug)]
    type RawEvent;
    #[wasm_bindgen(method, getter)]
    fn target(this: &RawEvent) -> Raw;
    #[wasm_bindgen(method, js_name = preventDefault)]
    fn prevent_default(this: &RawEvent);
    #[wasm_bindgen(method, getter)]
    fn key(this: &RawEvent) -> String;
    #[wasm_bindgen(method, getter)]
    fn repeat(this: &RawEvent) -> bool;
    #[wasm_bindgen(method, getter, js_name = isComposing)]
    fn is_composing(this: &RawEvent) -> bool;
    #[wasm_bindgen(method, getter, js_name = shiftKey)]
    fn shift_key(this: &RawEvent) -> bool;
    #[wasm_bindgen(method, getter, js_name = ctrlKey)]
    fn ctrl_key(this: &RawEvent) -> bool;
    #[wasm_bindgen(method, getter, js_name = metaKey)]
    fn meta_key(this: &RawEvent) -> bool;

    #[wasm_bindgen(js_name = setInterval)]
    fn set_interval(what: &JsValue, millis: u32) -> f64;
    #[wasm_bindgen(js_name = clearInterval)]
    fn clear_interval(id: f64);
    #[wasm_bindgen(js_name = requestAnimationFrame)]
    fn request_animation_frame(what: &JsValue);
}

/// An element, or a text.
#[derive(Clone, Debug)]
pub struct Node(Raw);

impl Node {
    /// An element.
    pub fn element(tag: &str) -> Self {
        Self(create_element(tag))
    }

    /// An element of a drawing.
    pub fn drawing(tag: &str) -> Self {
        Self(create_element_ns(DRAWINGS, tag))
    }

    /// A text.
    pub fn text(text: &str) -> Self {
        Self(create_text_node(text))
    }

    /// The document's body.
    pub fn body() -> Self {
        Self(BODY.with(Clone::clone))
    }

    /// Sets an attribute; without a value it is taken away.
    pub fn set_attribute(&self, name: &str, value: Option<&str>) {
        match value {
            Some(value) => self.0.set_attribute(name, value),
            None => self.0.remove_attribute(name),
        }
    }

    /// Sets what stands in a field.
    pub fn set_value(&self, value: &str) {
        self.0.set_value(value);
    }

    /// Sets a property of the style.
    pub fn set_style(&self, name: &str, value: &str) {
        self.0.style().set_property(name, value);
    }

    /// Sets all that is in it to a text.
    pub fn set_text(&self, text: &str) {
        self.0.set_text_content(text);
    }

    /// Adds or moves a node before another, or to the end.
    pub fn insert(&self, child: &Self, before: Option<&Self>) {
        self.0.insert_before(&child.0, before.map(|before| &before.0));
    }

    /// Whether it, or something in it, has the focus.
    pub fn has_focus(&self) -> bool {
        self.0.matches(":focus-within")
    }

    /// Whether something in it has the focus.
    pub fn holds_focus(&self) -> bool {
        self.0.matches(":focus-within:not(:focus)")
    }

    /// Gives an element the focus that something in it had, which is gone: no button of it, since the next press of a
    /// key is meant for nothing that has only just come there.
    pub fn take_focus(&self) {
        self.set_attribute("tabindex", Some("-1"));
        self.0.focus();
    }

    /// Takes it out of what it is in.
    pub fn remove(&self) {
        self.0.remove();
    }

    /// Calls `handle` with every event called `name`, as long as the listener is there.
    pub fn listen(&self, name: &str, mut handle: Box<dyn FnMut(Happening)>) -> Listener {
        let closure = Closure::<dyn FnMut(RawEvent)>::new(move |event| handle(Happening(event)));
        self.0.add_event_listener(name, closure.as_ref());
        Listener { node: self.0.clone(), name: name.to_owned(), closure }
    }
}

/// What hears an event; once it is dropped, nobody does.
pub struct Listener {
    node: Raw,
    name: String,
    closure: Closure<dyn FnMut(RawEvent)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.node.remove_event_listener(&self.name, self.closure.as_ref());
    }
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// An event.
#[derive(Debug)]
pub struct Happening(RawEvent);

impl Happening {
    /// The key that was pressed.
    pub fn key(&self) -> String {
        self.0.key()
    }

    /// Whether the key is still held down, and the browser repeats it.
    pub fn is_repeat(&self) -> bool {
        self.0.repeat()
    }

    /// Whether an input method is at work: its keys are not ours.
    pub fn is_composing(&self) -> bool {
        self.0.is_composing()
    }

    /// Keeps the browser from its own answer to the event.
    pub fn prevent_default(&self) {
        self.0.prevent_default();
    }

    /// What stands in the field that it happened to.
    pub fn value(&self) -> String {
        self.0.target().value()
    }

    /// Whether Shift was held down.
    pub fn is_shift(&self) -> bool {
        self.0.shift_key()
    }

    /// Whether Control, or Command, was held down.
    pub fn is_command(&self) -> bool {
        self.0.ctrl_key() || self.0.meta_key()
    }

    /// The attribute called `name` of the element that it happened to, or of the nearest around it that has one.
    pub fn attribute(&self, name: &str) -> Option<String> {
        self.0.target().closest(&["[", name, "]"].concat())?.get_attribute(name)
    }
}

/// What is done again and again until it is dropped.
pub struct Interval {
    id: f64,
    _closure: Closure<dyn FnMut()>,
}

impl Interval {
    /// Calls `what` each time that so many milliseconds have passed.
    pub fn new(what: Box<dyn FnMut()>, millis: u32) -> Self {
        let closure = Closure::wrap(what);
        Self { id: set_interval(closure.as_ref(), millis), _closure: closure }
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        clear_interval(self.id);
    }
}

impl std::fmt::Debug for Interval {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.id)
    }
}

/// Calls `what` before the page is painted next.
pub fn before_paint(what: impl FnOnce() + 'static) {
    request_animation_frame(&Closure::once_into_js(what));
}
