//! Finding and choosing a board: a field that filters at once, and a list of which only what is seen is rendered.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use tack_browser::page;
use tack_protocol::Word;

use crate::icons::{Icon, icon};
use crate::model::board_filter::{BoardFilter, ROW, Row};
use crate::model::step::Step;
use crate::words::{Counted, say, say_count, say_with};

/// The field's id, for moving the focus to it.
pub(crate) const SEARCH: &str = "board-search";
const LIST: &str = "board-list";
const PINS: Counted = Counted { one: Word::BoardPinsOne, other: Word::BoardPinsOther };
const FOUND: Counted = Counted { one: Word::BoardsFoundOne, other: Word::BoardsFoundOther };

/// What the picker works on, and whom it tells.
#[derive(Clone, Copy)]
pub(crate) struct BoardPicker {
    /// The boards, the search, the choice.
    pub(crate) boards: RwSignal<BoardFilter>,
    /// Whether they are being read.
    pub(crate) busy: RwSignal<bool>,
    /// Enter was pressed, or a board double-clicked.
    pub(crate) accept: Callback<()>,
    /// A board was chosen.
    pub(crate) chosen: Callback<()>,
    /// The boards are to be read anew.
    pub(crate) refresh: Callback<()>,
}

fn row_id(place: usize) -> String {
    ["board-", &place.to_string()].concat()
}

impl BoardPicker {
    /// The picker's elements.
    pub(crate) fn view(self) -> AnyView {
        let Self { boards, busy, refresh, .. } = self;
        let scroll = RwSignal::new(0.0);
        let active = Memo::new(move |_| {
            boards.with(|boards| {
                let place = boards.place()?;
                let rendered = [true, false]
                    .iter()
                    .any(|recent| boards.window(scroll.get(), *recent).iter().any(|row| row.place == place));
                rendered.then_some(place)
            })
        });
        let active_id = move || active.get().map(row_id);
        let onkey = move |event: KeyboardEvent| self.key(&event);
        let typed = move |event| {
            boards.update(|boards| boards.search(&event_target_value(&event)));
            page::set_scroll(LIST, 0.0);
            scroll.set(0.0);
            self.chosen.run(());
        };
        let scrolled = move |_| {
            if let Some((top, _)) = page::scroll_of(LIST) {
                scroll.set(top);
            }
        };
        let rows = move |recent: bool| {
            view! {
                <For each=move || boards.with(|boards| boards.window(scroll.get(), recent))
                    key=|row| (row.place, row.board.id.clone(), row.board.name.clone())
                    children=move |row| self.row(row)/>
            }
        };
        let recent_heading = move || boards.with(|boards| boards.recent_shown() > 0 && !boards.is_empty());
        let second_heading = Memo::new(move |_| boards.with(BoardFilter::second_heading));
        let found = Memo::new(move |_| {
            boards.with(|boards| (!boards.searched().is_empty()).then(|| boards.len() as u32))
        });
        let found_words = move || match found.get() {
            Some(0) => boards.with(|boards| say_with(Word::BoardsNoMatch, &[boards.searched()])),
            Some(count) => say_count(FOUND, count),
            None => String::new(),
        };
        view! {
            <div class="picker">
                <div class="picker-search">
                    {icon(Icon::Search)}
                    <input type="search" id=SEARCH class="search" autocomplete="off" spellcheck="false"
                        placeholder=say(Word::SearchBoards) aria-label=say(Word::SearchBoards)
                        aria-controls=LIST aria-autocomplete="list" aria-activedescendant=active_id
                        on:input=typed on:keydown=onkey/>
                    <button type="button" class="icon-button" class:turning=move || busy.get()
                        aria-label=say(Word::BoardsRefresh) title=say(Word::BoardsRefresh)
                        on:click=move |_| refresh.run(())>
                        {icon(Icon::Refresh)}
                    </button>
                </div>
                <p class="picker-found" class:empty=move || found.get() == Some(0) aria-live="polite">{found_words}</p>
                <div id=LIST class="boards" role="listbox" aria-label=say(Word::Boards) tabindex="0"
                    class:none=move || found.get() == Some(0)
                    aria-activedescendant=active_id on:keydown=onkey on:scroll=scrolled>
                    <div role="group" aria-label=say(Word::BoardsRecent) class:none=move || !recent_heading()>
                        <p class="boards-heading" aria-hidden="true">{say(Word::BoardsRecent)}</p>
                        {rows(true)}
                    </div>
                    <div role="group" aria-label=say(Word::BoardsAll)>
                        <p class="boards-heading" aria-hidden="true"
                            class:none=move || second_heading.get().is_none()
                            style:top=move || px(second_heading.get().unwrap_or_default())>
                            {say(Word::BoardsAll)}
                        </p>
                        {rows(false)}
                    </div>
                    <div class="boards-end" aria-hidden="true"
                        style:height=move || px(boards.with(BoardFilter::height))></div>
                </div>
            </div>
        }
        .into_any()
    }

    fn row(self, row: Row) -> AnyView {
        let boards = self.boards;
        let Row { place, top, board } = row;
        let id = board.id.clone();
        let selected = move || boards.with(|boards| boards.chosen().is_some_and(|choice| choice.id == id));
        let choose = move |_| {
            boards.update(|boards| {
                boards.choose(place);
                boards.confirm();
            });
            self.chosen.run(());
        };
        let cover = match board.cover {
            Some(cover) => view! {
                <img class="cover" src=cover alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer"/>
            }
            .into_any(),
            None => view! { <span class="cover"></span> }.into_any(),
        };
        let secret = board.secret.then(|| {
            view! {
                <span class="secret" role="img" aria-label=say(Word::BoardSecret) title=say(Word::BoardSecret)>
                    {icon(Icon::Secret)}
                </span>
            }
        });
        let pins =
            board.pin_count.map(|count| view! { <span class="pins muted">{say_count(PINS, count)}</span> });
        view! {
            <div class="board" role="option" id=row_id(place) style:top=px(top)
                aria-selected=move || if selected() { "true" } else { "false" }
                aria-setsize=move || boards.with(BoardFilter::len).to_string()
                aria-posinset=(place + 1).to_string()
                on:click=choose on:dblclick=move |_| self.accept.run(())>
                {cover}
                <span class="board-name" dir="auto">{board.name}</span>
                {secret}
                {pins}
            </div>
        }
        .into_any()
    }

    fn key(self, event: &KeyboardEvent) {
        let key = event.key();
        if key == "Enter" {
            // An input method's Enter ends the word, not the choice.
            if !event.is_composing() {
                event.prevent_default();
                self.accept.run(());
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
        self.chosen.run(());
    }
}

fn px(length: f64) -> String {
    [&(length as i32).to_string(), "px"].concat()
}
