//! Where the Pin leads.

use tack_protocol::limits::LINK_MAX;

use super::address::{Address, same_site, split_at_byte};
use super::facts::{Facts, PictureFacts};
use super::query;
use super::reach::is_public;
use super::sighting::Sighting;
use super::token::without_sessions;
use crate::encoding::decoded_text;
use crate::text::holds;

/// What was left out is named so far.
const LEFT_OUT_MAX: usize = 8;

/// What the page says about where it is.
pub(super) struct Links<'a> {
    bases: Vec<Option<Address>>,
    page: Option<Address>,
    /// The page's address as it came.
    written: &'a str,
    /// The page's own name for itself, if it can be believed.
    canonical: Option<Address>,
}

/// Where a Pin leads, and what was left out of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Link {
    /// The address; empty if the Pin may lead nowhere.
    pub(super) address: String,
    /// The names of what was left out.
    pub(super) left_out: Vec<String>,
}

impl Link {
    /// The address of a page of which nothing else is known, if a Pin may lead there.
    pub(super) fn of_page(written: &str) -> Self {
        let page = Address::parse(written).filter(is_public);
        let link = page.map(|page| Self::cleaned(&page, written)).unwrap_or_default();
        if link.address.len() <= LINK_MAX { link } else { Self::default() }
    }

    /// The address without what follows people about or opens doors; `written` is the address as it came.
    fn cleaned(address: &Address, written: &str) -> Self {
        let (cleaned, mut left_out) = clean(address);
        left_out.truncate(LEFT_OUT_MAX);
        let (before, fragment) = split_at_byte(written, |b| b == b'#');
        if fragment.len() > 1 {
            left_out.push("#…".into());
        }
        let authority = before.split('/').nth(2).unwrap_or("");
        if holds(before, "://") && authority.contains('@') {
            left_out.push("…@".into());
        }
        Self { address: cleaned, left_out }
    }
}

impl<'a> Links<'a> {
    /// Those of the page.
    pub(super) fn of(facts: &'a Facts) -> Self {
        let bases = facts.bases();
        let page = facts.page();
        let names = [facts.meta(&["pin:url"]), facts.meta(&["og:url"]), facts.canonical.as_str()];
        let canonical = names
            .into_iter()
            .filter_map(|name| Address::resolve(bases.first().and_then(Option::as_ref), name))
            .find(|name| {
                page.as_ref().is_some_and(|page| {
                    // A site that names its front page on every page would lead all Pins there.
                    same_site(name, page) && (name.path() != "/" || page.path() == "/")
                })
            });
        Self { bases, page, written: &facts.url, canonical }
    }

    /// Where a picture that shows at these places leads.
    pub(super) fn to(&self, places: &[&Sighting<'a>]) -> Link {
        let pictures = || places.iter().filter_map(|place| place.picture);
        let given = pictures().find_map(|picture| {
            let base = self.bases.get(picture.frame as usize).and_then(Option::as_ref);
            Some((Address::resolve(base, &picture.pin_url)?, picture.pin_url.as_str()))
        });
        let around = || {
            let page = self.page.as_ref()?;
            let parsed =
                |picture: &'a PictureFacts| Some((Address::parse(&picture.link)?, picture.link.as_str()));
            pictures().filter_map(parsed).find(|(link, _)| {
                // A link to the picture's own file shows it large and tells nothing; one to this page is a button.
                same_site(link, page) && !link.names_picture() && link != page
            })
        };
        // The page's own name for itself is resolved already; of its fragment nobody knows.
        let canonical = self.canonical.clone().map(|link| (link, ""));
        let choices = [given, around(), canonical, self.page.clone().map(|page| (page, self.written))];
        choices
            .into_iter()
            .flatten()
            .filter(|(link, _)| is_public(link))
            .map(|(link, written)| Link::cleaned(&link, written))
            .find(|link| link.address.len() <= LINK_MAX)
            .unwrap_or_default()
    }
}

/// The address without what follows people about or opens doors.
pub(super) fn without_secrets(address: &Address) -> String {
    clean(address).0
}

/// The same, and the names of what was left out.
fn clean(address: &Address) -> (String, Vec<String>) {
    let (path, mut left_out) = without_sessions(address.path());
    let (query, names) = query::clean(address.query());
    left_out.extend(names.into_iter().map(decoded_text));
    let mark = if query.is_empty() { "" } else { "?" };
    ([address.origin(), &path, mark, &query].concat(), left_out)
}

#[cfg(test)]
mod tests {
    use super::{Address, Link, Links, without_secrets};
    use crate::page::sighting::Sighting;
    use crate::page::{Facts, MetaFacts, PictureFacts};

    const PAGE: &str = "https://www.shop.example/item?id=7&utm_source=x";

    struct Case {
        pin_url: &'static str,
        link: &'static str,
        og_url: &'static str,
        canonical: &'static str,
        expected: &'static str,
    }

    #[test]
    fn leads_where_the_owner_then_the_page_says() {
        const NONE: Case = Case { pin_url: "", link: "", og_url: "", canonical: "", expected: "" };
        let cases = [
            Case { expected: "https://www.shop.example/item?id=7", ..NONE },
            Case { canonical: "/goods/7", expected: "https://www.shop.example/goods/7", ..NONE },
            Case {
                canonical: "https://shop.example/goods/7",
                expected: "https://shop.example/goods/7",
                ..NONE
            },
            Case {
                canonical: "https://else.example/7",
                expected: "https://www.shop.example/item?id=7",
                ..NONE
            },
            Case {
                canonical: "https://www.shop.example/",
                expected: "https://www.shop.example/item?id=7",
                ..NONE
            },
            Case { canonical: "javascript:0", expected: "https://www.shop.example/item?id=7", ..NONE },
            Case {
                og_url: "https://www.shop.example/og",
                canonical: "/goods/7",
                expected: "https://www.shop.example/og",
                ..NONE
            },
            Case {
                link: "https://www.shop.example/other#big",
                canonical: "/goods/7",
                expected: "https://www.shop.example/other",
                ..NONE
            },
            Case {
                link: "https://else.example/x",
                canonical: "/goods/7",
                expected: "https://www.shop.example/goods/7",
                ..NONE
            },
            Case {
                link: "https://www.shop.example/photos/large.JPG",
                expected: "https://www.shop.example/item?id=7",
                ..NONE
            },
            Case {
                link: "https://www.shop.example/item?id=7&utm_source=x#",
                canonical: "/goods/7",
                expected: "https://www.shop.example/goods/7",
                ..NONE
            },
            Case {
                pin_url: "/given?token=1#x",
                link: "https://www.shop.example/other",
                expected: "https://www.shop.example/given",
                ..NONE
            },
            Case { pin_url: "https://else.example/given", expected: "https://else.example/given", ..NONE },
            Case {
                pin_url: "javascript:alert(1)",
                link: "https://www.shop.example/other",
                expected: "https://www.shop.example/other",
                ..NONE
            },
        ];
        for Case { pin_url, link, og_url, canonical, expected } in cases {
            let facts = Facts {
                url: PAGE.into(),
                base: PAGE.into(),
                canonical: canonical.into(),
                metas: vec![MetaFacts {
                    key: "og:url".into(),
                    content: og_url.into(),
                    ..MetaFacts::default()
                }],
                ..Facts::default()
            };
            let picture =
                PictureFacts { pin_url: pin_url.into(), link: link.into(), ..PictureFacts::default() };
            let place = Sighting::for_tests("https://cdn.example/a.jpg", &picture);
            assert_eq!(
                Links::of(&facts).to(&[&place]).address,
                expected,
                "{pin_url} {link} {og_url} {canonical}"
            );
        }
    }

    #[test]
    fn is_never_too_long() {
        let long = format!("https://shop.example/?q={}", "x".repeat(3_000));
        let facts = Facts { url: long, ..Facts::default() };
        assert_eq!(Links::of(&facts).to(&[]), Link::default());
    }

    #[test]
    fn names_what_it_left_out() {
        let of = |url: &str| {
            let facts = Facts { url: url.into(), ..Facts::default() };
            Links::of(&facts).to(&[]).left_out
        };
        let nothing: [&str; 0] = [];
        assert_eq!(of("https://shop.example/a?id=7"), nothing);
        assert_eq!(
            of("https://shop.example/a?utm_source=x&id=7&access%5Ftoken=1#top"),
            ["utm_source", "access_token", "#…"]
        );
        assert_eq!(of("https://ada:secret@shop.example/a"), ["…@"]);
        assert_eq!(
            of("https://shop.example/a;jsessionid=A/7?id=7;invite=9f86d081884c7d65&next=%2Fx%3Fjwt%3D1"),
            ["jsessionid", "invite", "next"]
        );
    }

    #[test]
    fn keeps_no_session() {
        let address = Address::parse("https://shop.example/a;JSESSIONID=12AB?sid=3&x=1").expect("an address");
        assert_eq!(without_secrets(&address), "https://shop.example/a?x=1");
        let address = Address::parse("https://shop.example/shop;jsessionid=A/item/7").expect("an address");
        assert_eq!(without_secrets(&address), "https://shop.example/shop/item/7");
    }
}
