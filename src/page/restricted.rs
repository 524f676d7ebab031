//! Why a page may not be looked at, by its address where the browser tells it, and by what the browser said.

use tack_protocol::ProblemKind;

use super::address::split_at_byte;
use crate::ports::Refusal;
use crate::text::listed;

/// Where browsers let people choose extensions: hosts, and how the paths there begin.
const STORES: [(&str, &str); 5] = [
    ("chromewebstore.google.com", ""),
    ("chrome.google.com", "/webstore"),
    ("addons.mozilla.org", ""),
    ("microsoftedge.microsoft.com", "/addons"),
    ("addons.opera.com", ""),
];
/// Addresses of the browser's own pages begin so.
const OWN: &str = "about chrome chrome-search chrome-untrusted devtools edge brave opera vivaldi \
    view-source resource";

/// Why the page at `address` may not be looked at; the address is empty where the browser does not tell it.
pub fn restricted(address: &str, refusal: Refusal) -> ProblemKind {
    let (scheme, rest) = split_at_byte(address, |b| b == b':');
    let rest = rest.trim_start_matches(':');
    if scheme == "about" && rest.starts_with("reader") {
        return ProblemKind::PageReader;
    }
    if listed(OWN, scheme) {
        return ProblemKind::PageOfBrowser;
    }
    match scheme {
        "read" => return ProblemKind::PageReader,
        "chrome-extension" | "moz-extension" => return ProblemKind::PageOfExtension,
        _ => {}
    }
    let (place, path) = split_at_byte(rest.trim_start_matches('/'), |b| b == b'/' || b == b'?' || b == b'#');
    let is_store = |(host, beginning): &(&str, &str)| place == *host && path.starts_with(beginning);
    if matches!(scheme, "https" | "http") && STORES.iter().any(is_store) {
        return ProblemKind::PageOfStore;
    }
    match refusal {
        Refusal::Browser => ProblemKind::PageOfBrowser,
        Refusal::Store => ProblemKind::PageOfStore,
        Refusal::Extension => ProblemKind::PageOfExtension,
        Refusal::Policy => ProblemKind::PageByPolicy,
        Refusal::Failed => ProblemKind::PageFailed,
        Refusal::File | Refusal::Other => {
            let file = split_at_byte(address, |b| b == b'?' || b == b'#').0;
            let ending = file.len().checked_sub(4).and_then(|at| file.get(at..)).unwrap_or_default();
            if ending.eq_ignore_ascii_case(".pdf") {
                ProblemKind::PagePdf
            } else if scheme == "file" || refusal == Refusal::File && address.is_empty() {
                ProblemKind::PageOfFile
            } else {
                ProblemKind::PageRestricted
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_says_why() {
        for (address, refusal, expected) in [
            ("", Refusal::Browser, ProblemKind::PageOfBrowser),
            ("about:license", Refusal::Other, ProblemKind::PageOfBrowser),
            ("view-source:https://shop.example/a.pdf", Refusal::Other, ProblemKind::PageOfBrowser),
            ("about:reader?url=https%3A%2F%2Fblog.example%2F", Refusal::Other, ProblemKind::PageReader),
            ("https://addons.mozilla.org/de/firefox/", Refusal::Other, ProblemKind::PageOfStore),
            ("https://chrome.google.com/webstore/x", Refusal::Other, ProblemKind::PageOfStore),
            ("https://chrome.google.com/other", Refusal::Other, ProblemKind::PageRestricted),
            ("https://chromewebstore.google.com.evil.example/", Refusal::Other, ProblemKind::PageRestricted),
            ("", Refusal::Store, ProblemKind::PageOfStore),
            ("moz-extension://1234/options.html", Refusal::Other, ProblemKind::PageOfExtension),
            ("", Refusal::Extension, ProblemKind::PageOfExtension),
            ("https://shop.example/Catalogue.PDF?page=2", Refusal::Other, ProblemKind::PagePdf),
            ("file:///pictures/photo.html", Refusal::Other, ProblemKind::PageOfFile),
            ("file:///books/book.pdf", Refusal::Other, ProblemKind::PagePdf),
            ("", Refusal::File, ProblemKind::PageOfFile),
            ("https://shop.example/", Refusal::File, ProblemKind::PageRestricted),
            ("https://shop.example/", Refusal::Policy, ProblemKind::PageByPolicy),
            ("https://shop.example/", Refusal::Failed, ProblemKind::PageFailed),
            ("https://shop.example/", Refusal::Other, ProblemKind::PageRestricted),
            ("", Refusal::Other, ProblemKind::PageRestricted),
            ("é", Refusal::Other, ProblemKind::PageRestricted),
        ] {
            assert_eq!(restricted(address, refusal), expected, "{address} {refusal:?}");
        }
    }
}
