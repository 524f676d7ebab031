//! The log: looked into, taken along, deleted.

use tack_browser::page;
use tack_protocol::{Answer, Request, Word};

use crate::core_client::ask;
use crate::element::{El, button, el};
use crate::live::Live;
use crate::words::say_with;

/// The log, as it was read last.
#[derive(Clone, Copy)]
pub(super) struct Log(Live<String>);

impl Log {
    pub(super) fn new() -> Self {
        let log = Self(Live::new(String::new()));
        log.load();
        log
    }

    pub(super) fn load(self) {
        self.ask(Request::Log);
    }

    fn ask(self, request: Request) {
        ask(request, move |reply| match reply {
            Ok(Answer::Text(text)) => self.0.set(text),
            Ok(_) => self.load(),
            // What was read last stays.
            Err(_) => {}
        });
    }

    pub(super) fn view(self) -> El {
        let count = move || {
            let count = self.0.with(|text| text.bytes().filter(|b| *b == b'\n').count());
            say_with(Word::LogCount, &[&count.to_string()])
        };
        let list = el("details", "log")
            .child(el("summary", "").text_fn(count))
            // What is wider than the page is scrolled to, with the keyboard too.
            .child(
                el("pre", "code")
                    .attr("tabindex", "0")
                    .attr("dir", "ltr")
                    .text_fn(move || self.0.with(Clone::clone)),
            )
            .on("toggle", move |_| self.load());
        let save = button("button", Word::LogSave)
            .click(move || self.0.peek(|text| page::offer_file("tack-log.txt", "text/plain", text)));
        let clear = button("button", Word::LogClear).click(move || self.ask(Request::ClearLog));
        el("div", "stack")
            .child(el("h3", "").say(Word::LogTitle))
            .child(el("p", "muted").say(Word::LogText))
            .child(list)
            .child(el("div", "form-line").child(save).child(clear))
    }
}
