//! The pages that the person looks at, and the pictures in them.

use tack_browser::object::Object;
use tack_browser::{canvas, i18n, runtime, tabs};
use tack_protocol::Spot;
use tack_protocol::limits::{
    OWN_ID_MAX, PIXELS_MAX, POINT_TIMEOUT_MS, SCAN_TIMEOUT_MS, TAKE_TIMEOUT_MS, TAKEN_MAX,
};

use super::Browser;
use crate::encoding::from_base64;
use crate::page::{Facts, Raw, Sight};
use crate::ports::{Draw, Pointing, PointingEnd, Refusal, ScanFailure, Tab, Tabs, TakeFailure};
use crate::rect::Rect;
use crate::text::holds;

/// An address or a title of a tab, in bytes.
const ADDRESS_MAX: usize = 8_192;
/// One question to a page on which the person points, milliseconds; `point.js` answers sooner.
const POINT_ROUND_MS: u32 = 20_000;

/// The page scan, each file built on those before it. Without the first, all of a page is looked at, however large.
const SCAN: [&str; 3] = ["glance.js", "shared.js", "scan.js"];

/// The browsers' own words: Chromium's `manifest_constants.cc` and `permissions_data.cc`; Firefox says the same of all.
fn refusal(said: &str) -> Refusal {
    let says = |words: &str| holds(said, words);
    if says("chrome:// URL") {
        Refusal::Browser
    } else if says("gallery cannot be scripted") {
        Refusal::Store
    } else if says("chrome-extension:// URL") {
        Refusal::Extension
    } else if says("ExtensionsSettings policy") {
        Refusal::Policy
    } else if says("showing error page") {
        Refusal::Failed
    } else {
        Refusal::Other
    }
}

fn scan_failure(e: tabs::ScriptError) -> ScanFailure {
    match e {
        tabs::ScriptError::Refused(said) => ScanFailure::Refused(refusal(&said)),
        tabs::ScriptError::Timeout => ScanFailure::Timeout,
        tabs::ScriptError::Unreadable => ScanFailure::Unreadable,
    }
}

/// One step with a picture of a page (`reveal.js`), and where it is then.
async fn revealed(tab: i32, spot: &Spot, step: &str) -> Option<Rect> {
    let wanted = tabs::Revealing { scan: &spot.scan, at: spot.at, step };
    let told = tabs::reveal(tab, &wanted, SCAN_TIMEOUT_MS).await.ok()?;
    told.objects("there").next().map(|there| rect(&there))
}

fn seen(tab: tabs::Tab) -> Tab {
    let tabs::Tab { id, private, window, url, title, icon, .. } = tab;
    // Firefox gives its error pages the address of the page that did not load, and an icon of its own.
    let failed = url.starts_with("http") && icon.starts_with("chrome://");
    Tab { id, private, window, url: bounded(url, ADDRESS_MAX), title: bounded(title, ADDRESS_MAX), failed }
}

/// A text that the page chose; one that is too long is none.
fn bounded(text: String, max: usize) -> String {
    if text.len() > max { String::new() } else { text }
}

fn rect(raw: &Object) -> Rect {
    let of = |name: &'static str| raw.number(name);
    Rect { x: of("x"), y: of("y"), width: of("width"), height: of("height") }
}

impl Raw for Object {
    fn text(&self, name: &'static str) -> String {
        self.text(name)
    }

    fn number(&self, name: &'static str) -> f64 {
        self.number(name)
    }

    fn flag(&self, name: &'static str) -> bool {
        self.flag(name)
    }

    fn list<T>(&self, name: &'static str, max: usize, read: impl Fn(&Self) -> T) -> Vec<T> {
        self.objects(name).take(max).map(|object| read(&object)).collect()
    }
}

impl Tabs for Browser {
    async fn active(&self) -> Option<Tab> {
        tabs::active().await.map(seen)
    }

    async fn tab(&self, id: i32) -> Option<Tab> {
        tabs::get(id).await.map(seen)
    }

    async fn mark(&self, tab: i32) -> Option<String> {
        let told = tabs::run_files(tab, &["shared.js"], SCAN_TIMEOUT_MS).await.ok()?;
        Some(told.text("mark")).filter(|mark| !mark.is_empty() && mark.len() <= OWN_ID_MAX)
    }

    async fn scan(&self, tab: i32, glance: bool) -> Result<Facts, ScanFailure> {
        let [_, whole @ ..] = &SCAN;
        let files = if glance { &SCAN[..] } else { whole };
        match tabs::run_files(tab, files, SCAN_TIMEOUT_MS).await.map_err(scan_failure) {
            Ok(raw) => Ok(Facts::read(&raw)),
            // Of files that Tack may not see Chromium says as little as it can.
            Err(ScanFailure::Refused(Refusal::Other)) if !runtime::may_see_files().await => {
                Err(ScanFailure::Refused(Refusal::File))
            }
            Err(failure) => Err(failure),
        }
    }

    async fn take(&self, tab: i32, spot: &Spot, address: Option<&str>) -> Result<String, TakeFailure> {
        let wanted = tabs::Wanted {
            scan: &spot.scan,
            at: spot.at,
            address: address.unwrap_or_default(),
            max: TAKEN_MAX as u32,
            patience: TAKE_TIMEOUT_MS / 2,
        };
        let told = match tabs::run_files(tab, &["shared.js", "take.js"], SCAN_TIMEOUT_MS).await {
            Ok(_) => tabs::take(tab, &wanted, TAKE_TIMEOUT_MS).await,
            Err(e) => Err(e),
        };
        let taken = match told {
            Ok(taken) => taken,
            Err(tabs::ScriptError::Refused(_)) => return Err(TakeFailure::Gone),
            Err(_) => return Err(TakeFailure::Broken),
        };
        let bytes = taken.text("bytes");
        match taken.text("failed").as_str() {
            "" if !bytes.is_empty() => Ok(bytes),
            "gone" => Err(TakeFailure::Gone),
            "large" => Err(TakeFailure::TooLarge),
            "withheld" => Err(TakeFailure::Withheld),
            _ => Err(TakeFailure::Broken),
        }
    }

    async fn point(&self, tab: i32, pointing: &Pointing<'_>) -> Result<PointingEnd, ScanFailure> {
        let Pointing { id, begin, area, words, cancel } = *pointing;
        if begin {
            let files = ["shared.js", "point.js"];
            tabs::run_files(tab, &files, SCAN_TIMEOUT_MS).await.map_err(scan_failure)?;
        }
        let direction = i18n::message("@@bidi_dir", &[]);
        let pointing = tabs::Pointing {
            id,
            begin,
            area,
            words,
            cancel,
            patience: POINT_TIMEOUT_MS,
            direction: &direction,
        };
        let told = match tabs::point(tab, &pointing, POINT_ROUND_MS).await {
            Ok(told) => told,
            Err(e) if begin => return Err(scan_failure(e)),
            // The page was left.
            Err(_) => return Ok(PointingEnd::Ended),
        };
        if told.flag("waiting") {
            Ok(PointingEnd::Waiting)
        } else if told.flag("pointed") {
            Ok(PointingEnd::Picture)
        } else {
            let drawn = told.objects("area").next();
            let scrolled = (told.number("scrolledX"), told.number("scrolledY"));
            let area = |drawn| PointingEnd::Area { part: rect(&drawn), scrolled };
            Ok(drawn.map_or(PointingEnd::Ended, area))
        }
    }

    async fn recall(&self, tab: i32, pointing: &str) {
        // A page that was left meanwhile has nothing to tell.
        let _ = tabs::recall(tab, pointing, SCAN_TIMEOUT_MS).await;
    }

    async fn sight(&self, tab: i32) -> Result<Sight, ScanFailure> {
        let files = ["shared.js", "shield.js"];
        let told = tabs::run_files(tab, &files, SCAN_TIMEOUT_MS).await;
        told.map(|raw| Sight::read(&raw)).map_err(scan_failure)
    }

    async fn reveal(&self, tab: i32, spot: &Spot) -> Option<Rect> {
        tabs::run_files(tab, &["shared.js", "reveal.js"], SCAN_TIMEOUT_MS).await.ok()?;
        revealed(tab, spot, "reveal").await
    }

    async fn place(&self, tab: i32, spot: &Spot) -> Option<Rect> {
        revealed(tab, spot, "look").await
    }

    async fn unreveal(&self, tab: i32, spot: &Spot) {
        // A page that was left meanwhile has nowhere to go back to.
        let _ = revealed(tab, spot, "back").await;
    }

    async fn capture(&self, tab: &Tab) -> Option<Vec<u8>> {
        // Another one may have come to the front meanwhile.
        let is_in_front = || async { tabs::get(tab.id).await.filter(|now| now.active) };
        let window = is_in_front().await?.window;
        let taken = tabs::capture(window).await.ok()?;
        is_in_front().await?;
        from_base64(taken.strip_prefix("data:image/png;base64,")?)
    }

    async fn open(&self, url: &str) -> bool {
        tabs::open(url).await.is_ok()
    }
}

impl Draw for Browser {
    async fn draw(&self, bytes: &[u8], content_type: &str, scale: f64) -> Option<Vec<u8>> {
        canvas::draw(bytes, content_type, scale, PIXELS_MAX as f64).await.ok()
    }

    async fn cut(&self, bytes: &[u8], part: Rect, covered: &[Rect]) -> Option<Vec<u8>> {
        let edges = |rect: &Rect| [rect.x, rect.y, rect.width, rect.height];
        let covered: Vec<[f64; 4]> = covered.iter().map(edges).collect();
        canvas::cut(bytes, edges(&part), &covered, PIXELS_MAX as f64).await.ok()
    }
}
