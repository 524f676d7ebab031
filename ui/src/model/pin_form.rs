//! The words of a Pin while the person edits them.

use tack_protocol::limits::{ALT_TEXT_MAX, DESCRIPTION_MAX, LINK_MAX, TITLE_MAX};
use tack_protocol::{Candidate, Draft, PageOffer};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title,
    /// The description.
    Description,
    /// Where the Pin leads.
    Link,
    /// What the picture shows, for those who do not see it.
    AltText,
}

impl Field {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Title, Self::Description, Self::Link, Self::AltText];

    /// How many characters fit, as browsers count for `maxlength`.
    pub fn max(self) -> usize {
        match self {
            Self::Title => TITLE_MAX,
            Self::Description => DESCRIPTION_MAX,
            Self::Link => LINK_MAX,
            Self::AltText => ALT_TEXT_MAX,
        }
    }

    fn index(self) -> usize {
        self as usize
    }
}

/// The words of a Pin: those that the page gave, until the person changes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PinForm {
    values: [String; 4],
    edited: [bool; 4],
}

impl PinForm {
    /// Takes over a picture's words, save those that the person wrote.
    pub fn offer(&mut self, picture: &Candidate) {
        let offered = [&picture.title, &picture.description, &picture.link, &picture.alt];
        for field in Field::ALL {
            if let (false, Some(text)) = (self.edited[field.index()], offered.get(field.index())) {
                self.values[field.index()].clone_from(text);
            }
        }
    }

    /// The person wrote `text`.
    pub fn edit(&mut self, field: Field, text: String) {
        self.values[field.index()] = text;
        self.edited[field.index()] = true;
    }

    /// What stands in a field.
    pub fn value(&self, field: Field) -> &str {
        &self.values[field.index()]
    }

    /// How many characters still fit; told only when few do.
    pub fn few_left(&self, field: Field) -> Option<u32> {
        let used = self.value(field).encode_utf16().count();
        let left = field.max().saturating_sub(used);
        (left * 5 <= field.max()).then_some(left as u32)
    }

    /// A draft of the picture with these words, for nobody and no board yet.
    pub fn draft(&self, picture: &Candidate, offer: &PageOffer) -> Draft {
        Draft {
            connection: None,
            board: None,
            section: None,
            picture: picture.url.clone(),
            shown: picture.shown.clone(),
            seen: String::new(),
            spot: picture.spot.clone(),
            needs_upload: picture.needs_upload,
            repin: picture.repin.clone(),
            page: offer.page.clone(),
            link: self.value(Field::Link).to_owned(),
            title: self.value(Field::Title).to_owned(),
            description: self.value(Field::Description).to_owned(),
            alt_text: self.value(Field::AltText).to_owned(),
            tab: Some(offer.tab),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn picture(title: &str, link: &str) -> Candidate {
        Candidate {
            url: "https://cdn.example/a.jpg".into(),
            key: "cdn.example/a.jpg".into(),
            shown: "https://cdn.example/a-small.jpg".into(),
            width: 10,
            height: 10,
            spot: None,
            needs_upload: false,
            is_loaded: true,
            larger: Vec::new(),
            title: title.into(),
            description: String::new(),
            alt: String::new(),
            link: link.into(),
            left_out: Vec::new(),
            repin: None,
            why: Vec::new(),
        }
    }

    #[test]
    fn another_picture_keeps_what_the_person_wrote() {
        let mut form = PinForm::default();
        form.offer(&picture("First", "https://shop.example/1"));
        form.edit(Field::Title, "Mine".into());
        form.offer(&picture("Second", "https://shop.example/2"));
        let offer = PageOffer { tab: 4, ..PageOffer::default() };
        let draft = form.draft(&picture("Second", ""), &offer);
        assert_eq!((draft.title.as_str(), draft.link.as_str()), ("Mine", "https://shop.example/2"));
        assert_eq!(draft.tab, Some(4));
    }

    #[test]
    fn tells_what_is_left_only_near_the_limit() {
        let mut form = PinForm::default();
        form.edit(Field::Title, "x".repeat(79));
        assert_eq!(form.few_left(Field::Title), None);
        form.edit(Field::Title, "x".repeat(80));
        assert_eq!(form.few_left(Field::Title), Some(20));
        form.edit(Field::Title, "x".repeat(130));
        assert_eq!(form.few_left(Field::Title), Some(0));
    }
}
