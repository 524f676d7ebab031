//! Finding and choosing a board: a field that filters at once, and a list of which only what is seen is rendered.

use std::cell::RefCell;
use std::rc::Rc;

use tack_browser::page;
use tack_protocol::{Board, Word};

use crate::element::{El, Happening, el, picture, place, whenever};
use crate::icons::{Icon, icon, icon_button};
use crate::live::Live;
use crate::model::board_filter::{BoardFilter, ROW, Row};
use crate::model::step::Step;
use crate::words::{Counted, say, say_count, say_with};

/// The field's id, for moving the focus to it.
pub(crate) const SEARCH: &str = "board-search";
const LIST: &str = "board-list";
const PINS: Counted = Counted { one: Word::BoardPinsOne, other: Word::BoardPinsOther };
const FOUND: Counted = Counted { one: Word::BoardsFoundOne, other: Word::BoardsFoundOther };

/// What the person did in the picker.
#[derive(Clone, Copy)]
pub(crate) enum Picked {
    /// A board was chosen.
    Chosen,
    /// Enter was pressed, or a board double-clicked.
    Accepted,
    /// The boards are to be read anew.
    Refresh,
}

/// What the picker works on, and whom it tells.
#[derive(Clone)]
pub(crate) struct BoardPicker {
    /// The boards, the search, the choice.
    pub(crate) boards: Live<BoardFilter>,
    /// Whether they are being read.
    pub(crate) busy: Live<bool>,
    /// Learns what the person did.
    pub(crate) tell: Rc<dyn Fn(Picked)>,
}

/// The parts that follow the boards.
struct Parts {
    search: El,
    list: El,
    recent: El,
    all: El,
    second_heading: El,
    end: El,
    found: El,
    bones: El,
    rows: RefCell<Vec<(usize, Board, El)>>,
}

impl BoardPicker {
    /// The picker's elements.
    pub(crate) fn view(&self) -> El {
        let (boards, busy) = (self.boards, self.busy);
        let scroll = Live::new(0.0);
        let typed = Live::new(String::new());
        let name = say(Word::SearchBoards);
        let (picker, tell) = (self.clone(), self.tell.clone());
        let find = Rc::new(move |text: String| {
            boards.update(|boards| boards.search(&text));
            typed.set(text);
            page::set_scroll(LIST, 0.0);
            scroll.set(0.0);
            tell(Picked::Chosen);
        });
        let find_typed = find.clone();
        let search = el("input", "search")
            .attr("type", "search")
            .attr("id", SEARCH)
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("placeholder", &name)
            .attr("aria-label", &name)
            .attr("aria-controls", LIST)
            .attr("aria-autocomplete", "list")
            .value_fn(move || typed.with(Clone::clone))
            .on("keydown", move |event| {
                // A browser closes the popup at this key: first it empties the field.
                if event.key() == "Escape" && typed.peek(|typed| !typed.is_empty()) {
                    event.prevent_default();
                    find(String::new());
                } else {
                    picker.key(&event);
                }
            })
            .on("input", move |event| find_typed(event.value()));
        let (picker, accept, choose) = (self.clone(), self.tell.clone(), self.tell.clone());
        let list = el("div", "boards")
            .attr("id", LIST)
            .attr("role", "listbox")
            .attr_say("aria-label", Word::Boards)
            .attr("tabindex", "0")
            .on("keydown", move |event| picker.key(&event))
            .on("scroll", move |_| {
                if let Some((top, _)) = page::scroll_of(LIST) {
                    scroll.set(top);
                }
            })
            .on("dblclick", move |event| {
                if place(&event).is_some() {
                    accept(Picked::Accepted);
                }
            })
            .on("click", move |event| {
                if let Some(place) = place(&event) {
                    boards.update(|boards| {
                        boards.choose(place);
                        boards.confirm();
                    });
                    choose(Picked::Chosen);
                }
            });
        let parts = Parts {
            search,
            list,
            recent: group(Word::BoardsRecent),
            all: group(Word::BoardsAll),
            second_heading: heading(Word::BoardsAll),
            end: el("div", "boards-end").attr("aria-hidden", "true"),
            found: el("p", "picker-found").attr("aria-live", "polite"),
            bones: el("div", "").child(el("p", "unseen").say(Word::BoardsLoading)),
            rows: RefCell::default(),
        };
        for _ in 0..3 {
            parts.bones.append(&el("div", "bone bone-row"));
        }
        parts.recent.append(&heading(Word::BoardsRecent));
        parts.all.append(&parts.second_heading);
        for part in [&parts.recent, &parts.all, &parts.end] {
            parts.list.append(part);
        }
        let refresh = self.tell.clone();
        let refresh_button = icon_button(Icon::Refresh, Word::BoardsRefresh)
            .says("aria-busy", move || busy.get())
            .click(move || refresh(Picked::Refresh));
        let field = el("div", "picker-search").child(icon(Icon::Search)).child(parts.search.clone());
        let found_words = move || {
            boards.with(|boards| match (boards.searched(), boards.len()) {
                ("", _) => String::new(),
                _ if boards.has_none() => String::new(),
                (search, 0) => say_with(Word::BoardsNoMatch, &[search]),
                (_, count) => say_count(FOUND, count as u32),
            })
        };
        let picker = el("div", "picker")
            .child(field.child(refresh_button))
            .child(parts.found.clone().text_fn(found_words))
            .child(parts.bones.clone())
            .child(parts.list.clone());
        let parts = Rc::new(parts);
        whenever(move || boards.with(|boards| parts.paint(boards, scroll.get())));
        picker
    }

    fn key(&self, event: &Happening) {
        let key = event.key();
        if key == "Enter" {
            // An input method's Enter ends the word, not the choice.
            if !event.is_composing() {
                event.prevent_default();
                if !event.is_repeat() {
                    (self.tell)(Picked::Accepted);
                }
            }
            return;
        }
        let (scroll, height) = page::scroll_of(LIST).unwrap_or_default();
        let page_rows = ((height / ROW) as usize).max(2) - 1;
        let Some(step) = Step::in_column(&key, page_rows) else { return };
        event.prevent_default();
        let mut target = None;
        self.boards.update(|boards| {
            let place = boards.step(step);
            boards.confirm();
            target = place.and_then(|place| boards.scroll_to_see(place, scroll, height));
        });
        if let Some(top) = target {
            page::set_scroll(LIST, top);
        }
        (self.tell)(Picked::Chosen);
    }
}

impl Parts {
    /// Brings the rows in line with the boards; those that are there already stay, with their loaded covers.
    fn paint(&self, boards: &BoardFilter, scroll: f64) {
        let mut old = self.rows.take();
        let mut rows = Vec::new();
        let mut active = None;
        for recent in [true, false] {
            let parent = if recent { &self.recent } else { &self.all };
            for row in boards.window(scroll, recent) {
                let known =
                    old.iter().position(|(place, board, _)| *place == row.place && *board == row.board);
                let element = match known {
                    Some(index) => old.swap_remove(index).2,
                    None => row_element(&row.board, row.place),
                };
                let selected = boards.chosen().is_some_and(|choice| choice.id == row.board.id);
                if selected {
                    active = Some(row_id(row.place));
                }
                element.set("aria-selected", Some(if selected { "true" } else { "false" }));
                element.set("aria-setsize", Some(&boards.len().to_string()));
                element.style("top", &px(row.top));
                parent.append(&element);
                let Row { place, board, .. } = row;
                rows.push((place, board, element));
            }
        }
        for (_, _, gone) in old {
            gone.remove();
        }
        *self.rows.borrow_mut() = rows;
        self.search.set("aria-activedescendant", active.as_deref());
        self.list.set("aria-activedescendant", active.as_deref());
        self.end.style("height", &px(boards.height()));
        self.bones.hide(!boards.has_none());
        self.list.hide(boards.is_empty());
        let no_match = boards.is_empty() && !boards.has_none();
        self.found.set("class", Some(if no_match { "picker-found empty" } else { "picker-found" }));
        self.recent.hide(boards.recent_shown() == 0 || boards.is_empty());
        let second = boards.second_heading();
        self.second_heading.hide(second.is_none());
        self.second_heading.style("top", &px(second.unwrap_or_default()));
    }
}

fn row_id(place: usize) -> String {
    ["board-", &place.to_string()].concat()
}

fn group(name: Word) -> El {
    el("div", "").attr("role", "group").attr_say("aria-label", name)
}

fn heading(name: Word) -> El {
    el("p", "boards-heading").attr("aria-hidden", "true").say(name)
}

fn row_element(board: &Board, place: usize) -> El {
    let secret = board.secret.then(|| {
        let name = say(Word::BoardSecret);
        let lock = el("span", "secret").attr("role", "img").attr("aria-label", &name).attr("title", &name);
        lock.child(icon(Icon::Secret))
    });
    let pins = board.pin_count.map(|count| el("span", "pins muted").text(&say_count(PINS, count)));
    el("div", "board")
        .attr("role", "option")
        .attr("id", &row_id(place))
        .attr("data-place", &place.to_string())
        .attr("aria-posinset", &(place + 1).to_string())
        .child(cover(board.cover.as_deref()))
        .child(el("span", "board-name").attr("dir", "auto").text(&board.name))
        .children(secret)
        .children(pins)
}

/// A board's cover, or its place.
pub(crate) fn cover(source: Option<&str>) -> El {
    match source {
        Some(source) => picture("cover", source),
        None => el("span", "cover"),
    }
}

fn px(length: f64) -> String {
    [&(length as i32).to_string(), "px"].concat()
}
