//! What is taken from the screen, and what was pointed at, natively.

use std::rc::Rc;

use tack::app::{App, MenuClick};
use tack::page::{Facts, MetaFacts, Sight};
use tack::ports::{Area, Clock, PointingEnd, ScanFailure};
use tack::rect::Rect;
use tack_protocol::limits::CAPTURE_KEPT_MS;
use tack_protocol::{Answer, Aside, Page, PageOffer, Problem, ProblemKind, Request};

use crate::harness::ports::Native;
use crate::harness::steps::*;

/// A page's view with one thing in it that its owner does not want pinned, so far down.
fn view(down: f64) -> Sight {
    Sight {
        url: "https://shop.example/".into(),
        closed: vec![Rect { x: 10.0, y: down, width: 40.0, height: 30.0 }],
        view: Rect::whole(80.0, 60.0),
        ..Sight::default()
    }
}

async fn captured(app: &Rc<App<Native>>) -> Result<PageOffer, Problem> {
    match app.on_request(Request::Capture { tab: Some(1) }, Page::Popup).await? {
        Answer::Page(offer) => Ok(offer),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_page_that_moves_while_it_is_taken_is_taken_twice_more_and_then_not() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(10.0), view(10.5)]);
        assert_eq!(captured(&app).await.unwrap().asides, [Aside::Covered(1)], "it stands still");
        let still = [40.0, 40.0];
        ports.page_shows([10.0, 20.0, 20.0, 30.0].into_iter().chain(still).map(view));
        assert_eq!(
            captured(&app).await.unwrap().asides,
            [Aside::Covered(1)],
            "the third time, it stood still"
        );
        ports.page_shows([10.0, 20.0, 30.0, 40.0, 50.0, 60.0].map(view));
        assert_eq!(captured(&app).await.unwrap_err().kind, ProblemKind::PageMoved);
        let other = Sight { url: "https://shop.example/other".into(), ..view(10.0) };
        ports.page_shows([view(10.0), other.clone(), view(10.0), other.clone(), view(10.0), other]);
        assert_eq!(captured(&app).await.unwrap_err().kind, ProblemKind::PageMoved);
        ports.page_shows([Sight { unsure: true, ..view(10.0) }]);
        assert_eq!(captured(&app).await.unwrap_err().kind, ProblemKind::CaptureUnsure);
    });
}

/// Chromium refuses the third in a second.
#[test]
fn a_screen_that_the_browser_will_not_give_just_now_is_asked_for_again() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(10.0)]);
        let since = ports.now();
        ports.screen_refuses(2);
        assert_eq!(captured(&app).await.unwrap().asides, [Aside::Covered(1)]);
        assert!(ports.now() - since > 1_000.0, "the second is over");
        ports.screen_refuses(3);
        assert_eq!(captured(&app).await.unwrap_err().kind, ProblemKind::CaptureRefused);
    });
}

#[test]
fn a_frame_of_others_is_told_where_it_is_in_the_picture() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let time = Rc::clone(ports.time());
        let _it_stands = time.busy();
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        let place = Rect { x: 60.0, y: 0.0, width: 20.0, height: 20.0 };
        let foreign = vec![("https://frame.example/a".into(), place)];
        let sight = Sight { foreign, closed: Vec::new(), ..view(0.0) };
        ports.page_shows([sight.clone()]);
        assert_eq!(captured(&app).await.unwrap().asides, [Aside::Foreign("frame.example".into())]);
        for (part, expected) in
            [(Rect::whole(80.0, 60.0), Some("frame.example")), (Rect::whole(50.0, 60.0), None)]
        {
            ports.page_shows([sight.clone()]);
            ports.pointing_is([
                Ok(PointingEnd::Waiting),
                Ok(PointingEnd::Area { part, scrolled: (0.0, 0.0) }),
            ]);
            app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup).await.unwrap();
            let pointed = || ports.records_of(Area::Session, "pointed.v1").pop();
            let pointed = until("the area is taken", pointed).await;
            let pointed: serde_json::Value = serde_json::from_str(&pointed).unwrap();
            assert_eq!(pointed["capture"]["foreign"].as_str(), expected);
            // Whoever opens the popup takes it.
            app.on_request(Request::Page { tab: Some(1) }, Page::Popup).await.unwrap();
        }
    });
}

#[test]
fn an_area_of_a_page_that_was_scrolled_meanwhile_is_not_taken() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(0.0)]);
        let part = Rect::whole(40.0, 40.0);
        ports.pointing_is([Ok(PointingEnd::Waiting), Ok(PointingEnd::Area { part, scrolled: (0.0, 120.0) })]);
        app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup).await.unwrap();
        let notice = until("a notice", || ports.seen().notices.borrow().last().cloned()).await;
        assert!(notice.contains("problem_page_moved_title"), "{notice}");
    });
}

#[test]
fn pointing_that_cannot_begin_is_told_and_one_that_ends_is_not() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_shows([view(0.0)]);
        let point = || app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup);
        ports.pointing_is([Err(ScanFailure::Timeout), Ok(PointingEnd::Ended)]);
        assert_eq!(point().await.unwrap_err().kind, ProblemKind::PageTimeout);
        ports.pointing_is([Ok(PointingEnd::Waiting), Ok(PointingEnd::Ended)]);
        point().await.unwrap();
        assert!(ports.seen().notices.borrow().is_empty(), "the person ended it");
    });
}

#[test]
fn what_was_taken_from_the_screen_goes_after_an_hour_without_any_event() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(0.0)]);
        for (private, area) in [(false, Area::Pictures), (true, Area::Session)] {
            ports.set_private(private);
            let before = ports.time().now();
            captured(&app).await.unwrap();
            until("it goes", || ports.records_of(area, "capture.v1.").is_empty().then_some(())).await;
            assert!(ports.time().now() - before >= CAPTURE_KEPT_MS, "not before");
        }
        let time = Rc::clone(ports.time());
        let it_stands = time.busy();
        let area = PointingEnd::Area { part: Rect::whole(40.0, 40.0), scrolled: (0.0, 0.0) };
        ports.pointing_is([Ok(PointingEnd::Waiting), Ok(area)]);
        app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup).await.unwrap();
        let is_told = || !ports.records_of(Area::Session, "pointed.v1").is_empty();
        until("the area is taken", || is_told().then_some(())).await;
        drop(it_stands);
        until("it goes, and what tells of it", || (!is_told()).then_some(())).await;
        until("the picture too", || ports.records_of(Area::Session, "capture.v1.").is_empty().then_some(()))
            .await;
    });
}

#[test]
fn what_was_taken_in_a_private_window_goes_with_its_offer() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let time = Rc::clone(ports.time());
        let _it_stands = time.busy();
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(0.0)]);
        ports.set_private(true);
        captured(&app).await.unwrap();
        let before = ports.time().now();
        // The popup opens anew.
        app.on_request(Request::Page { tab: Some(1) }, Page::Popup).await.unwrap_err();
        assert!(ports.records_of(Area::Session, "capture.v1.").is_empty());
        assert!(ports.time().now() - before < CAPTURE_KEPT_MS, "and not because an hour has passed");
    });
}

#[test]
fn what_was_right_clicked_is_remembered_with_its_page() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        let click = MenuClick {
            item: "choose".into(),
            src_url: "https://cdn.example/a.jpg".into(),
            frame: String::new(),
            tab: 1,
            url: "https://shop.example/one".into(),
            private: false,
        };
        app.on_menu(click).await;
        let pointed = ports.records_of(Area::Session, "pointed.v1").pop().unwrap();
        let pointed: serde_json::Value = serde_json::from_str(&pointed).unwrap();
        assert_eq!(pointed["url"], "https://shop.example/one", "a popup on another page leaves it alone");
    });
}

#[test]
fn a_popup_that_waits_for_pictures_takes_nothing_that_was_pointed_at() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let time = Rc::clone(ports.time());
        let _it_stands = time.busy();
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(0.0)]);
        let part = Rect::whole(40.0, 40.0);
        ports.pointing_is([Ok(PointingEnd::Waiting), Ok(PointingEnd::Area { part, scrolled: (0.0, 0.0) })]);
        app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup).await.unwrap();
        let pointed = || (!ports.records_of(Area::Session, "pointed.v1").is_empty()).then_some(());
        until("the area is taken", pointed).await;
        let growth = Request::Growth { tab: Some(1), mark: String::new() };
        app.on_request(growth, Page::Popup).await.unwrap();
        let page = app.on_request(Request::Page { tab: Some(1) }, Page::Popup).await.unwrap();
        let Answer::Page(offer) = page else { panic!("{page:?}") };
        assert!(offer.chosen.is_some_and(|chosen| chosen.starts_with("capture:")));
    });
}

#[test]
fn what_the_menu_refuses_is_told_in_the_owners_words() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let board = saved(&app, &ports, draft(&app, "Garden").await).await.board.unwrap().id;
        let click = |frame: &str| MenuClick {
            item: format!("board:{board}"),
            src_url: "https://cdn.example/a.jpg".into(),
            frame: frame.into(),
            tab: 1,
            url: "https://shop.example/one".into(),
            private: false,
        };
        let notice = || ports.seen().notices.borrow().last().unwrap().clone();
        let page =
            Facts { url: "https://shop.example/one".into(), kind: "text/html".into(), ..Facts::default() };
        ports.page_shows([Sight { url: page.url.clone(), ..Sight::default() }]);
        // A Pin is no picture of the page around it.
        ports.page_is(page.clone());
        app.on_menu(click("https://assets.pinterest.com/ext/embed.html?id=1")).await;
        assert!(notice().contains("problem_pinterest_page_title"), "{}", notice());
        let meta = MetaFacts {
            key: "pinterest".into(),
            content: "nopin".into(),
            description: "Please ask first.".into(),
            ..MetaFacts::default()
        };
        ports.page_is(Facts { metas: vec![meta], ..page });
        app.on_menu(click("")).await;
        assert!(notice().contains("Please ask first."), "{}", notice());
        assert_eq!(posts(&world).await, 1);
    });
}
