//! Several Pins with one press, natively, and what the history knows of each.

use std::rc::Rc;

use serde_json::json;
use tack::ports::{Area, Storage};
use tack_protocol::limits::UNDO_MS;
use tack_protocol::{Answer, Draft, EntryId, EntryState, ExportForm, Numbered, Page, ProblemKind, Request};

use super::uploads::unfetchable;
use crate::harness::steps::*;

#[test]
fn the_history_knows_what_was_pinned() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        saved(&app, &ports, draft(&app, "Garden").await).await;
        let ask = async |request| app.on_request(request, Page::Pins).await.unwrap();
        let pictures = vec!["https://cdn.example/picture/teapot-800x600.jpg?utm_source=x".to_owned()];
        let known = app.on_request(Request::Known { pictures }, Page::Popup).await.unwrap();
        let Answer::Known(known) = known else { panic!("unknown") };
        assert_eq!(known[0].entry.board.as_ref().unwrap().name, "Garden");
        let found = async |words: &str| match ask(Request::History { search: words.into() }).await {
            Answer::Entries(entries) => entries.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!((found("TEAPOT").await, found("lamp").await), (1, 0));
        let Answer::Text(csv) = ask(Request::Export { form: ExportForm::Csv, unsent_of: None }).await else {
            panic!("no file")
        };
        assert!(csv.contains("\"Garden\",\"A teapot\""), "{csv}");
        ask(Request::ClearHistory).await;
        assert_eq!(found("").await, 0);
    });
}

#[test]
fn several_with_one_press_are_each_one_pin() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let numbered =
            |n: usize, draft: Draft| Numbered { id: EntryId::new(format!("one-of-several-{n:02}")), draft };
        let titled = |n: usize| Draft { title: format!("Number {n}"), ..draft.clone() };
        let mut asked: Vec<Numbered> = (0..5).map(|n| numbered(n, titled(n))).collect();
        asked.push(numbered(5, Draft { board: None, ..titled(5) }));
        // Of the seventh nobody but a page has the bytes, and its tab is gone.
        asked.push(numbered(6, Draft { needs_upload: true, tab: None, ..titled(6) }));
        let request = Request::SaveAll { pins: asked };
        let Ok(Answer::Entries(entries)) = app.on_request(request.clone(), Page::Popup).await else {
            panic!("refused")
        };
        assert_eq!(entries.iter().filter(|entry| entry.state == EntryState::Queued).count(), 6);
        assert_eq!(entries[5].problem.as_ref().unwrap().kind, ProblemKind::DraftInvalid);
        // Since the answer got lost.
        app.on_request(request, Page::Popup).await.unwrap();
        news(&ports, &entries[4].id, |entry| entry.state == EntryState::Done).await;
        let gone = news(&ports, &entries[6].id, |entry| entry.state == EntryState::Failed).await;
        assert_eq!(gone.problem.unwrap().kind, ProblemKind::PicturePageGone);
        assert_eq!((posts(&world).await, pins(&world).await), (5, 5));
        let saved = |notice: &&String| notice.starts_with("notice_saved");
        until("one notice for all", || ports.seen().notices.borrow().iter().any(|n| saved(&n)).then_some(()))
            .await;
        let told: Vec<String> = ports.seen().notices.borrow().iter().filter(saved).cloned().collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains('5'), "{told:?}");
    });
}

#[test]
fn the_pictures_of_several_are_taken_by_the_next_background_too() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = Draft { needs_upload: true, ..unfetchable(&app).await };
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        // No network: nobody's turn comes.
        ports.set_online(false);
        let asked = vec![Numbered { id: EntryId::new("one-of-several-01"), draft }];
        app.on_request(Request::SaveAll { pins: asked }, Page::Popup).await.unwrap();
        let kept = || ports.records_of(Area::Pictures, "picture.v1.").len();
        until("the picture is taken", || (kept() == 1).then_some(())).await;
        // As if the background had been stopped before.
        ports.end_all().await;
        ports.remove(Area::Pictures, "picture.v1.one-of-several-01").await.unwrap();
        begun(&ports).wake().await;
        until("it is taken again", || (kept() == 1).then_some(())).await;
        // The page is gone by the time that it is sent.
        ports.page_gives(None);
        ports.set_online(true);
        begun(&ports).wake().await;
        let id = EntryId::new("one-of-several-01");
        news(&ports, &id, |entry| entry.state == EntryState::Done).await;
        assert_eq!(pins(&world).await, 1);
    });
}

#[test]
fn what_was_pinned_in_a_private_window_is_taken_for_nothing_else() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let time = Rc::clone(ports.time());
        ports.set_private(true);
        let draft = draft(&app, "Garden").await;
        let first = saved(&app, &ports, draft.clone()).await;
        ports.set_private(false);
        time.pass(UNDO_MS + 1_000.0);
        app.wake().await;
        let words = || ports.records_of(Area::Session, "journal.v1.").concat();
        until("its words are forgotten", || (!words().contains(&draft.title)).then_some(())).await;
        // The same once more, which never leaves: by its words it could be the one before.
        fault(&world, json!({"cut": "before"})).await;
        let second = saved(&app, &ports, draft.clone()).await;
        assert_eq!(second.state, EntryState::Done);
        assert_ne!(second.pin, first.pin);
        assert_eq!(pins(&world).await, 2);
    });
}

#[test]
fn what_was_pinned_can_be_pinned_again() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let first = saved(&app, &ports, draft(&app, "Garden").await).await;
        let request = Request::PinAgain { id: EntryId::new("pinned-once-more-01"), of: first.id };
        let Ok(Answer::Entry(again)) = app.on_request(request, Page::Pins).await else { panic!("refused") };
        news(&ports, &again.id, |entry| entry.state == EntryState::Done).await;
        assert_eq!(pins(&world).await, 2);
    });
}
