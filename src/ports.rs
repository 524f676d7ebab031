//! What the core needs of the world, as traits: implemented over the seam in [`crate::browser`], and natively in
//! tests. Everything that can fail for reasons outside says so in its type.

use std::future::Future;
use std::pin::Pin;

use serde::de::DeserializeOwned;
use tack_protocol::{Environment, Event, Phrase, Spot};

use crate::json;
use crate::page::{Facts, Sight};
use crate::rect::Rect;

/// Everything together; what the features are generic over.
#[allow(async_fn_in_trait, reason = "the core runs on one thread, so no future has to be Send")]
pub trait Ports:
    Http + Storage + Locks + Clock + Random + Proof + Identity + Tabs + Draw + Surface + Spawn + Clone + 'static
{
}

impl<
    T: Http
        + Storage
        + Locks
        + Clock
        + Random
        + Proof
        + Identity
        + Tabs
        + Draw
        + Surface
        + Spawn
        + Clone
        + 'static,
> Ports for T
{
}

/// An HTTP request. It may carry a token, so it has no `Debug`.
#[derive(Clone)]
pub struct HttpRequest {
    /// `GET`, `POST` or `DELETE`.
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Names and values. May hold a token: never logged.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, where there is a body.
    pub body: Option<String>,
    /// From now to the last byte of the answer, milliseconds.
    pub timeout_ms: u32,
}

/// An HTTP answer, whatever its status. It may carry a token, so it has no `Debug`.
#[derive(Clone, Default)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// `x-pinterest-rid`
    pub request_id: Option<String>,
    /// `Retry-After`, seconds.
    pub retry_after: Option<String>,
    /// `x-ratelimit-reset`: seconds, or a list that begins with them.
    pub rate_reset: Option<String>,
    /// `Date`: the server's clock.
    pub date: Option<String>,
    /// At most [`tack_protocol::limits::BODY_MAX`] bytes.
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        json::parse(std::str::from_utf8(&self.body).ok()?)
    }
}

/// Why there is no HTTP answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpFailure {
    /// Nothing was sent.
    NotSent,
    /// There is no network, and nothing was sent.
    Offline,
    /// The deadline passed; the request may have arrived.
    Timeout,
    /// The connection failed or broke; the request may have arrived.
    Broken,
    /// The answer is larger than allowed; the request has arrived.
    TooLarge,
}

/// HTTP.
#[allow(async_fn_in_trait, reason = "see Ports")]
pub trait Http {
    /// Sends `request`, without cookies; follows no redirect.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure>;
    /// Whether there may be a network.
    fn online(&self) -> bool;
    /// Whether the browser lets Tack talk to the API of that world.
    async fn pinterest_allowed(&self, environment: Environment) -> bool;
    /// Whether the browser lets Tack read what the site at `host` (a name, without a port) serves over https.
    async fn site_allowed(&self, host: &str) -> bool;
    /// A picture's bytes from its site, as the person gets them; at most [`tack_protocol::limits::TAKEN_MAX`].
    async fn picture(&self, url: &str) -> Option<Vec<u8>>;
}

/// Where a record is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// On this computer, until it is removed.
    Local,
    /// In memory, until the browser ends.
    Session,
    /// With the person's browser account; nothing secret.
    Sync,
    /// On this computer, and fit for texts of many megabytes.
    Pictures,
}

/// The storage refused: it is full, or broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageFailure;

/// Storage of JSON texts under keys.
#[allow(async_fn_in_trait, reason = "see Ports")]
pub trait Storage {
    /// The text under `key`.
    async fn read(&self, area: Area, key: &str) -> Result<Option<String>, StorageFailure>;
    /// Puts `text` under `key`; when this returns, it is stored.
    async fn write(&self, area: Area, key: &str, text: &str) -> Result<(), StorageFailure>;
    /// Removes `key`.
    async fn remove(&self, area: Area, key: &str) -> Result<(), StorageFailure>;
    /// All keys that begin with `prefix`, with their texts.
    async fn list(&self, area: Area, prefix: &str) -> Result<Vec<(String, String)>, StorageFailure>;
    /// All keys that begin with `prefix`.
    async fn keys(&self, area: Area, prefix: &str) -> Result<Vec<String>, StorageFailure>;
}

/// What only one may do at a time, in all contexts of the extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Reading connections to write them.
    Connections,
    /// Reading the choices of boards to write them.
    Choices,
    /// Reading the journal to write it.
    Journal,
    /// Reading the log to write it.
    Log,
    /// Bringing everything into the state that storage says.
    Start,
    /// Doing what the journal says, and before that, finding out what was left of it.
    Publisher,
    /// Making the menu.
    Menu,
}

/// Locks.
#[allow(async_fn_in_trait, reason = "see Ports")]
pub trait Locks {
    /// Holds the lock until it is dropped.
    type Held;
    /// Waits for a lock.
    async fn lock(&self, lock: Lock) -> Self::Held;
}

/// Time.
#[allow(async_fn_in_trait, reason = "see Ports")]
pub trait Clock {
    /// Milliseconds since 1970.
    fn now(&self) -> f64;
    /// Waits; whoever is killed meanwhile never goes on.
    async fn sleep(&self, ms: u32);
    /// Calls a function of the browser's, so that it does not take the background for idle.
    fn stay_awake(&self);
}

/// Cryptographic randomness.
pub trait Random {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Coordinates of the proof key's public half, base64url (RFC 7518, section 6.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// `x`
    pub x: String,
    /// `y`
    pub y: String,
}

/// The key store failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofFailure;

/// SHA-256, and the P-256 key that never leaves this browser.
#[allow(async_fn_in_trait, reason = "see Ports")]
pub trait Proof {
    /// SHA-256.
    async fn sha256(&self, bytes: &[u8]) -> Result<Vec<u8>, ProofFailure>;
    /// The public half of the key.
    async fn public_key(&self) -> Result<PublicKey, ProofFailure>;
    /// ECDSA with SHA-256: r and s, 32 bytes each (RFC 7518, section 3.4).
    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ProofFailure>;
}

/// Why the sign-in window led nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizeFailure {
    /// The person closed it.
    Closed,
    /// The page did not load.
    NotLoaded,
    /// Another one is open.
    Busy,
    /// The browser does not open one in private windows.
    Private,
    /// The browser gave another reason.
    Other,
}

/// The browser's sign-in window.
#[allow(async_fn_in_trait, reason = "see Ports")]
pub trait Identity {
    /// The address that a sign-in leads back to.
    fn redirect_uri(&self) -> String;
    /// Opens `url`, and gives the address that it led back to.
    async fn authorize(&self, url: &str) -> Result<String, AuthorizeFailure>;
}

/// A tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// The browser's number of it.
    pub id: i32,
    /// Whether its window is private.
    pub private: bool,
    /// The browser's number of its window.
    pub window: i32,
    /// The address that it shows; empty where the browser does not tell it.
    pub url: String,
    /// Its title; empty where the browser does not tell it.
    pub title: String,
    /// A page of the browser's own stands in place of one that did not load, as far as the browser shows it.
    pub failed: bool,
}

/// Why the browser keeps extensions away from a page, as far as it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is one of the browser's own.
    Browser,
    /// It is a store for extensions.
    Store,
    /// It is another extension's.
    Extension,
    /// The browser does not say, and shows no files on this computer to Tack.
    File,
    /// A policy says so.
    Policy,
    /// It did not load.
    Failed,
    /// The browser does not say.
    Other,
}

/// Why a page could not be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanFailure {
    /// The browser keeps extensions away from it.
    Refused(Refusal),
    /// It did not let itself be read in time.
    Timeout,
    /// What came of it cannot be read.
    Unreadable,
}

/// Why a picture could not be taken from a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakeFailure {
    /// The page is closed, or has become another.
    Gone,
    /// The picture's site does not let the page read it.
    Withheld,
    /// It is larger than [`tack_protocol::limits::TAKEN_MAX`].
    TooLarge,
    /// There is no picture, or it did not come in time.
    Broken,
}

/// Drawing pictures.
#[allow(async_fn_in_trait, reason = "see Ports")]
pub trait Draw {
    /// The picture drawn anew at `scale` of its size, as PNG where it is partly transparent, else as JPEG; `None` where
    /// it cannot be decoded.
    async fn draw(&self, bytes: &[u8], content_type: &str, scale: f64) -> Option<Vec<u8>>;
    /// A part of a PNG as a PNG, with `covered` painted over: all in whole pixels, and within the picture.
    async fn cut(&self, bytes: &[u8], part: Rect, covered: &[Rect]) -> Option<Vec<u8>>;
}

/// What the person is asked to do on a page.
#[derive(Clone, Copy, Debug)]
pub struct Pointing<'a> {
    /// Names this time.
    pub id: &'a str,
    /// It begins; else it goes on.
    pub begin: bool,
    /// An area is drawn, instead of a picture clicked.
    pub area: bool,
    /// What the page tells the person.
    pub words: &'a str,
    /// What the button says that ends it.
    pub cancel: &'a str,
}

/// What the person did on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PointingEnd {
    /// Nothing yet: to be asked again.
    Waiting,
    /// Clicked; on what, the scan tells after [`Tabs::recall`].
    Picture,
    /// Drew an area.
    Area {
        /// In CSS pixels of the view.
        part: Rect,
        /// How far the page was scrolled then, in CSS pixels: to the right, and down.
        scrolled: (f64, f64),
    },
    /// Ended it, let the time pass, or left the page.
    Ended,
}

/// The pages that the person looks at.
#[allow(async_fn_in_trait, reason = "see Ports")]
pub trait Tabs {
    /// The tab in front.
    async fn active(&self) -> Option<Tab>;
    /// A tab by its number, while it is open.
    async fn tab(&self, id: i32) -> Option<Tab>;
    /// How much a page shows, in a few numbers; nothing where it cannot be looked at.
    async fn mark(&self, tab: i32) -> Option<String>;
    /// The facts of a page; at a `glance`, of a very large one only what is in view.
    async fn scan(&self, tab: i32, glance: bool) -> Result<Facts, ScanFailure>;
    /// A picture's bytes, in base64, as the page itself gets them: the best source at `address`, else what shows.
    async fn take(&self, tab: i32, spot: &Spot, address: Option<&str>) -> Result<String, TakeFailure>;
    /// Lets the person point at something on a page: answers at once that it began, or why it could not; later, for some
    /// seconds at most, then it is to be asked again.
    async fn point(&self, tab: i32, pointing: &Pointing<'_>) -> Result<PointingEnd, ScanFailure>;
    /// Has the next scan of a page tell what was clicked in the pointing of that name.
    async fn recall(&self, tab: i32, pointing: &str);
    /// What of a page's view its owner does not want pinned, right now.
    async fn sight(&self, tab: i32) -> Result<Sight, ScanFailure>;
    /// Scrolls a picture into view, and tells where it is then, in CSS pixels of the view; nothing if it is gone.
    async fn reveal(&self, tab: i32, spot: &Spot) -> Option<Rect>;
    /// Where a picture is that was revealed, by now.
    async fn place(&self, tab: i32, spot: &Spot) -> Option<Rect>;
    /// Scrolls the page to where it was before.
    async fn unreveal(&self, tab: i32, spot: &Spot);
    /// What a tab shows, as a PNG; nothing if another tab is in front of it, or the browser refuses.
    async fn capture(&self, tab: &Tab) -> Option<Vec<u8>>;
    /// Opens an address in a new tab.
    async fn open(&self, url: &str) -> bool;
}

/// An item of the menu on pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// Comes back when it is chosen.
    pub id: String,
    /// What it says; none for a separating line.
    pub title: Option<String>,
    /// Whether it hangs under the first item.
    pub nested: bool,
    /// Whether it is there for pictures alone, and not for other places of a page.
    pub for_pictures: bool,
}

/// What the toolbar button shows beside its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// Nothing.
    None,
    /// A Pin was made.
    Done,
    /// The person should look.
    Trouble,
    /// So many Pins wait.
    Waiting(u32),
}

/// Everything that a person sees outside the pages.
#[allow(async_fn_in_trait, reason = "see Ports")]
pub trait Surface {
    /// The extension's version.
    fn version(&self) -> String;
    /// The words of a phrase, in the browser's language.
    fn text(&self, phrase: &Phrase) -> String;
    /// `text`, any lines of it, as it is compared: without case.
    fn folded(&self, text: &str) -> String;
    /// Tells every open page.
    async fn tell(&self, event: &Event);
    /// Whether a popup is open, so that no notice is needed.
    async fn popup_is_open(&self) -> bool;
    /// Shows a notice; one with the same `id` is replaced.
    async fn notify(&self, id: &str, title: &str, message: &str);
    /// Sets the badge.
    async fn badge(&self, badge: Badge);
    /// Puts `items` in place of the menu on pictures.
    async fn menu(&self, items: &[MenuItem]);
    /// Opens the popup on a tab.
    async fn open_popup(&self, tab: &Tab);
    /// Shows the options page.
    async fn open_options(&self);
    /// The day of `at` (milliseconds since 1970), as the person reads it.
    fn day(&self, at: f64) -> String;
    /// Has the background woken at `at` (milliseconds since 1970), or no longer.
    async fn wake_at(&self, alarm: Alarm, at: Option<f64>);
}

/// What the background is woken for: each has one alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Pins that wait, and what was taken from the screen.
    Journal,
    /// Connections that are to be renewed.
    Upkeep,
}

/// A piece of work that nobody waits for.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Beginning work that nobody waits for.
pub trait Spawn {
    /// Begins `task`; it may be killed at any point, and what it was about must be found again in storage.
    fn spawn(&self, task: Task);
}
