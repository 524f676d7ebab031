//! What the person pointed at, until the popup asks for it.

use serde::{Deserialize, Serialize};
use tack_protocol::Capture;
use tack_protocol::limits::CAPTURE_KEPT_MS;

use super::App;
use crate::json;
use crate::ports::{Area, Ports, Tab};

/// What the person pointed at in a tab.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Pointed {
    /// The tab.
    pub(super) tab: i32,
    /// The address that the tab showed then; empty where it was not told.
    #[serde(default)]
    pub(super) url: String,
    /// The address of the picture that was right-clicked; empty where the browser told none.
    #[serde(default)]
    pub(super) src_url: String,
    /// There was a right-click, and the browser told no picture.
    #[serde(default)]
    pub(super) unnamed: bool,
    /// The address of the frame that was right-clicked; empty for the page itself.
    #[serde(default)]
    pub(super) frame: String,
    /// The name of the pointing in which a picture was clicked on the page; empty for none.
    #[serde(default)]
    pub(super) pointing: String,
    /// When, milliseconds since 1970; not after what was taken from the screen, so that both go together.
    #[serde(default)]
    pub(super) made: f64,
    /// What was taken from the screen.
    #[serde(default)]
    pub(super) capture: Option<Capture>,
}

impl Pointed {
    const KEY: &'static str = "pointed.v1";

    /// Nobody will ask for it any more, and what it names is no longer kept.
    fn is_old(&self, now: f64) -> bool {
        (now - self.made).abs() >= CAPTURE_KEPT_MS
    }
}

impl<P: Ports> App<P> {
    /// Remembers it for the popup.
    pub(super) async fn remember(&self, pointed: Pointed) {
        // In memory first: the popup's question may be quicker than the storage.
        self.pointed.replace(Some(pointed.clone()));
        if let Some(text) = json::text(&pointed) {
            // Only a background stopped within this second would miss it.
            let _ = self.ports.write(Area::Session, Pointed::KEY, &text).await;
        }
    }

    /// What was pointed at in `tab`, once; nothing that was meant of another page there.
    pub(super) async fn take_pointed(&self, tab: &Tab) -> Option<Pointed> {
        // Another tab's waits for that one's popup.
        let remembered = self.pointed.borrow_mut().take_if(|pointed| pointed.tab == tab.id);
        // The background may have been stopped between the click and the popup.
        let stored = self.ports.read(Area::Session, Pointed::KEY).await.ok().flatten();
        let stored: Option<Pointed> = stored.as_deref().and_then(json::parse);
        let stored = stored.filter(|pointed| pointed.tab == tab.id);
        if stored.is_some() {
            // Left behind, it would choose this picture once more, which the person sees and can change.
            let _ = self.ports.remove(Area::Session, Pointed::KEY).await;
        }
        let now = self.ports.now();
        let fits = |pointed: &Pointed| pointed.url.is_empty() || pointed.url == tab.url;
        remembered.or(stored).filter(|pointed| fits(pointed) && !pointed.is_old(now))
    }

    /// Forgets what nobody asked for in time.
    pub(super) async fn sweep_pointed(&self) {
        let now = self.ports.now();
        self.pointed.borrow_mut().take_if(|pointed| pointed.is_old(now));
        let stored = self.ports.read(Area::Session, Pointed::KEY).await.ok().flatten();
        if let Some(text) = stored
            && json::parse::<Pointed>(&text).is_none_or(|pointed| pointed.is_old(now))
        {
            // The next sweep finds it once more.
            let _ = self.ports.remove(Area::Session, Pointed::KEY).await;
        }
    }
}
