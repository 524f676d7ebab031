//! Pictures that Pinterest cannot fetch, natively: taken from their page and uploaded.

use std::rc::Rc;

use tack::app::App;
use tack::ports::Area;
use tack_protocol::limits::UPLOAD_MAX;
use tack_protocol::{Draft, EntryId, EntryState, Page, ProblemKind, Request, Spot};

use crate::harness::ports::Native;
use crate::harness::steps::*;

/// A draft of a picture that Pinterest cannot fetch, seen on a page.
pub async fn unfetchable(app: &Rc<App<Native>>) -> Draft {
    Draft {
        picture: "https://cdn.example/picture/missing/lost-400x500.jpg".into(),
        spot: Some(Spot { scan: "1".into(), at: 7 }),
        page: "https://shop.example/".into(),
        ..draft(app, "Garden").await
    }
}

#[test]
fn what_pinterest_cannot_fetch_is_taken_from_the_page() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let file = ports.file("https://cdn.example/picture/teapot-80x60.jpg").await;
        // Behind its first two bytes, a comment.
        let told = [&file[..2], b"\xff\xfe\x00\x08secret", &file[2..]].concat();
        ports.page_gives(Some(told));
        let entry = saved(&app, &ports, unfetchable(&app).await).await;
        assert_eq!(entry.state, EntryState::Done, "{entry:?}");
        let pins = world.ask("pins?world=production").await;
        assert_eq!(pins["pins"][0]["media_source_type"], "image_base64");
        assert_eq!(pins["pins"][0]["width"], 80);
        let sha256 = pins["pins"][0]["sha256"].as_str().unwrap();
        let bytes = reqwest::get(format!("{}/_standin/picture/{sha256}", world.standin)).await.unwrap();
        let bytes = bytes.bytes().await.unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"secret"), "the comment was cut out");
    });
}

#[test]
fn a_photo_that_fits_without_the_film_behind_it_stays_as_it_is() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let file = ports.file("https://cdn.example/picture/teapot-80x60.jpg").await;
        ports.page_gives(Some([&file[..], &vec![7; UPLOAD_MAX]].concat()));
        let entry = saved(&app, &ports, unfetchable(&app).await).await;
        assert_eq!(entry.state, EntryState::Done, "{entry:?}");
        let pins = world.ask("pins?world=production").await;
        let sha256 = pins["pins"][0]["sha256"].as_str().unwrap();
        let bytes = reqwest::get(format!("{}/_standin/picture/{sha256}", world.standin)).await.unwrap();
        assert_eq!(bytes.bytes().await.unwrap(), file, "nothing is drawn anew");
    });
}

#[test]
fn a_page_that_is_gone_is_told_and_nothing_is_lost() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        ports.page_gives(None);
        let entry = saved(&app, &ports, unfetchable(&app).await).await;
        assert_eq!(entry.state, EntryState::Failed);
        let problem = entry.problem.unwrap();
        assert_eq!(problem.kind, ProblemKind::PicturePageGone);
        assert_eq!(entry.page, "https://shop.example/");
        assert_eq!(world.ask("pins?world=production").await["pins"], serde_json::json!([]));
    });
}

#[test]
fn a_picture_to_upload_is_kept_until_its_pin_is_made() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let file = ports.file("https://cdn.example/picture/teapot-80x60.jpg").await;
        ports.page_gives(Some(file));
        let draft = Draft { picture: "canvas:7".into(), needs_upload: true, ..unfetchable(&app).await };
        let id = EntryId::new("test-entry-to-upload");
        let request = Request::Save { id: id.clone(), draft: draft.clone() };
        app.on_request(request, Page::Popup).await.unwrap();
        assert_eq!(ports.keys_of(Area::Pictures), ["picture.v1.test-entry-to-upload"]);
        // The page may go: what was written down is sent.
        ports.page_gives(None);
        until("it is sent", || ports.keys_of(Area::Pictures).is_empty().then_some(())).await;
        assert_eq!(world.ask("pins?world=production").await["pins"][0]["media_source_type"], "image_base64");
        // Pinterest's own dialog could not fetch it.
        let handed = app.on_request(Request::HandOff { draft }, Page::Popup).await.unwrap_err();
        assert_eq!(handed.kind, ProblemKind::PictureNotPublic);
    });
}

#[test]
fn a_picture_for_later_that_cannot_be_had_is_told_of() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = Draft { picture: "canvas:7".into(), needs_upload: true, ..unfetchable(&app).await };
        // The page is gone, and the popup too.
        ports.page_gives(None);
        let (id, at) = (EntryId::new("test-entry-for-later"), ports.time().now() + 3_600_000.0);
        let refused = app.on_request(Request::PinLater { id, draft, at }, Page::Popup).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::PicturePageGone);
        assert_eq!(ports.seen().notices.borrow().len(), 1);
    });
}

#[test]
fn a_site_without_tls_is_not_asked_for_and_the_screen_is_offered() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        ports.page_withholds();
        for (picture, kind) in [
            ("https://nas.example/a.jpg", ProblemKind::PictureWithheld),
            ("http://10.0.0.5:8080/a.jpg", ProblemKind::SiteNotAllowed),
        ] {
            let draft = Draft { picture: picture.into(), needs_upload: true, ..unfetchable(&app).await };
            let request = Request::Save { id: EntryId::new("test-entry-withheld"), draft };
            let problem = app.on_request(request, Page::Popup).await.unwrap_err();
            let host = picture.split(['/', ':']).nth(3).map(str::to_owned);
            assert_eq!((problem.kind, problem.detail), (kind, host), "{picture}");
        }
    });
}
