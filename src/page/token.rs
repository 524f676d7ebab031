//! What opens doors: a password, a session, a key. By the name that it goes by, or, whatever its name, by its look.

use super::address::{is_picture_file, split_at_byte};
use crate::encoding::{decoded, decoded_text};
use crate::text::{holds, holds_any, listed};

/// Names of what opens doors for a person, wherever they stand in a parameter's name. Nothing else does in the address
/// of a picture: what signs that is for everybody, and without it nobody gets the picture.
const PERSONAL_PARTS: &str =
    "accesstoken authtoken authoriz idtoken refreshtoken bearer passw sessid session apikey jwt csrf xsrf";
/// The same, where they are the whole name.
const PERSONAL_NAMES: &str = "pwd sid secret";
/// Names of what else opens doors.
const PARTS: &str = "token secret signature credential hmac accesskey privatekey oauth";
/// The same, where they are the whole name.
const NAMES: &str = "auth authkey email emailaddress key magic otp pass passcode passphrase sig ticket";
/// What has an id of its own, which leads nowhere if it is left out.
const THINGS: &str = "item product variant article post photo image img media listing recipe story node doc video v p list sku";
/// A code of a shop is shorter; what a sign-in hands over is not.
const CODE_MIN: usize = 16;
/// Shorter ones may be names of things.
pub(super) const HEX_MIN: usize = 16;
/// Shorter ones may be names of things.
const RANDOM_MIN: usize = 20;
/// An address in an address in an address.
const DEPTH_MAX: usize = 3;

/// The parameter opens doors for a person.
pub(super) fn is_personal(name: &str, value: &str) -> bool {
    anywhere(name, value, |name, _| says_personal(&folded(name)))
}

/// The parameter opens doors, by its name.
pub(super) fn is_named(name: &str, value: &str) -> bool {
    let name = folded(name);
    says_personal(&name)
        || holds_any(&name, PARTS)
        || (listed(NAMES, &name) && !value.is_empty())
        || (name == "code" && value.len() >= CODE_MIN)
}

/// The parameter opens doors, by its name or by the look of it.
pub(super) fn is_secret(name: &str, value: &str) -> bool {
    anywhere(name, value, |name, value| {
        is_named(name, value)
            // A signed token, whatever its name.
            || (value.starts_with("eyJ") && value.contains('.'))
            // An address of a person.
            || (value.contains('.') && (value.contains('@') || holds(value, "%40")))
            || (is_random(&decoded_text(if value.is_empty() { name } else { value })) && !is_of_thing(name))
    })
}

fn says_personal(name: &str) -> bool {
    holds_any(name, PERSONAL_PARTS) || listed(PERSONAL_NAMES, name)
}

/// Whether a parameter is of that kind, or one in its value, as in the address of a page to go on to.
fn anywhere(name: &str, value: &str, is_it: fn(&str, &str) -> bool) -> bool {
    if is_it(name, value) {
        return true;
    }
    let mut inner = value.to_owned();
    for _ in 0..DEPTH_MAX {
        inner = decoded_text(&inner);
        let mut rest = inner.as_str();
        while !rest.is_empty() {
            let (part, behind) = split_at_byte(rest, |b| matches!(b, b'?' | b'#' | b'&' | b';' | b'~'));
            if part.split_once('=').is_some_and(|(name, value)| is_it(name, value)) {
                return true;
            }
            rest = behind.get(1..).unwrap_or("");
        }
        if !inner.contains('%') {
            return false;
        }
    }
    false
}

/// `access_token`, `access-token`, `accessToken`, `access%5Ftoken` and `acc%65ss_token` are one.
pub(super) fn folded(name: &str) -> String {
    let letters = decoded(&decoded_text(name)).into_iter().filter(u8::is_ascii_alphanumeric);
    letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// The name is that of the id of a thing.
fn is_of_thing(name: &str) -> bool {
    let name = folded(name);
    let thing = ["uuid", "guid", "id"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    thing.is_empty() && !name.is_empty() || listed(THINGS, thing)
}

/// It was made by chance: not words, not a number, not the name of a file.
fn is_random(text: &str) -> bool {
    let (mut digits, mut letters, mut hex, mut changes) = (0, 0, 0, 0);
    let mut last = b' ';
    for byte in text.bytes() {
        digits += usize::from(byte.is_ascii_digit());
        letters += usize::from(byte.is_ascii_alphabetic());
        hex += usize::from(byte.is_ascii_hexdigit());
        let is_sign = matches!(byte, b'-' | b'_' | b'.' | b'~' | b'+' | b'/' | b'=' | b' ');
        if !byte.is_ascii_alphanumeric() && !is_sign {
            return false;
        }
        // Words and numbers stand for themselves, or one behind the other: `summer2024-size-42`.
        changes += usize::from(
            byte.is_ascii_digit() && last.is_ascii_alphabetic()
                || byte.is_ascii_alphabetic() && last.is_ascii_digit()
                || byte.is_ascii_uppercase() && last.is_ascii_lowercase(),
        );
        last = byte;
    }
    let is_hex = hex == digits + letters && hex >= HEX_MIN && changes > 2;
    digits > 0
        && letters > 0
        && (is_hex || (text.len() >= RANDOM_MIN && changes * 5 >= text.len()))
        && !is_picture_file(text)
}

/// A path without what old servers keep in it: sessions behind a `;`, and in parentheses (`(S(…))`); and their names.
pub(super) fn without_sessions(path: &str) -> (String, Vec<String>) {
    let mut left_out = Vec::new();
    let mut out = String::with_capacity(path.len());
    for segment in path.split('/').skip(1) {
        let (segment, parameters) = split_at_byte(segment, |b| b == b';');
        let said = decoded_text(segment);
        if said.starts_with('(') && said.ends_with("))") {
            left_out.push("(…)".into());
            continue;
        }
        out.push('/');
        out.push_str(segment);
        for parameter in parameters.split(';').skip(1) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            if is_secret(name, value) {
                left_out.push(decoded_text(name));
            } else {
                out.push(';');
                out.push_str(parameter);
            }
        }
    }
    if out.is_empty() {
        out.push('/');
    }
    (out, left_out)
}

#[cfg(test)]
mod tests {
    use super::{is_secret, without_sessions};

    #[test]
    fn what_looks_random_is_a_secret_and_what_is_made_of_words_is_none() {
        for (parameter, expected) in [
            ("invite=9f86d081884c7d65", true),
            ("invite=9f86d081884c7d659a2feaa0c55ad015", true),
            ("invite=123e4567-e89b-12d3-a456-426614174000", true),
            ("t=x8Kd93jsL2kd93kLs9dQ", true),
            ("t=x8Kd-93js_L2kd93kLs9dQ%3D%3D", true),
            ("t=k3j9x0q2m8z7c1v5b4n6", true),
            ("9f86d081884c7d659a2feaa0c55ad015", true),
            // Ids of things, without which a link leads elsewhere.
            ("id=123e4567-e89b-12d3-a456-426614174000", false),
            ("productId=507f1f77bcf86cd799439011", false),
            ("variant=41890123456789012345", false),
            ("list=PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf", false),
            ("v=dQw4w9WgXcQ", false),
            // Of a person, and not of a thing.
            ("userId=507f1f77bcf86cd799439011", true),
            ("n=41890123456789012345", false),
            ("asin=B07XJ8C8F5", false),
            ("name=red-shoes-size-42-edition-2024", false),
            ("name=summer2024-collection-v2-final", false),
            ("name=iPhone15ProMax-256GB-Black", false),
            ("q=iphone+15+pro+max+256gb+black", false),
            ("q=1920x1080-wallpaper-4k-uhd", false),
            ("at=20240115T103000.000Z", false),
            ("path=%2Fphotos%2Fsummer2024%2Fimg1234", false),
            ("file=9f86d081884c7d659a2feaa0c55ad015.jpg", false),
            ("text=Schifffahrtsgesellschaften", false),
        ] {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            assert_eq!(is_secret(name, value), expected, "{parameter}");
        }
    }

    #[test]
    fn sessions_leave_a_path_and_the_rest_of_it_stays() {
        for (given, expected, names) in [
            ("/", "/", &[][..]),
            ("/shop;jsessionid=A/item/7", "/shop/item/7", &["jsessionid"]),
            ("/shop;JSESSIONID=A1.node2", "/shop", &["JSESSIONID"]),
            ("/shop;sid=5;color=red/item", "/shop;color=red/item", &["sid"]),
            ("/map;x=1;y=2/", "/map;x=1;y=2/", &[]),
            ("/(S(lit3py55t21z5v55vlm25s55))/orders.aspx", "/orders.aspx", &["(…)"]),
            ("/%28A%28x1%29S%28y2%29%29/orders.aspx", "/orders.aspx", &["(…)"]),
            ("/(S(lit3py55t21z5v55vlm25s55))", "/", &["(…)"]),
            ("/wiki/Rust_(film)", "/wiki/Rust_(film)", &[]),
        ] {
            let (path, left_out) = without_sessions(given);
            assert_eq!(
                (path.as_str(), left_out),
                (expected, names.iter().map(|n| (*n).to_owned()).collect())
            );
        }
    }
}
