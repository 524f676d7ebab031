//! What was pinned: the person's own requests, searched, exported, and asked whether a picture is among them.

use serde::Serialize;
use tack_protocol::{ConnectionId, Draft, EntryState, EntryView, ExportForm, Known, matches_search};

use crate::pins::Entry;
use crate::{date, json, page};

/// What the history shows: what has ended, but not what was seen in a private window, taken back before it left, or
/// cleared.
fn is_shown(entry: &Entry) -> bool {
    entry.state.is_final() && !entry.private && !entry.cleared && !entry.course.taking
}

/// Whether it is not pinned by that connection, and still could be: it waits, or failed and was not put away.
pub fn is_unsent(entry: &Entry, connection: Option<&ConnectionId>) -> bool {
    let is_open = !entry.state.is_final() || (entry.state == EntryState::Failed && !entry.dismissed);
    entry.draft.connection.as_ref() == connection && is_open
}

/// Entries of the history that have the words of `search`, the newest first. `folded` takes case from a text.
pub fn search(entries: &[Entry], search: &str, folded: impl Fn(&str) -> String) -> Vec<EntryView> {
    let wanted = folded(search.trim());
    let has = |entry: &&Entry| {
        let draft = &entry.draft;
        let board = draft.board.as_ref().map_or("", |board| &board.name);
        let text = [board, &draft.title, &draft.description, &draft.page, &draft.link].join("\n");
        wanted.is_empty() || matches_search(&folded(&text), &wanted)
    };
    entries.iter().rev().filter(|entry| is_shown(entry)).filter(has).map(Entry::view).collect()
}

/// Of each of the pictures at `addresses`, in whatever size, the last entry that pinned it, may have, or is about to.
pub fn known(entries: &[Entry], addresses: &[String]) -> Vec<Known> {
    let counts = |entry: &&Entry| match entry.state {
        EntryState::Done => is_shown(entry),
        EntryState::Failed => entry.may_be_pinned() && is_shown(entry),
        state => !state.is_final() && !entry.private,
    };
    let keys = |entry: &Entry| {
        let Draft { picture, shown, seen, .. } = &entry.draft;
        [picture, shown, seen].map(|url| page::picture_key(url))
    };
    // Once for each entry, not once for each picture and entry.
    let entries: Vec<_> = entries.iter().rev().filter(counts).map(|entry| (keys(entry), entry)).collect();
    let mut found = Vec::new();
    for (place, address) in addresses.iter().enumerate() {
        let Some(key) = page::picture_key(address).filter(|_| !entries.is_empty()) else { continue };
        let is_it = |known: &Option<String>| known.as_ref() == Some(&key);
        if let Some((_, entry)) = entries.iter().find(|(keys, _)| keys.iter().any(is_it)) {
            found.push(Known { place: place as u32, entry: entry.view() });
        }
    }
    found
}

#[derive(Serialize)]
struct Row<'a> {
    date: String,
    state: &'static str,
    board: &'a str,
    title: &'a str,
    description: &'a str,
    alt_text: &'a str,
    link: &'a str,
    page: &'a str,
    picture: &'a str,
    pin: String,
}

impl<'a> Row<'a> {
    fn of(entry: &'a Entry) -> Self {
        let draft = &entry.draft;
        Self {
            date: date::text(entry.since),
            state: match entry.state {
                EntryState::Done => "pinned",
                EntryState::HandedOver => "handed over",
                EntryState::Withdrawn => "taken back",
                _ if entry.may_be_pinned() => "unclear",
                _ => "not pinned",
            },
            board: draft.board.as_ref().map_or("", |board| &board.name),
            title: &draft.title,
            description: &draft.description,
            alt_text: &draft.alt_text,
            link: &draft.link,
            page: &draft.page,
            // Where a file lies on this computer is nobody's business whom the list is given to.
            picture: if draft.picture.starts_with("file:") { "" } else { &draft.picture },
            pin: entry.view().pin_address().unwrap_or_default(),
        }
    }
}

/// The history as a file, the oldest first, or what is not pinned yet of a connection; its names are for programs, and so
/// in no language.
pub fn export(entries: &[Entry], form: ExportForm, unsent_of: Option<&ConnectionId>) -> String {
    let is_wanted = |entry: &&Entry| match unsent_of {
        Some(_) => is_unsent(entry, unsent_of) && !entry.private,
        None => is_shown(entry),
    };
    let rows = || entries.iter().filter(is_wanted).map(Row::of);
    match form {
        ExportForm::Json => json::text(&rows().collect::<Vec<_>>()).unwrap_or_default(),
        ExportForm::Csv => {
            // The mark by which spreadsheets know UTF-8.
            let mut out =
                String::from("\u{feff}date,state,board,title,description,alt_text,link,page,picture,pin\r\n");
            for row in rows() {
                let cells = [
                    row.date.as_str(),
                    row.state,
                    row.board,
                    row.title,
                    row.description,
                    row.alt_text,
                    row.link,
                    row.page,
                    row.picture,
                    row.pin.as_str(),
                ];
                for (at, cell) in cells.into_iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    push_cell(&mut out, cell);
                }
                out.push_str("\r\n");
            }
            out
        }
    }
}

/// RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it: titles come from pages. So
/// does what follows what some take for the end of a cell.
fn push_cell(out: &mut String, cell: &str) {
    out.push('"');
    let mut begins = true;
    for c in cell.chars() {
        if begins && matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r') {
            out.push('\'');
        }
        if c == '"' {
            out.push('"');
        }
        out.push(c);
        begins = matches!(c, ';' | '\t' | '\r' | '\n') || (begins && c == ' ');
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use tack_protocol::{BoardChoice, BoardId, EntryId, PinId};

    use super::*;
    use crate::pins::entry::tests::entry;

    fn pinned_at(id: &str, picture: &str, title: &str) -> Entry {
        let mut e = entry(EntryState::Done);
        (e.id, e.pin) = (EntryId::new(id), Some(PinId::new("42")));
        e.draft.board = Some(BoardChoice { id: BoardId::new("5"), name: "Recipes".into() });
        (e.draft.picture, e.draft.title) = (picture.into(), title.into());
        e
    }

    #[test]
    fn a_picture_is_known_in_another_size_and_with_other_trackers() {
        let all = [pinned_at("a", "https://shop.example/x-300x200.jpg?utm_source=mail", "A teapot")];
        for (address, known) in [
            ("https://shop.example/x.jpg", true),
            ("http://shop.example/x-1200x800.jpg?utm_campaign=b", true),
            ("https://shop.example/x.jpg?w=640", true),
            ("https://shop.example/y.jpg", false),
            ("canvas:7", false),
        ] {
            assert_eq!(!super::known(&all, &[address.into()]).is_empty(), known, "{address}");
        }
        let pictures = ["https://shop.example/y.jpg", "https://shop.example/x.jpg"].map(String::from);
        assert_eq!(super::known(&all, &pictures)[0].place, 1);
        let taken = "https://shop.example/x-90x60.jpg".to_owned();
        let mut captured = pinned_at("b", "capture:1-abc", "A teapot");
        captured.draft.seen = taken;
        assert_eq!(super::known(&[captured], &pictures).len(), 1);
        let changed = |change: fn(&mut Entry)| {
            let mut all = all.clone();
            change(&mut all[0]);
            super::known(&all, &pictures).len()
        };
        assert_eq!(changed(|entry| entry.private = true), 0);
        assert_eq!(changed(|entry| entry.state = EntryState::Withdrawn), 0);
        assert_eq!(changed(|entry| entry.state = EntryState::Unclear), 1);
        assert_eq!(changed(|entry| entry.state = EntryState::Queued), 1);
    }

    #[test]
    fn is_searched_by_words() {
        let all = [
            pinned_at("a", "https://shop.example/a.jpg", "A blue teapot"),
            pinned_at("b", "https://shop.example/b.jpg", "A red chair"),
            Entry { state: EntryState::Queued, ..pinned_at("c", "https://shop.example/c.jpg", "A chair") },
            Entry { cleared: true, ..pinned_at("d", "https://shop.example/d.jpg", "A chair") },
        ];
        let found = |words: &str| -> Vec<String> {
            search(&all, words, str::to_lowercase).into_iter().map(|e| e.id.as_str().to_owned()).collect()
        };
        assert_eq!(found(""), ["b", "a"]);
        assert_eq!(found("Chair"), ["b"]);
        assert_eq!(found("recipes"), ["b", "a"]);
        assert!(found("lamp").is_empty());
    }

    #[test]
    fn is_exported_so_that_no_cell_breaks_out() {
        let all = [pinned_at("a", "https://shop.example/a.jpg", "=HYPERLINK(\"evil\"), it said")];
        assert_eq!(
            export(&all, ExportForm::Csv, None),
            "\u{feff}date,state,board,title,description,alt_text,link,page,picture,pin\r\n\"1970-01-01T00:00:00Z\",\"pinned\",\
             \"Recipes\",\"'=HYPERLINK(\"\"evil\"\"), it said\",\"\",\"\",\"\",\"\",\"https://shop.example/a.jpg\",\
             \"https://www.pinterest.com/pin/42/\"\r\n"
        );
        let json: serde_json::Value = serde_json::from_str(&export(&all, ExportForm::Json, None)).unwrap();
        assert_eq!(json[0]["title"], "=HYPERLINK(\"evil\"), it said");
    }
}
