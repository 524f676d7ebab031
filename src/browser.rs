//! The ports over the seam: the core's world outside in a real browser. Translates types, decides nothing.

use tack_browser::http::{Fetch, FetchError, fetch};
use tack_browser::object::Object;
use tack_browser::{
    action, alarms, canvas, crypto, http, i18n, identity, locks, menus, notifications, permissions, runtime,
    storage, tabs, time,
};
use tack_protocol::limits::{BODY_MAX, OWN_ID_MAX, PIXELS_MAX, SCAN_TIMEOUT_MS, TAKE_TIMEOUT_MS, TAKEN_MAX};
use tack_protocol::{Environment, Event, Phrase, Spot};

use crate::page::{Facts, Raw};
use crate::ports::{
    Area, AuthorizeFailure, Badge, Clock, Draw, Http, HttpFailure, HttpRequest, HttpResponse, Identity, Lock,
    Locks, MenuItem, Proof, ProofFailure, PublicKey, Random, ScanFailure, Spawn, Storage, StorageFailure,
    Surface, Tab, Tabs, TakeFailure, Task,
};
use crate::text::holds;

const ALARM: &str = "journal";

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
            wanted: &["x-pinterest-rid", "retry-after"],
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
            body: fetched.body,
        })
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
            Lock::Journal => "journal",
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

impl Raw for Object {
    fn text(&self, name: &str) -> String {
        self.text(name)
    }

    fn number(&self, name: &str) -> f64 {
        self.number(name)
    }

    fn flag(&self, name: &str) -> bool {
        self.flag(name)
    }

    fn list<T>(&self, name: &str, max: usize, read: impl Fn(&Self) -> T) -> Vec<T> {
        self.objects(name).take(max).map(|object| read(&object)).collect()
    }
}

impl Tabs for Browser {
    async fn active(&self) -> Option<Tab> {
        tabs::active().await.map(|tab| Tab { id: tab.id, private: tab.private })
    }

    async fn tab(&self, id: i32) -> Option<Tab> {
        tabs::get(id).await.map(|tab| Tab { id: tab.id, private: tab.private })
    }

    async fn mark(&self, tab: i32) -> Option<String> {
        let told = tabs::run_files(tab, &["prototypes.js", "mark.js"], SCAN_TIMEOUT_MS).await.ok()?;
        Some(told.text("mark")).filter(|mark| !mark.is_empty() && mark.len() <= OWN_ID_MAX)
    }

    async fn scan(&self, tab: i32) -> Result<Facts, ScanFailure> {
        match tabs::run_files(tab, &["prototypes.js", "mark.js", "draw.js", "scan.js"], SCAN_TIMEOUT_MS).await
        {
            Ok(raw) => Ok(Facts::read(&raw)),
            Err(tabs::ScriptError::Refused(_)) => Err(ScanFailure::Refused),
            Err(tabs::ScriptError::Timeout) => Err(ScanFailure::Timeout),
            Err(tabs::ScriptError::Unreadable) => Err(ScanFailure::Unreadable),
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
        let told = match tabs::run_files(tab, &["prototypes.js", "draw.js", "take.js"], SCAN_TIMEOUT_MS).await
        {
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

    async fn open(&self, url: &str) -> bool {
        tabs::open(url).await.is_ok()
    }
}

impl Draw for Browser {
    async fn draw(&self, bytes: &[u8], content_type: &str, scale: f64) -> Option<Vec<u8>> {
        canvas::draw(bytes, content_type, scale, PIXELS_MAX as f64).await.ok()
    }
}

impl Surface for Browser {
    fn version(&self) -> String {
        runtime::version()
    }

    fn text(&self, phrase: &Phrase) -> String {
        let args: Vec<&str> = phrase.args.iter().map(String::as_str).collect();
        i18n::message(phrase.word.key(), &args)
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
            })
            .collect();
        // The menu as it was is better than none; the next change makes it anew.
        let _ = menus::replace(&items).await;
    }

    async fn open_options(&self) {
        runtime::open_options().await;
    }

    async fn wake_at(&self, at: Option<f64>) {
        match at {
            Some(at) => alarms::set(ALARM, at).await,
            None => alarms::clear(ALARM).await,
        }
    }
}

impl Spawn for Browser {
    fn spawn(&self, task: Task) {
        wasm_bindgen_futures::spawn_local(task);
    }
}
