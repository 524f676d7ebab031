//! Pinterest's own pages: a picture there is a Pin already, and is saved as that Pin (`POST /v5/pins/{id}/save`).

use tack_protocol::{Candidate, PinId};

use super::address::Address;
use super::opt_out::is_pinterest;
use crate::text;

/// The candidates that are Pins, each Pin once; where one leads says which it is.
pub(super) fn pins(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut pins: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        let Some(id) = pin_at(&candidate.link) else { continue };
        if pins.iter().any(|known| known.repin.as_ref() == Some(&id)) {
            continue;
        }
        // Nothing but its id is sent, so no larger file of it is of use.
        pins.push(Candidate {
            repin: Some(id),
            larger: Vec::new(),
            is_loaded: true,
            needs_upload: false,
            ..candidate
        });
    }
    pins
}

/// The Pin whose page is at `link`.
fn pin_at(link: &str) -> Option<PinId> {
    let address = Address::parse(link).filter(is_pinterest)?;
    let rest = address.path().strip_prefix("/pin/")?;
    // `name-of-the-pin--123` is the same page as `123`.
    let name = rest.split('/').next()?;
    let mut id = name;
    while let Some((_, behind)) = text::split_once(id, "--") {
        id = behind;
    }
    let id = PinId::new(id);
    id.is_valid().then_some(id)
}

#[cfg(test)]
mod tests {
    use super::pin_at;

    #[test]
    fn knows_the_pages_of_pins() {
        for (link, id) in [
            ("https://www.pinterest.com/pin/123/", Some("123")),
            ("https://de.pinterest.com/pin/123/?mt=login", Some("123")),
            ("https://www.pinterest.co.uk/pin/red-chair--123/", Some("123")),
            ("https://www.pinterest.com/pin/create/button/", None),
            ("https://www.pinterest.com/ada/garden/", None),
            ("https://www.pinterest.com/pin/", None),
            ("https://shop.example/pin/123/", None),
        ] {
            assert_eq!(pin_at(link).as_ref().map(|pin| pin.as_str()), id, "{link}");
        }
    }
}
