//! The core's world outside, on this machine: real HTTP through the stand-in, a key of ring's, storage in memory, and
//! a person who clicks in the consent page.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use tack::page::{Facts, Sight};
use tack::ports::{
    Area, AuthorizeFailure, Badge, Clock, HttpRequest, Lock, Locks, MenuItem, PointingEnd, Proof,
    ProofFailure, PublicKey, Random, ScanFailure, Spawn, Storage, StorageFailure, Task,
};
use tack_protocol::{Environment, Event};

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::harness::time::Time;
use crate::harness::world::World;

mod browser;
mod network;

use network::client;

/// What the person does in the consent page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    Allows,
    /// Signed in as that account.
    AllowsAs(&'static str),
    Denies,
    Unticks(&'static str),
    /// Or the browser: the window leads nowhere.
    Fails(AuthorizeFailure),
}

/// All that the core did to the world outside storage.
#[derive(Default)]
pub struct Seen {
    pub events: RefCell<Vec<Event>>,
    pub notices: RefCell<Vec<String>>,
    pub badges: RefCell<Vec<Badge>>,
    pub menus: RefCell<Vec<Vec<MenuItem>>>,
    pub opened: RefCell<Vec<String>>,
    /// When connections are to be renewed.
    pub upkeep: RefCell<Option<f64>>,
}

/// Shared by everything that has a copy.
#[derive(Clone)]
pub struct Native(Rc<Inner>);

struct Inner {
    client: reqwest::Client,
    authority: Vec<u8>,
    storage: RefCell<BTreeMap<(u8, String), String>>,
    key: RefCell<EcdsaKeyPair>,
    random: SystemRandom,
    stuck: Cell<bool>,
    locks: [std::sync::Arc<async_lock::Mutex<()>>; Lock::Menu as usize + 1],
    person: Cell<Person>,
    /// Writes of texts that hold this fail.
    refused: Cell<Option<&'static str>>,
    /// What the page gives when a picture is taken from it; nothing once it is closed.
    page: RefCell<Option<Vec<u8>>>,
    withheld: Cell<bool>,
    screen_refusals: Cell<u32>,
    facts: RefCell<Option<Facts>>,
    sights: RefCell<VecDeque<Sight>>,
    pointing: RefCell<Vec<Result<PointingEnd, ScanFailure>>>,
    private: Cell<bool>,
    popup: Cell<bool>,
    page_hangs: Cell<bool>,
    online: Cell<bool>,
    forbidden: Cell<Option<Environment>>,
    time: Rc<Time>,
    /// Tells the stand-in the time.
    control: reqwest::Client,
    standin: String,
    /// By how much Pinterest's clock is ahead.
    skew: Cell<f64>,
    /// What goes wrong, decided anew for each request to Pinterest.
    trouble: RefCell<Option<(Rc<dyn Trouble>, reqwest::Client)>>,
    /// After so many steps the background is stopped.
    stop_in: Cell<Option<u64>>,
    stopped: Notify,
    tasks: RefCell<Vec<JoinHandle<()>>>,
    seen: Seen,
}

/// What goes wrong between the core and Pinterest.
pub trait Trouble {
    /// Before a request; whether there is no network.
    fn before<'a>(&'a self, request: &'a HttpRequest) -> Pin<Box<dyn Future<Output = bool> + 'a>>;
    /// Comes when the request hangs.
    fn hangs<'a>(&'a self) -> Pin<Box<dyn Future<Output = ()> + 'a>>;
    /// The proxy to go through.
    fn proxy(&self) -> String;
}

impl Native {
    pub fn new(world: &World) -> Self {
        // Another test of this process may have installed it before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let random = SystemRandom::new();
        let client = client(&world.standin, &world.authority);
        Self(Rc::new(Inner {
            client,
            authority: world.authority.clone(),
            storage: RefCell::default(),
            key: RefCell::new(proof_key(&random)),
            random,
            stuck: Cell::new(false),
            locks: Default::default(),
            person: Cell::new(Person::Allows),
            refused: Cell::new(None),
            page: RefCell::new(None),
            screen_refusals: Cell::new(0),
            withheld: Cell::new(false),
            facts: RefCell::default(),
            sights: RefCell::default(),
            pointing: RefCell::default(),
            private: Cell::new(false),
            popup: Cell::new(false),
            page_hangs: Cell::new(false),
            online: Cell::new(true),
            forbidden: Cell::new(None),
            time: Time::new(),
            control: reqwest::Client::new(),
            standin: world.standin.clone(),
            skew: Cell::new(0.0),
            trouble: RefCell::new(None),
            stop_in: Cell::new(None),
            stopped: Notify::new(),
            tasks: RefCell::default(),
            seen: Seen::default(),
        }))
    }

    pub fn person(&self, person: Person) {
        self.0.person.set(person);
    }

    /// The browser lost the key of before, and made another one.
    pub fn another_key(&self) {
        *self.0.key.borrow_mut() = proof_key(&self.0.random);
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
    pub fn time(&self) -> &Rc<Time> {
        &self.0.time
    }

    /// The browser does not let Tack talk to that world.
    pub fn forbid(&self, environment: Option<Environment>) {
        self.0.forbidden.set(environment);
    }

    /// Whether there is a network from now on.
    pub fn set_online(&self, online: bool) {
        self.0.online.set(online);
    }

    /// Pinterest's clock is ahead by so much from now on, milliseconds.
    pub fn skew(&self, ms: f64) {
        self.0.skew.set(ms);
    }

    /// From now on, things go wrong, or no longer.
    pub fn trouble(&self, trouble: Option<Rc<dyn Trouble>>) {
        let through = |trouble: Rc<dyn Trouble>| {
            let client = client(&trouble.proxy(), &self.0.authority);
            (trouble, client)
        };
        *self.0.trouble.borrow_mut() = trouble.map(through);
    }

    /// The background is stopped after so many steps of its own.
    pub fn stop_in(&self, steps: Option<u64>) {
        self.0.stop_in.set(steps);
    }

    /// Comes when it was stopped.
    pub async fn stopped(&self) {
        self.0.stopped.notified().await;
    }

    /// Begins a task of the background.
    pub fn begin(&self, task: impl Future<Output = ()> + 'static) {
        self.spawn(Box::pin(task));
    }

    /// The texts under the keys of an area that begin with `prefix`.
    pub fn records_of(&self, area: Area, prefix: &str) -> Vec<String> {
        let storage = self.0.storage.borrow();
        let wanted = storage.iter().filter(|((a, key), _)| *a == area as u8 && key.starts_with(prefix));
        wanted.map(|(_, text)| text.clone()).collect()
    }

    /// Ends all that the background had begun.
    pub async fn end_all(&self) {
        let tasks = self.0.tasks.take();
        // All at once: one that went on meanwhile could begin others.
        tasks.iter().for_each(JoinHandle::abort);
        for task in tasks {
            // It was aborted: there is nothing to tell.
            let _ = task.await;
        }
    }

    /// Forgets what is in memory, as when the browser is closed.
    pub fn quit(&self) {
        self.0.storage.borrow_mut().retain(|(area, _), _| *area != Area::Session as u8);
    }

    async fn step(&self) {
        self.0.time.step();
        match self.0.stop_in.get() {
            Some(0) => {
                self.0.stopped.notify_one();
                std::future::pending().await
            }
            Some(left) => self.0.stop_in.set(Some(left - 1)),
            None => {}
        }
    }

    /// The stand-in's clock goes by this one.
    pub async fn tell_time(&self) {
        self.tell_time_of(self.0.time.now()).await;
    }

    /// Puts the stand-in's clock to what it shows when this one shows `at`.
    pub async fn tell_time_of(&self, at: f64) {
        let now = (at + self.0.skew.get()).floor() as u64;
        let url = format!("{}/_standin/clock", self.0.standin);
        let body = format!("{{\"now_ms\":{now}}}");
        self.0.control.post(url).body(body).send().await.unwrap();
    }
}

/// A key that nobody else has.
fn proof_key(random: &SystemRandom) -> EcdsaKeyPair {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), random).unwrap()
}

impl Native {
    /// What the page gives from now on when a picture is taken from it.
    pub fn page_gives(&self, bytes: Option<Vec<u8>>) {
        *self.0.page.borrow_mut() = bytes;
    }

    /// Whether a page gives no answer when a picture is taken from it.
    pub fn page_hangs(&self, hangs: bool) {
        self.0.page_hangs.set(hangs);
    }

    /// The browser gives nothing of the screen, so often.
    pub fn screen_refuses(&self, times: u32) {
        self.0.screen_refusals.set(times);
    }

    /// From now on the page may not read its pictures.
    pub fn page_withholds(&self) {
        self.0.withheld.set(true);
    }

    /// What the scan finds in the page from now on.
    pub fn page_is(&self, facts: Facts) {
        self.0.facts.replace(Some(facts));
    }

    /// What the page's view says of itself at one moment after the other; the last stays.
    pub fn page_shows(&self, sights: impl IntoIterator<Item = Sight>) {
        *self.0.sights.borrow_mut() = sights.into_iter().collect();
    }

    /// What comes of pointing at the page: how it begins, and how it ends.
    pub fn pointing_is(&self, said: [Result<PointingEnd, ScanFailure>; 2]) {
        *self.0.pointing.borrow_mut() = said.to_vec();
    }

    /// Whether randomness gives the same again and again.
    pub fn sticks(&self, stuck: bool) {
        self.0.stuck.set(stuck);
    }

    /// Whether a popup is open from now on.
    pub fn open_popup(&self, open: bool) {
        self.0.popup.set(open);
    }

    /// Whether the window is private from now on.
    pub fn set_private(&self, private: bool) {
        self.0.private.set(private);
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

impl Storage for Native {
    async fn read(&self, area: Area, key: &str) -> Result<Option<String>, StorageFailure> {
        self.step().await;
        Ok(self.0.storage.borrow().get(&(area as u8, key.to_owned())).cloned())
    }

    async fn write(&self, area: Area, key: &str, text: &str) -> Result<(), StorageFailure> {
        if self.0.refused.get().is_some_and(|mark| text.contains(mark)) {
            return Err(StorageFailure);
        }
        self.step().await;
        self.put(area, key, text);
        self.step().await;
        Ok(())
    }

    async fn remove(&self, area: Area, key: &str) -> Result<(), StorageFailure> {
        self.step().await;
        self.0.storage.borrow_mut().remove(&(area as u8, key.to_owned()));
        self.step().await;
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
        self.0.time.now()
    }

    async fn sleep(&self, ms: u32) {
        self.0.time.sleep(ms).await;
    }

    fn stay_awake(&self) {}
}

impl Random for Native {
    fn fill(&self, bytes: &mut [u8]) {
        if self.0.stuck.get() {
            bytes.fill(7);
        } else {
            self.0.random.fill(bytes).unwrap();
        }
    }
}

impl Proof for Native {
    async fn sha256(&self, bytes: &[u8]) -> Result<Vec<u8>, ProofFailure> {
        Ok(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec())
    }

    async fn public_key(&self) -> Result<PublicKey, ProofFailure> {
        // An uncompressed point: 0x04, x, y.
        let key = self.0.key.borrow();
        let point = key.public_key().as_ref();
        Ok(PublicKey { x: URL_SAFE_NO_PAD.encode(&point[1..33]), y: URL_SAFE_NO_PAD.encode(&point[33..65]) })
    }

    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ProofFailure> {
        Ok(self.0.key.borrow().sign(&self.0.random, message).map_err(|_| ProofFailure)?.as_ref().to_vec())
    }
}

impl Spawn for Native {
    fn spawn(&self, task: Task) {
        let mut tasks = self.0.tasks.borrow_mut();
        tasks.retain(|task| !task.is_finished());
        tasks.push(tokio::task::spawn_local(task));
    }
}
