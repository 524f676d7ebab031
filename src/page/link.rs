//! Where the Pin leads.

use tack_protocol::limits::LINK_MAX;

use super::address::Address;
use super::facts::Facts;
use super::gather::Sighting;
use super::query;
use super::reach::is_public;
use crate::text;

/// What the page says about where it is.
pub(super) struct Links {
    bases: Vec<Option<Address>>,
    page: Option<Address>,
    /// The page's own name for itself, if it can be believed.
    canonical: Option<Address>,
}

impl Links {
    /// Those of the page.
    pub(super) fn of(facts: &Facts) -> Self {
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
        Self { bases, page, canonical }
    }

    /// Where a picture that shows at these places leads; empty if nowhere that a Pin may lead.
    pub(super) fn to(&self, places: &[&Sighting<'_>]) -> String {
        let pictures = || places.iter().filter_map(|place| place.picture);
        let given = pictures().find_map(|picture| {
            let base = self.bases.get(picture.frame as usize).and_then(Option::as_ref);
            Address::resolve(base, &picture.pin_url)
        });
        let around = || {
            let page = self.page.as_ref()?;
            pictures().filter_map(|picture| Address::parse(&picture.link)).find(|link| {
                // A link to the picture's own file shows it large and tells nothing; one to this page is a button.
                same_site(link, page) && !link.names_picture() && link != page
            })
        };
        let choices = [given, around(), self.canonical.clone(), self.page.clone()];
        choices
            .into_iter()
            .flatten()
            .filter(is_public)
            .map(|link| without_secrets(&link))
            .find(|link| link.len() <= LINK_MAX)
            .unwrap_or_default()
    }
}

/// The address without what follows people about or opens doors.
pub(super) fn without_secrets(address: &Address) -> String {
    let path = address.path();
    let query = query::clean(address.query());
    let cleaned = address.with_query(&query);
    // Old servers keep the session in the path.
    let session = text::find(&path.to_ascii_lowercase(), ";jsessionid=").and_then(|at| path.get(at..));
    match session.and_then(|session| text::split_once(cleaned.as_str(), session)) {
        Some((before, behind)) => [before, behind].concat(),
        None => cleaned.as_str().to_owned(),
    }
}

/// Both are of one site: the same host, but for the front doors that one site has.
fn same_site(a: &Address, b: &Address) -> bool {
    fn door(host: &str) -> &str {
        ["www.", "m.", "mobile.", "amp."].iter().find_map(|door| host.strip_prefix(door)).unwrap_or(host)
    }
    door(a.authority()) == door(b.authority())
}

#[cfg(test)]
mod tests {
    use super::{Address, Links, without_secrets};
    use crate::page::gather::Sighting;
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
            assert_eq!(Links::of(&facts).to(&[&place]), expected, "{pin_url} {link} {og_url} {canonical}");
        }
    }

    #[test]
    fn is_never_too_long() {
        let long = format!("https://shop.example/?q={}", "x".repeat(3_000));
        let facts = Facts { url: long, ..Facts::default() };
        assert_eq!(Links::of(&facts).to(&[]), "");
    }

    #[test]
    fn keeps_no_session() {
        let address = Address::parse("https://shop.example/a;JSESSIONID=12AB?sid=3&x=1").expect("an address");
        assert_eq!(without_secrets(&address), "https://shop.example/a?x=1");
    }
}
