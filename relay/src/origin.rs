//! Which web origins may read the relay's answers (CORS). A convenience for extensions, not authentication:
//! anything outside a browser sends whatever `Origin` it likes.

use crate::redirect::AllowList;

/// The origins of the extensions whose redirect URIs are allowed.
#[derive(Debug, Clone)]
pub struct Origins(Vec<String>);

impl Origins {
    /// `https://<id>.chromiumapp.org/…` stands for `chrome-extension://<id>`.
    #[must_use]
    pub fn of(list: &AllowList) -> Self {
        let chromium = list.iter().filter_map(|uri| {
            let id = uri.strip_prefix("https://")?.split_once(".chromiumapp.org/")?.0;
            let fits = id.len() == 32 && id.bytes().all(|b| (b'a'..=b'p').contains(&b));
            fits.then(|| format!("chrome-extension://{id}"))
        });
        Self(chromium.collect())
    }

    /// Whether a page of `origin` may read answers. Firefox gives each profile a random `moz-extension://` origin,
    /// so every well-formed one is allowed.
    #[must_use]
    pub fn allows(&self, origin: &str) -> bool {
        self.0.iter().any(|known| known == origin)
            || origin.strip_prefix("moz-extension://").is_some_and(is_uuid)
    }
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
        assert!(origins.allows(&format!("chrome-extension://{id}")));
        assert!(origins.allows("moz-extension://6d6c1b1e-0f5e-4e7b-9c5a-0123456789ab"));
        for other in [
            "chrome-extension://short",
            "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba",
            "moz-extension://anything",
            "moz-extension://6d6c1b1e-0f5e-4e7b-9c5a-0123456789ab.evil",
            "https://x.extensions.allizom.org",
            "null",
            "*",
            "",
        ] {
            assert!(!origins.allows(other), "{other}");
        }
    }
}
