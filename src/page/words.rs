//! The words to begin with: title, description, alternative text.

use tack_protocol::limits::{ALT_TEXT_MAX, DESCRIPTION_MAX, TITLE_MAX};

use super::address::is_picture_file;
use super::facts::Facts;
use super::sighting::Sighting;
use crate::tidy::tidy;

/// The words that all pictures of a page share.
pub(super) struct Words {
    /// The title.
    pub(super) title: String,
    /// The selected text, which the person chose and so goes before all else.
    selection: String,
    /// What the page says about itself, for pictures of which nothing is said.
    description: String,
}

impl Words {
    /// Those of the page.
    pub(super) fn of(facts: &Facts) -> Self {
        // The title of a picture's own tab is made up by the browser: file name and size.
        let own = if facts.is_picture() { "" } else { facts.title.as_str() };
        let named = facts.subjects().map(|thing| thing.name.as_str()).find(|name| !name.trim().is_empty());
        Self {
            title: first([facts.meta(&["pin:title", "og:title"]), named.unwrap_or(""), own], TITLE_MAX),
            selection: tidy(&facts.selection, DESCRIPTION_MAX),
            description: first(
                [facts.meta(&["pin:description", "og:description"]), facts.meta(&["description"])],
                DESCRIPTION_MAX,
            ),
        }
    }

    /// What is said of a picture that shows at these places.
    pub(super) fn description(&self, places: &[&Sighting<'_>]) -> String {
        if !self.selection.is_empty() {
            return self.selection.clone();
        }
        let pictures = || places.iter().filter_map(|place| place.picture);
        let own = pictures()
            .map(|picture| picture.pin_description.as_str())
            .chain(pictures().map(|picture| picture.caption.as_str()))
            .chain(places.iter().map(|place| place.alt))
            .chain(pictures().map(|picture| picture.title.as_str()))
            .filter(says_something);
        first(own.chain([self.description.as_str()]), DESCRIPTION_MAX)
    }

    /// The alternative text of a picture that shows at these places.
    pub(super) fn alt(places: &[&Sighting<'_>]) -> String {
        first(places.iter().map(|place| place.alt).filter(says_something), ALT_TEXT_MAX)
    }
}

/// A file's name or address says nothing; Firefox gives the latter to a picture in its own tab.
fn says_something(said: &&str) -> bool {
    let said = said.trim();
    !is_picture_file(said) && !said.starts_with("https://") && !said.starts_with("http://")
}

/// The first text that says anything.
fn first<'a>(texts: impl IntoIterator<Item = &'a str>, max: usize) -> String {
    texts.into_iter().map(|text| tidy(text, max)).find(|text| !text.is_empty()).unwrap_or_default()
}
