//! Which web origins may read the relay's answers (CORS). A convenience for extensions, not authentication:
//! anything outside a browser sends whatever `Origin` it likes.

use crate::redirect::AllowList;

/// What a page may read of the relay's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A page of an extension that is let in: all of them.
    Known,
    /// A page of a Chromium extension that is not on the list: that it is not, so that its person is told what to do,
    /// in place of a relay that seems to be away.
    Stranger,
    /// Any other: nothing.
    Other,
}

/// The origins of the extensions whose redirect URIs are allowed.
#[derive(Debug, Clone)]
pub struct Origins(Vec<String>);

impl Origins {
    /// `https://<id>.chromiumapp.org/…` stands for `chrome-extension://<id>`.
    #[must_use]
    pub fn of(list: &AllowList) -> Self {
        let chromium = list.iter().filter_map(|uri| {
            let id = uri.strip_prefix("https://")?.split_once(".chromiumapp.org/")?.0;
            is_chromium_id(id).then(|| format!("chrome-extension://{id}"))
        });
        Self(chromium.collect())
    }

    /// What a page of `origin` may read. Firefox gives each profile a random `moz-extension://` origin, so every
    /// well-formed one is let in.
    #[must_use]
    pub fn reader(&self, origin: &str) -> Reader {
        let is_firefox = || origin.strip_prefix("moz-extension://").is_some_and(is_uuid);
        if self.0.iter().any(|known| known == origin) || is_firefox() {
            Reader::Known
        } else if origin.strip_prefix("chrome-extension://").is_some_and(is_chromium_id) {
            Reader::Stranger
        } else {
            Reader::Other
        }
    }
}

fn is_chromium_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| (b'a'..=b'p').contains(&b))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, b)| match place {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_follow_the_redirect_uris() {
        let id = "abcdefghijklmnopabcdefghijklmnop";
        let list = AllowList::parse(&format!(
            "https://{id}.chromiumapp.org/ https://x.extensions.allizom.org/ https://short.chromiumapp.org/"
        ))
        .unwrap();
        let origins = Origins::of(&list);
        for known in
            [&format!("chrome-extension://{id}"), "moz-extension://6d6c1b1e-0f5e-4e7b-9c5a-0123456789ab"]
        {
            assert_eq!(origins.reader(known), Reader::Known, "{known}");
        }
        assert_eq!(origins.reader("chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba"), Reader::Stranger);
        for other in [
            "chrome-extension://short",
            "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcbz",
            "moz-extension://anything",
            "moz-extension://6d6c1b1e-0f5e-4e7b-9c5a-0123456789ab.evil",
            "https://x.extensions.allizom.org",
            "null",
            "*",
            "",
        ] {
            assert_eq!(origins.reader(other), Reader::Other, "{other}");
        }
    }
}
