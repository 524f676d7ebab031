//! The ports over the seam: the core's world outside in a real browser. Translates types, decides nothing.

use tack_browser::http::{Fetch, FetchError, fetch};
use tack_browser::object::Object;
use tack_browser::{
    action, alarms, canvas, crypto, http, i18n, identity, locks, menus, notifications, permissions, runtime,
    storage, tabs, time,
};
use tack_protocol::limits::{
    BODY_MAX, OWN_ID_MAX, PIXELS_MAX, POINT_TIMEOUT_MS, SCAN_TIMEOUT_MS, TAKE_TIMEOUT_MS, TAKEN_MAX,
};
use tack_protocol::{Environment, Event, Phrase, Spot};

use crate::encoding::from_base64;
use crate::page::{Facts, Raw, Sight};
use crate::ports::{
    Alarm, Area, AuthorizeFailure, Badge, Clock, Draw, Http, HttpFailure, HttpRequest, HttpResponse,
    Identity, Lock, Locks, MenuItem, Pointing, PointingEnd, Proof, ProofFailure, PublicKey, Random, Refusal,
    ScanFailure, Spawn, Storage, StorageFailure, Surface, Tab, Tabs, TakeFailure, Task,
};
use crate::rect::Rect;
use crate::text::holds;

/// An address or a title of a tab, in bytes.
const ADDRESS_MAX: usize = 8_192;
/// One question to a page on which the person points, milliseconds; `point.js` answers sooner.
const POINT_ROUND_MS: u32 = 20_000;

/// The page scan, each file built on those before it. Without the first, all of a page is looked at, however large.
const SCAN: [&str; 3] = ["glance.js", "shared.js", "scan.js"];

/// The browser.
#[derive(Clone, Copy, Debug)]
pub struct Browser;

impl Http for Browser {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
        if !http::online() && !is_loopback(&request.url) {
            return Err(HttpFailure::Offline);
        }
        let headers: Vec<(&str, &str)> =
            request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let fetched = fetch(Fetch {
            method: request.method,
            url: &request.url,
            headers: &headers,
            body: request.body.as_deref(),
            timeout_ms: request.timeout_ms,
            max_body: BODY_MAX,
            wanted: &["x-pinterest-rid", "retry-after", "x-ratelimit-reset", "date"],
            as_person: false,
        })
        .await
        .map_err(|e| match e {
            FetchError::Invalid => HttpFailure::NotSent,
            FetchError::Timeout => HttpFailure::Timeout,
            FetchError::Network => HttpFailure::Broken,
            FetchError::TooLarge => HttpFailure::TooLarge,
        })?;
        let header =
            |name: &str| fetched.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        Ok(HttpResponse {
            status: fetched.status,
            request_id: header("x-pinterest-rid"),
            retry_after: header("retry-after"),
            rate_reset: header("x-ratelimit-reset"),
            date: header("date"),
            body: fetched.body,
        })
    }

    fn online(&self) -> bool {
        http::online()
    }

    async fn pinterest_allowed(&self, environment: Environment) -> bool {
        let origin = match environment {
            Environment::Production => "https://api.pinterest.com/*",
            Environment::Sandbox => "https://api-sandbox.pinterest.com/*",
        };
        permissions::has_origins(&[origin]).await
    }

    async fn site_allowed(&self, host: &str) -> bool {
        permissions::has_origins(&[&["https://", host, "/*"].concat()]).await
    }

    async fn picture(&self, url: &str) -> Option<Vec<u8>> {
        let wanted = Fetch {
            method: "GET",
            url,
            headers: &[],
            body: None,
            timeout_ms: TAKE_TIMEOUT_MS,
            max_body: TAKEN_MAX,
            wanted: &[],
            as_person: true,
        };
        let fetched = fetch(wanted).await.ok()?;
        (fetched.status == 200).then_some(fetched.body)
    }
}

/// A relay on this computer answers without any network.
fn is_loopback(url: &str) -> bool {
    ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|prefix| url.starts_with(prefix))
}

impl From<Area> for storage::Area {
    fn from(area: Area) -> Self {
        match area {
            Area::Local => Self::Local,
            Area::Session => Self::Session,
            Area::Sync => Self::Sync,
            Area::Pictures => Self::Database,
        }
    }
}

impl Storage for Browser {
    async fn read(&self, area: Area, key: &str) -> Result<Option<String>, StorageFailure> {
        storage::read(area.into(), key).await.map_err(|_| StorageFailure)
    }

    async fn write(&self, area: Area, key: &str, text: &str) -> Result<(), StorageFailure> {
        storage::write(area.into(), key, text).await.map_err(|_| StorageFailure)
    }

    async fn remove(&self, area: Area, key: &str) -> Result<(), StorageFailure> {
        storage::remove(area.into(), key).await.map_err(|_| StorageFailure)
    }

    async fn list(&self, area: Area, prefix: &str) -> Result<Vec<(String, String)>, StorageFailure> {
        storage::list(area.into(), prefix).await.map_err(|_| StorageFailure)
    }

    async fn keys(&self, area: Area, prefix: &str) -> Result<Vec<String>, StorageFailure> {
        storage::keys(area.into(), prefix).await.map_err(|_| StorageFailure)
    }
}

impl Locks for Browser {
    type Held = Option<locks::Held>;

    async fn lock(&self, lock: Lock) -> Self::Held {
        let name = match lock {
            Lock::Connections => "connections",
            Lock::Choices => "choices",
            Lock::Journal => "journal",
            Lock::Log => "log",
            Lock::Start => "start",
            Lock::Publisher => "publisher",
            Lock::Menu => "menu",
        };
        // Refused only where this context is going away, and nothing that it does counts any more.
        locks::hold(name).await.ok()
    }
}

impl Clock for Browser {
    fn now(&self) -> f64 {
        time::now()
    }

    async fn sleep(&self, ms: u32) {
        time::sleep(ms).await;
    }

    fn stay_awake(&self) {
        runtime::touch();
    }
}

impl Random for Browser {
    fn fill(&self, bytes: &mut [u8]) {
        let filled = crypto::random(bytes);
        // It fails above 65,536 bytes only, and nothing here asks for more than 64.
        debug_assert!(filled.is_ok());
    }
}

impl Proof for Browser {
    async fn sha256(&self, bytes: &[u8]) -> Result<Vec<u8>, ProofFailure> {
        crypto::sha256(bytes).await.map_err(|_| ProofFailure)
    }

    async fn public_key(&self) -> Result<PublicKey, ProofFailure> {
        let key = crypto::public_key().await.map_err(|_| ProofFailure)?;
        Ok(PublicKey { x: key.x, y: key.y })
    }

    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ProofFailure> {
        crypto::sign(message).await.map_err(|_| ProofFailure)
    }
}

impl Identity for Browser {
    fn redirect_uri(&self) -> String {
        identity::redirect_uri()
    }

    async fn authorize(&self, url: &str) -> Result<String, AuthorizeFailure> {
        identity::authorize(url).await.map_err(|said| authorize_failure(&said))
    }
}

/// The browsers' own words: Chromium's `identity_constants.cc`, Firefox's `ext-identity.js`.
fn authorize_failure(said: &str) -> AuthorizeFailure {
    let says = |words: &str| holds(said, words);
    if says("did not approve") || says("cancelled or denied") {
        AuthorizeFailure::Closed
    } else if says("could not be loaded") {
        AuthorizeFailure::NotLoaded
    } else if says("one web auth flow") {
        AuthorizeFailure::Busy
    } else if says("ncognito") || says("private") {
        AuthorizeFailure::Private
    } else {
        AuthorizeFailure::Other
    }
}

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

impl Surface for Browser {
    fn version(&self) -> String {
        runtime::version()
    }

    fn text(&self, phrase: &Phrase) -> String {
        let args: Vec<&str> = phrase.args.iter().map(String::as_str).collect();
        i18n::message(&phrase.word.key(), &args)
    }

    fn folded(&self, text: &str) -> String {
        i18n::folded(text)
    }

    async fn tell(&self, event: &Event) {
        runtime::broadcast(event);
    }

    async fn popup_is_open(&self) -> bool {
        runtime::popup_is_open().await
    }

    async fn notify(&self, id: &str, title: &str, message: &str) {
        notifications::show(id, title, message).await;
    }

    async fn badge(&self, badge: Badge) {
        match badge {
            Badge::None => action::badge("", "#00000000").await,
            Badge::Done => action::badge("✓", "#1f7a4d").await,
            Badge::Trouble => action::badge("!", "#b3261e").await,
            Badge::Waiting(count) => action::badge(&count.to_string(), "#5f6368").await,
        }
    }

    async fn menu(&self, items: &[MenuItem]) {
        let top = items.first().map(|item| item.id.as_str());
        let items: Vec<menus::Item<'_>> = items
            .iter()
            .map(|item| menus::Item {
                id: &item.id,
                title: item.title.as_deref(),
                parent: top.filter(|_| item.nested),
                contexts: if item.for_pictures {
                    &["image"]
                } else {
                    &["image", "page", "link", "frame", "video"]
                },
            })
            .collect();
        // The menu as it was is better than none; the next change makes it anew.
        let _ = menus::replace(&items).await;
    }

    async fn open_popup(&self, tab: &Tab) {
        if action::open_popup(tab.window).await.is_err() {
            let url = runtime::address_of(&["popup.html?tab=", &tab.id.to_string()].concat());
            // What was pointed at waits for the next press of the button.
            let _ = action::open_window(&url, tab.private).await;
        }
    }

    async fn open_options(&self) {
        runtime::open_options().await;
    }

    fn day(&self, at: f64) -> String {
        i18n::day(at)
    }

    async fn wake_at(&self, alarm: Alarm, at: Option<f64>) {
        let name = match alarm {
            Alarm::Journal => "journal",
            Alarm::Upkeep => "upkeep",
        };
        match at {
            Some(at) => alarms::set(name, at).await,
            None => alarms::clear(name).await,
        }
    }
}

impl Spawn for Browser {
    fn spawn(&self, task: Task) {
        wasm_bindgen_futures::spawn_local(task);
    }
}
