//! Query parameters that are nobody's business: who came from where, and what opens doors. They leave the link of
//! a Pin, which anyone may read. From the address of a picture only what opens doors for a person is taken: it may be
//! signed, and without its signature nobody gets it.

use super::address::split_at_byte;
use super::token;
use crate::text::listed;

/// Parameters that follow people about.
const TRACKERS: &str = "_branch_match_id _ga _gl _hsenc _hsmi dclid epik fb_action_ids fbclid gad_campaignid gad_source \
                        gbraid gclid gclsrc hsctatracking igsh igshid li_fat_id mc_cid mc_eid mkt_tok msclkid ref_src \
                        s_kwcid scid srsltid ttclid twclid vero_id wbraid wickedid yclid ysclid";

/// The query of a picture without what opens doors for a person; `None` if there is nothing of the kind.
pub(super) fn without_credentials(query: &str) -> Option<String> {
    let (kept, _) = sorted(query, &token::is_personal);
    (kept.len() < query.len()).then_some(kept)
}

/// The query without trackers, and without what has the name of a secret: what tells one picture from another stays.
pub(super) fn named(query: &str) -> String {
    sorted(query, &|name, value| is_tracker(name) || token::is_named(name, value)).0
}

/// The query without trackers and secrets; what remains is as it was, byte for byte. And the names of what is left out,
/// as written.
pub(super) fn clean(query: &str) -> (String, Vec<&str>) {
    // A sign-in's answer: neither name says much alone.
    let names = |wanted: &str| parameters(query).any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let signing_in = names("code") && names("state");
    sorted(query, &|name, value| {
        let sign_in = signing_in && (name.eq_ignore_ascii_case("code") || name.eq_ignore_ascii_case("state"));
        sign_in || is_tracker(name) || token::is_secret(name, value)
    })
}

/// The parameters that stay, and between them what stood before each; and the names of those that go.
fn sorted<'a>(query: &'a str, goes: &dyn Fn(&str, &str) -> bool) -> (String, Vec<&'a str>) {
    let (mut kept, mut gone) = (String::with_capacity(query.len()), Vec::new());
    let (mut rest, mut separator) = (query, "");
    loop {
        // Some servers take a `;` as well.
        let (parameter, behind) = split_at_byte(rest, |b| b == b'&' || b == b';');
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if parameter.is_empty() {
            // Says nothing.
        } else if goes(name, value) {
            // A secret without a name is not to be told by itself.
            gone.push(if value.is_empty() && name.len() >= token::HEX_MIN { "…" } else { name });
        } else {
            kept.push_str(if kept.is_empty() { "" } else { separator });
            kept.push_str(parameter);
        }
        let Some(next) = behind.split_at_checked(1) else { return (kept, gone) };
        (separator, rest) = next;
    }
}

/// The parameters of a query, as written.
pub(super) fn parameters(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
}

fn is_tracker(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["utm_", "pk_", "mtm_", "hsa_", "oly_"].iter().any(|prefix| name.starts_with(prefix))
        || listed(TRACKERS, &name)
}

#[cfg(test)]
mod tests {
    use super::{clean, named, without_credentials};

    #[test]
    fn leaves_out_trackers_and_secrets_alone() {
        for (given, expected) in [
            ("", ""),
            ("id=7", "id=7"),
            ("id=7&utm_source=x&UTM_Medium=y&b", "id=7&b"),
            ("fbclid=1&gclid=2&color=red", "color=red"),
            ("q=a%20b&&c=%3D", "q=a%20b&c=%3D"),
            (
                "access_token=1&accessToken=2&access-token=3&access%5Ftoken=4&acc%65ss_token=5&acc%2565ss_token=6",
                "",
            ),
            ("password=1&PHPSESSID=2&sid=3&id=4", "id=4"),
            ("X-Amz-Signature=1&sig=2&key=3&id=4", "id=4"),
            ("bearer=1&authorization=2&access_key=3&hmac=4&oauth_verifier=5&id=6", "id=6"),
            ("code=SAVE10", "code=SAVE10"),
            ("code=abc&state=def&x=1", "x=1"),
            ("code=4%2F0AX4XfWh-yyzuvhTU0bg&x=1", "x=1"),
            ("t=eyJhbGciOiJIUzI1NiJ9.e30.x&n=eyJ", "n=eyJ"),
            ("to=anna%40mail.example&u=anna@mail.example&handle=@anna", "handle=@anna"),
            ("monkey=1&keyboard=2&token", "monkey=1&keyboard=2"),
            ("id=7;access_token=abc", "id=7"),
            ("access_token=abc;id=7;q=a&b=c;d", "id=7;q=a&b=c;d"),
            ("next=%2Fcb%3Faccess_token%3Dabc&id=7", "id=7"),
            ("next=%2Fcb%253Fa%253D1%2526access_token%253Dabc&id=7", "id=7"),
            ("next=/cb?access_token=abc&id=7", "id=7"),
            ("next=%2Fcb%23id_token%3Dabc&id=7", "id=7"),
            ("next=%2Fitem%3Fid%3D7", "next=%2Fitem%3Fid%3D7"),
        ] {
            assert_eq!(clean(given).0, expected, "{given}");
        }
    }

    #[test]
    fn takes_from_pictures_only_what_opens_doors_for_a_person() {
        for (given, expected) in [
            ("", None),
            ("w=300&q=75", None),
            ("X-Amz-Signature=1&X-Amz-Credential=2&X-Amz-Security-Token=3", None),
            ("alt=media&token=5b0e&hmac=9f86d081884c7d659a2feaa0c55ad015", None),
            ("hash=9f86d081884c7d659a2feaa0c55ad015&code=9f86d081884c7d659a2feaa0c55ad015", None),
            ("access_token=1", Some("")),
            ("w=3&accessToken=1&PHPSESSID=2&password=3&h=4", Some("w=3&h=4")),
            ("w=3;acc%65ss_token=1&url=%2Fa.jpg%3Fbearer%3D1", Some("w=3")),
        ] {
            assert_eq!(without_credentials(given).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn tells_pictures_apart_by_what_looks_random() {
        let query = "hash=9f86d081884c7d659a2feaa0c55ad015&utm_source=x&token=1";
        assert_eq!(named(query), "hash=9f86d081884c7d659a2feaa0c55ad015");
        assert_eq!(clean(query), (String::new(), vec!["hash", "utm_source", "token"]));
        assert_eq!(clean("9f86d081884c7d659a2feaa0c55ad015").1, ["…"]);
    }
}
