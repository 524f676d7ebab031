//! What the person sees of Tack outside of its pages: button, menu, notices, windows; and its alarms.

use tack_browser::{action, alarms, i18n, menus, notifications, runtime};
use tack_protocol::{Event, Phrase};

use super::Browser;
use crate::ports::{Alarm, Badge, MenuItem, Surface, Tab};

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
