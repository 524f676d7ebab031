//! The core's world outside, on this machine: real HTTP through the stand-in, a key of ring's, storage in memory, and
//! a person who clicks in the consent page.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use tack::page::Facts;
use tack::ports::{
    Area, AuthorizeFailure, Badge, Clock, Draw, Http, HttpFailure, HttpRequest, HttpResponse, Identity, Lock,
    Locks, MenuItem, Pointed, Pointing, Proof, ProofFailure, PublicKey, Random, Refusal, ScanFailure, Spawn,
    Storage, StorageFailure, Surface, Tab, Tabs, TakeFailure, Task,
};
use tack::rect::Rect;
use tack_protocol::{Environment, Event, Phrase, Spot};

use crate::native::world::{REDIRECT_URI, World};

/// What the person does in the consent page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    Allows,
    Denies,
    Unticks(&'static str),
}

/// All that the core did to the world outside storage.
#[derive(Default)]
pub struct Seen {
    pub events: RefCell<Vec<Event>>,
    pub notices: RefCell<Vec<String>>,
    pub badges: RefCell<Vec<Badge>>,
    pub menus: RefCell<Vec<Vec<MenuItem>>>,
    pub opened: RefCell<Vec<String>>,
}

/// Shared by everything that has a copy.
#[derive(Clone)]
pub struct Native(Rc<Inner>);

struct Inner {
    client: reqwest::Client,
    storage: RefCell<BTreeMap<(u8, String), String>>,
    key: EcdsaKeyPair,
    random: SystemRandom,
    locks: [std::sync::Arc<async_lock::Mutex<()>>; 2],
    person: Cell<Person>,
    /// Writes of texts that hold this fail.
    refused: Cell<Option<&'static str>>,
    /// What the page gives when a picture is taken from it; nothing once it is closed.
    page: RefCell<Option<Vec<u8>>>,
    seen: Seen,
}

impl Native {
    pub fn new(world: &World) -> Self {
        // Another test of this process may have installed it before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let client = reqwest::Client::builder()
            .proxy(reqwest::Proxy::https(&world.standin).unwrap())
            .add_root_certificate(reqwest::Certificate::from_pem(&world.authority).unwrap())
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self(Rc::new(Inner {
            client,
            storage: RefCell::default(),
            key,
            random,
            locks: Default::default(),
            person: Cell::new(Person::Allows),
            refused: Cell::new(None),
            page: RefCell::new(None),
            seen: Seen::default(),
        }))
    }

    pub fn person(&self, person: Person) {
        self.0.person.set(person);
    }

    /// From now on, storage takes no text that holds `mark`; without one, it takes everything.
    pub fn refuse(&self, mark: Option<&'static str>) {
        self.0.refused.set(mark);
    }

    pub fn seen(&self) -> &Seen {
        &self.0.seen
    }

    /// Everything that storage holds, as one text.
    pub fn stored(&self) -> String {
        self.0.storage.borrow().iter().map(|((_, key), value)| format!("{key}: {value}\n")).collect()
    }

    /// Another background over the same storage, as after the browser stopped one.
    pub fn put(&self, area: Area, key: &str, text: &str) {
        self.0.storage.borrow_mut().insert((area as u8, key.into()), text.into());
    }
}

impl Native {
    /// What the page gives from now on when a picture is taken from it.
    pub fn page_gives(&self, bytes: Option<Vec<u8>>) {
        *self.0.page.borrow_mut() = bytes;
    }

    /// A file of a sample site.
    pub async fn file(&self, url: &str) -> Vec<u8> {
        self.0.client.get(url).send().await.unwrap().bytes().await.unwrap().to_vec()
    }

    /// Keys that are stored of an area.
    pub fn keys_of(&self, area: Area) -> Vec<String> {
        self.0.storage.borrow().keys().filter(|(a, _)| *a == area as u8).map(|(_, key)| key.clone()).collect()
    }
}

impl Http for Native {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
        let method = request.method.parse().map_err(|_| HttpFailure::NotSent)?;
        let mut sending = self
            .0
            .client
            .request(method, &request.url)
            .timeout(Duration::from_millis(request.timeout_ms.into()));
        for (name, value) in &request.headers {
            sending = sending.header(*name, value);
        }
        if let Some(body) = request.body {
            sending = sending.body(body);
        }
        let failure =
            |e: reqwest::Error| if e.is_timeout() { HttpFailure::Timeout } else { HttpFailure::Broken };
        let response = sending.send().await.map_err(failure)?;
        let header =
            |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (request_id, retry_after) = (header("x-pinterest-rid"), header("retry-after"));
        let (rate_reset, date) = (header("x-ratelimit-reset"), header("date"));
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(failure)?.to_vec();
        if body.len() > tack_protocol::limits::BODY_MAX {
            return Err(HttpFailure::TooLarge);
        }
        Ok(HttpResponse { status, request_id, retry_after, rate_reset, date, body })
    }

    fn online(&self) -> bool {
        true
    }

    async fn pinterest_allowed(&self, _environment: Environment) -> bool {
        true
    }

    async fn site_allowed(&self, _host: &str) -> bool {
        false
    }

    async fn picture(&self, _url: &str) -> Option<Vec<u8>> {
        None
    }
}

impl Storage for Native {
    async fn read(&self, area: Area, key: &str) -> Result<Option<String>, StorageFailure> {
        Ok(self.0.storage.borrow().get(&(area as u8, key.to_owned())).cloned())
    }

    async fn write(&self, area: Area, key: &str, text: &str) -> Result<(), StorageFailure> {
        if self.0.refused.get().is_some_and(|mark| text.contains(mark)) {
            return Err(StorageFailure);
        }
        self.put(area, key, text);
        Ok(())
    }

    async fn remove(&self, area: Area, key: &str) -> Result<(), StorageFailure> {
        self.0.storage.borrow_mut().remove(&(area as u8, key.to_owned()));
        Ok(())
    }

    async fn list(&self, area: Area, prefix: &str) -> Result<Vec<(String, String)>, StorageFailure> {
        let storage = self.0.storage.borrow();
        let found = storage.iter().filter(|((a, key), _)| *a == area as u8 && key.starts_with(prefix));
        Ok(found.map(|((_, key), text)| (key.clone(), text.clone())).collect())
    }

    async fn keys(&self, area: Area, prefix: &str) -> Result<Vec<String>, StorageFailure> {
        Ok(self.list(area, prefix).await?.into_iter().map(|(key, _)| key).collect())
    }
}

impl Locks for Native {
    type Held = async_lock::MutexGuardArc<()>;

    async fn lock(&self, lock: Lock) -> Self::Held {
        self.0.locks[lock as usize].lock_arc().await
    }
}

impl Clock for Native {
    fn now(&self) -> f64 {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64() * 1000.0
    }

    async fn sleep(&self, ms: u32) {
        tokio::time::sleep(Duration::from_millis(ms.into())).await;
    }

    fn stay_awake(&self) {}
}

impl Random for Native {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.random.fill(bytes).unwrap();
    }
}

impl Proof for Native {
    async fn sha256(&self, bytes: &[u8]) -> Result<Vec<u8>, ProofFailure> {
        Ok(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec())
    }

    async fn public_key(&self) -> Result<PublicKey, ProofFailure> {
        // An uncompressed point: 0x04, x, y.
        let point = self.0.key.public_key().as_ref();
        Ok(PublicKey { x: URL_SAFE_NO_PAD.encode(&point[1..33]), y: URL_SAFE_NO_PAD.encode(&point[33..65]) })
    }

    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ProofFailure> {
        Ok(self.0.key.sign(&self.0.random, message).map_err(|_| ProofFailure)?.as_ref().to_vec())
    }
}

impl Identity for Native {
    fn redirect_uri(&self) -> String {
        REDIRECT_URI.into()
    }

    async fn authorize(&self, url: &str) -> Result<String, AuthorizeFailure> {
        let page = self.0.client.get(url).send().await.map_err(|_| AuthorizeFailure::NotLoaded)?;
        let page = page.text().await.map_err(|_| AuthorizeFailure::NotLoaded)?;
        let mut fields: Vec<(String, String)> = Vec::new();
        for tag in page.split('<').filter(|tag| tag.starts_with("input")) {
            let (name, value) = (attribute(tag, "name"), attribute(tag, "value"));
            let unticked =
                matches!(self.0.person.get(), Person::Unticks(scope) if name == "scope" && value == scope);
            if !unticked {
                fields.push((name, value));
            }
        }
        let decision = if self.0.person.get() == Person::Denies { "deny" } else { "allow" };
        fields.push(("account".into(), "ada".into()));
        fields.push(("decision".into(), decision.into()));
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let answer = self
            .0
            .client
            .post("https://www.pinterest.com/oauth/")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .map_err(|_| AuthorizeFailure::NotLoaded)?;
        let back = answer.headers().get("location").and_then(|l| l.to_str().ok()).map(str::to_owned);
        back.ok_or(AuthorizeFailure::Closed)
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let value =
        tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap_or_default());
    value.unwrap_or_default().replace("&amp;", "&")
}

impl Tabs for Native {
    async fn active(&self) -> Option<Tab> {
        Some(Tab { id: 1, ..Tab::default() })
    }

    async fn tab(&self, id: i32) -> Option<Tab> {
        Some(Tab { id, ..Tab::default() })
    }

    async fn mark(&self, _tab: i32) -> Option<String> {
        None
    }

    async fn scan(&self, _tab: i32, _glance: bool) -> Result<Facts, ScanFailure> {
        Err(ScanFailure::Refused(Refusal::Other))
    }

    async fn take(&self, _tab: i32, _spot: &Spot, _address: Option<&str>) -> Result<String, TakeFailure> {
        self.0.page.borrow().as_ref().map(|bytes| STANDARD.encode(bytes)).ok_or(TakeFailure::Gone)
    }

    async fn point(&self, _tab: i32, _pointing: &Pointing<'_>) -> Pointed {
        Pointed::Ended
    }

    async fn reveal(&self, _tab: i32, _spot: &Spot) -> Option<Rect> {
        None
    }

    async fn unreveal(&self, _tab: i32, _spot: &Spot) {}

    async fn capture(&self, _tab: &Tab) -> Option<Vec<u8>> {
        self.0.page.borrow().clone()
    }

    async fn open(&self, url: &str) -> bool {
        self.0.seen.opened.borrow_mut().push(url.into());
        true
    }
}

impl Draw for Native {
    async fn draw(&self, bytes: &[u8], _content_type: &str, _scale: f64) -> Option<Vec<u8>> {
        Some(bytes.to_vec()).filter(|bytes| bytes.len() < 20_000)
    }

    async fn cut(&self, bytes: &[u8], _part: Rect, _covered: &[Rect]) -> Option<Vec<u8>> {
        Some(bytes.to_vec())
    }
}

impl Surface for Native {
    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn text(&self, phrase: &Phrase) -> String {
        format!("{}({})", phrase.word.key(), phrase.args.join(", "))
    }

    fn folded(&self, text: &str) -> String {
        text.to_lowercase()
    }

    async fn tell(&self, event: &Event) {
        self.0.seen.events.borrow_mut().push(event.clone());
    }

    async fn popup_is_open(&self) -> bool {
        false
    }

    async fn notify(&self, _id: &str, title: &str, message: &str) {
        self.0.seen.notices.borrow_mut().push(format!("{title}: {message}"));
    }

    async fn badge(&self, badge: Badge) {
        self.0.seen.badges.borrow_mut().push(badge);
    }

    async fn menu(&self, items: &[MenuItem]) {
        self.0.seen.menus.borrow_mut().push(items.to_vec());
    }

    async fn open_popup(&self, _tab: &Tab) {}

    async fn open_options(&self) {
        self.0.seen.opened.borrow_mut().push("options".into());
    }

    async fn wake_at(&self, _at: Option<f64>) {}
}

impl Spawn for Native {
    fn spawn(&self, task: Task) {
        tokio::task::spawn_local(task);
    }
}
