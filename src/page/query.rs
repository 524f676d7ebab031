//! Query parameters that are nobody's business: who came from where, and what opens doors. They leave the link of
//! a Pin, which anyone may read. From the address of a picture only what opens doors for a person is taken: it may be
//! signed, and without its signature nobody gets it.

use crate::text::holds;

/// Parameters that follow people about.
const TRACKERS: [&str; 33] = [
    "_branch_match_id",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "dclid",
    "epik",
    "fb_action_ids",
    "fbclid",
    "gad_campaignid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "hsctatracking",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ref_src",
    "s_kwcid",
    "scid",
    "srsltid",
    "ttclid",
    "twclid",
    "vero_id",
    "wbraid",
    "wickedid",
    "yclid",
    "ysclid",
];
/// Names that say it, wherever they stand in a parameter's name.
const SECRET_PARTS: [&str; 11] = [
    "token",
    "passw",
    "secret",
    "sessid",
    "session",
    "signature",
    "apikey",
    "jwt",
    "csrf",
    "xsrf",
    "credential",
];
/// Names that say it when they are the whole name.
const SECRET_NAMES: [&str; 12] = [
    "auth",
    "authkey",
    "email",
    "emailaddress",
    "key",
    "magic",
    "otp",
    "pass",
    "pwd",
    "sid",
    "sig",
    "ticket",
];

/// The query without what opens doors for a person; `None` if there is nothing of the kind.
pub(super) fn without_credentials(query: &str) -> Option<String> {
    const PARTS: [&str; 12] = [
        "accesstoken",
        "authtoken",
        "idtoken",
        "refreshtoken",
        "bearer",
        "passw",
        "sessid",
        "session",
        "apikey",
        "jwt",
        "csrf",
        "xsrf",
    ];
    let is_credential = |parameter: &&str| {
        let name = folded(parameter.split('=').next().unwrap_or(""));
        PARTS.iter().any(|part| holds(&name, part)) || matches!(name.as_str(), "pwd" | "sid" | "secret")
    };
    if query.is_empty() || !query.split('&').any(|parameter| is_credential(&parameter)) {
        return None;
    }
    Some(query.split('&').filter(|parameter| !is_credential(parameter)).collect::<Vec<_>>().join("&"))
}

/// The query without trackers and secrets; what remains is as it was, byte for byte.
pub(super) fn clean(query: &str) -> String {
    let mut out = String::new();
    let all = query.split('&').filter(|parameter| !parameter.is_empty());
    for (parameter, goes) in all.zip(goes(query)) {
        if goes {
            continue;
        }
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(parameter);
    }
    out
}

/// The names of what [`clean`] leaves out, as written.
pub(super) fn left_out(query: &str) -> impl Iterator<Item = &str> {
    parameters(query).zip(goes(query)).filter_map(|((name, _), goes)| goes.then_some(name))
}

/// Of each parameter, whether it goes.
fn goes(query: &str) -> impl Iterator<Item = bool> {
    // A sign-in's answer: neither name says much alone.
    let names = |wanted: &str| parameters(query).any(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let signing_in = names("code") && names("state");
    parameters(query).map(move |(name, value)| {
        let sign_in = signing_in && (name.eq_ignore_ascii_case("code") || name.eq_ignore_ascii_case("state"));
        sign_in || is_tracker(name) || is_secret(name, value)
    })
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
        || TRACKERS.contains(&name.as_str())
}

/// `access_token`, `access-token`, `accessToken` and `access%5Ftoken` are one.
fn folded(name: &str) -> String {
    let mut bytes = name.bytes();
    let mut out = String::with_capacity(name.len());
    while let Some(byte) = bytes.next() {
        match byte {
            // An escape stands for a sign; a letter needs none.
            b'%' => {
                bytes.nth(1);
            }
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte.to_ascii_lowercase())),
            _ => {}
        }
    }
    out
}

fn is_secret(name: &str, value: &str) -> bool {
    let name = folded(name);
    SECRET_PARTS.iter().any(|part| holds(&name, part))
        || (SECRET_NAMES.contains(&name.as_str()) && !value.is_empty())
        // A signed token, whatever its name.
        || (value.starts_with("eyJ") && value.contains('.'))
        // An address of a person.
        || (value.contains('.') && (value.contains('@') || holds(value, "%40")))
}

#[cfg(test)]
mod tests {
    use super::{clean, without_credentials};

    #[test]
    fn leaves_out_trackers_and_secrets_alone() {
        for (given, expected) in [
            ("", ""),
            ("id=7", "id=7"),
            ("id=7&utm_source=x&UTM_Medium=y&b", "id=7&b"),
            ("fbclid=1&gclid=2&color=red", "color=red"),
            ("q=a%20b&&c=%3D", "q=a%20b&c=%3D"),
            ("access_token=1&accessToken=2&access-token=3&access%5Ftoken=4", ""),
            ("password=1&PHPSESSID=2&sid=3&id=4", "id=4"),
            ("X-Amz-Signature=1&sig=2&key=3&id=4", "id=4"),
            ("code=SAVE10", "code=SAVE10"),
            ("code=abc&state=def&x=1", "x=1"),
            ("t=eyJhbGciOiJIUzI1NiJ9.e30.x&n=eyJ", "n=eyJ"),
            ("to=anna%40mail.example&u=anna@mail.example&handle=@anna", "handle=@anna"),
            ("monkey=1&keyboard=2&token", "monkey=1&keyboard=2"),
        ] {
            assert_eq!(clean(given), expected, "{given}");
        }
    }

    #[test]
    fn takes_from_pictures_only_what_opens_doors_for_a_person() {
        for (given, expected) in [
            ("", None),
            ("w=300&q=75", None),
            ("X-Amz-Signature=1&X-Amz-Credential=2&X-Amz-Security-Token=3", None),
            ("alt=media&token=5b0e", None),
            ("access_token=1", Some("")),
            ("w=3&accessToken=1&PHPSESSID=2&password=3&h=4", Some("w=3&h=4")),
        ] {
            assert_eq!(without_credentials(given).as_deref(), expected, "{given}");
        }
    }
}
