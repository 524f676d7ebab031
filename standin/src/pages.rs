//! Pages: templates with slots, and everything escaped that comes from outside.

use crate::exchange::Answer;
use hyper::StatusCode;

const FRAME: &str = include_str!("html/frame.html");
const MESSAGE: &str = include_str!("html/message.html");
const STYLE: &str = include_str!("html/style.css");

/// What goes into a slot.
#[derive(Clone, Debug)]
pub(crate) enum Slot {
    /// Text, which is escaped.
    Text(String),
    /// Markup that this crate has written.
    Markup(String),
}

/// Text, from anything.
pub(crate) fn text(text: impl Into<String>) -> Slot {
    Slot::Text(text.into())
}

/// Markup, from parts that are joined.
pub(crate) fn markup(parts: impl IntoIterator<Item = String>) -> Slot {
    Slot::Markup(parts.into_iter().collect())
}

/// Escapes text for element content and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Fills the slots `{{name}}` of a template in one pass: what fills a slot is not looked into again.
pub(crate) fn fill(template: &str, slots: &[(&str, Slot)]) -> String {
    let mut page = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        page.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            rest = after;
            break;
        };
        match slots.iter().find(|(slot, _)| *slot == name).map(|(_, value)| value) {
            Some(Slot::Text(value)) => page.push_str(&escape(value)),
            Some(Slot::Markup(value)) => page.push_str(value),
            None => {}
        }
        rest = after;
    }
    page.push_str(rest);
    page
}

/// A whole page of the stand-in's Pinterest or of its own.
pub(crate) fn page(status: StatusCode, title: &str, body: String) -> Answer {
    let whole = fill(
        FRAME,
        &[("title", text(title)), ("style", Slot::Markup(STYLE.to_owned())), ("body", Slot::Markup(body))],
    );
    Answer::html(status, whole)
        .with("cache-control", "no-store")
        .with("referrer-policy", "no-referrer")
        .with("x-frame-options", "DENY")
}

/// A page that says one thing.
pub(crate) fn message(status: StatusCode, title: &str, words: &str) -> Answer {
    page(status, title, fill(MESSAGE, &[("title", text(title)), ("words", text(words))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_not_filled_again() {
        let page = fill("<p title=\"{{a}}\">{{b}}</p>", &[("a", text("\"'>")), ("b", text("{{a}}<b>"))]);
        assert_eq!(page, "<p title=\"&quot;&#39;&gt;\">{{a}}&lt;b&gt;</p>");
    }
}
