//! What the browser and the person do: the consent page, tabs, drawing, and what shows outside of pages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tack::page::{Facts, Sight};
use tack::ports::{
    Alarm, AuthorizeFailure, Badge, Draw, Identity, MenuItem, Pointing, PointingEnd, Refusal, ScanFailure,
    Surface, Tab, Tabs, TakeFailure,
};
use tack::rect::Rect;
use tack_protocol::{Event, Phrase, Spot};

use super::{Native, Person};
use crate::harness::world::REDIRECT_URI;

impl Identity for Native {
    fn redirect_uri(&self) -> String {
        REDIRECT_URI.into()
    }

    async fn authorize(&self, url: &str) -> Result<String, AuthorizeFailure> {
        if let Person::Fails(failure) = self.0.person.get() {
            return Err(failure);
        }
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
        let account = if let Person::AllowsAs(account) = self.0.person.get() { account } else { "ada" };
        fields.push(("account".into(), account.into()));
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
        Some(Tab { id: 1, private: self.0.private.get(), ..Tab::default() })
    }

    async fn tab(&self, id: i32) -> Option<Tab> {
        Some(Tab { id, private: self.0.private.get(), ..Tab::default() })
    }

    async fn mark(&self, _tab: i32) -> Option<String> {
        None
    }

    async fn scan(&self, _tab: i32, _glance: bool) -> Result<Facts, ScanFailure> {
        self.0.facts.borrow().clone().ok_or(ScanFailure::Refused(Refusal::Other))
    }

    async fn take(&self, _tab: i32, _spot: &Spot, _address: Option<&str>) -> Result<String, TakeFailure> {
        if self.0.page_hangs.get() {
            std::future::pending::<()>().await;
        }
        if self.0.withheld.get() {
            return Err(TakeFailure::Withheld);
        }
        self.0.page.borrow().as_ref().map(|bytes| STANDARD.encode(bytes)).ok_or(TakeFailure::Gone)
    }

    async fn point(&self, _tab: i32, pointing: &Pointing<'_>) -> Result<PointingEnd, ScanFailure> {
        self.step().await;
        let said = self.0.pointing.borrow().get(usize::from(!pointing.begin)).copied();
        said.unwrap_or(Ok(PointingEnd::Ended))
    }

    async fn recall(&self, _tab: i32, _pointing: &str) {}

    async fn sight(&self, _tab: i32) -> Result<Sight, ScanFailure> {
        self.step().await;
        // The last stays.
        let mut sights = self.0.sights.borrow_mut();
        let next = if sights.len() > 1 { sights.pop_front() } else { sights.front().cloned() };
        next.ok_or(ScanFailure::Refused(Refusal::Other))
    }

    async fn place(&self, _tab: i32, _spot: &Spot) -> Option<Rect> {
        None
    }

    async fn reveal(&self, _tab: i32, _spot: &Spot) -> Option<Rect> {
        None
    }

    async fn unreveal(&self, _tab: i32, _spot: &Spot) {}

    async fn capture(&self, _tab: &Tab) -> Option<Vec<u8>> {
        let refusals = self.0.screen_refusals.get();
        self.0.screen_refusals.set(refusals.saturating_sub(1));
        if refusals > 0 { None } else { self.0.page.borrow().clone() }
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
        self.0.popup.get()
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

    fn day(&self, at: f64) -> String {
        tack::date::text(at)
    }

    async fn wake_at(&self, alarm: Alarm, at: Option<f64>) {
        self.step().await;
        match alarm {
            Alarm::Journal => self.0.time.set_alarm(at),
            // Weeks ahead: whoever is about it sets the clock.
            Alarm::Upkeep => *self.0.seen.upkeep.borrow_mut() = at,
        }
    }
}
