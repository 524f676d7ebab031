//! From the address of a picture to addresses where a larger one of the same may be: patterns that many picture
//! servers share. None is certain, so none is used before it was loaded.

use super::address::{Address, is_picture_file};
use super::query::parameters;
use super::variant::{is_size_word, last_part, side, sides, transformation};
use crate::encoding::decoded_text;
use crate::text::{self, listed};

/// Parameters of one address that are looked at.
const PARAMETERS_MAX: usize = 32;
/// Guesses for one address.
const GUESSES_MAX: usize = 4;

/// Where a pattern changes the address; tried in this order, the boldest first.
const PATTERNS: [fn(&Address) -> Option<String>; 8] = [
    wrapped,
    whole_of_thumb,
    without_made,
    without_options,
    without_query,
    without_suffix,
    without_word,
    without_folder,
];

/// Parameters that only say how large or how well packed.
const SIZE_PARAMETERS: &str = "auto blur crop dpr fit fm format g gravity h hei height im_w imh impolicy imw \
    imwidth maxh maxheight maxw maxwidth mh mode mw op_sharpen op_usm q qlt quality \
    resize resmode scale sh sharp size ssl strip sw sz usm w wid width resizing_type";
/// Folders that hold the small ones, and what stands there instead for the large ones: nothing, or another word.
const FOLDERS: [(&str, &str); 8] = [
    ("thumbs", ""),
    ("thumb", ""),
    ("thumbnails", ""),
    ("thumbnail", ""),
    ("small", "large"),
    ("medium", "large"),
    ("preview", "full"),
    ("resized", ""),
];
/// Parameters that hold the address of the picture itself, of pages and servers that show it smaller.
const WRAPPING: &str = "imgurl image_url mediaurl url image src img";

/// Addresses where a larger one may be, the most promising first.
pub(super) fn guesses(address: &Address) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    for pattern in PATTERNS {
        if found.len() < GUESSES_MAX
            && let Some(guess) = pattern(address).and_then(|guess| Address::resolve(Some(address), &guess))
            && guess != *address
            && !found.contains(&guess)
        {
            // What two patterns change together is more than either.
            let further = [without_query, without_suffix].iter().find_map(|also| also(&guess));
            let further = further.and_then(|further| Address::parse(&further));
            found.extend(further.filter(|further| further != address));
            if !found.contains(&guess) {
                found.push(guess);
            }
        }
    }
    found.dedup();
    found.truncate(GUESSES_MAX);
    found
}

/// The picture that an address wraps: `/images?imgurl=https%3A%2F%2F…`.
pub(super) fn wrapped(address: &Address) -> Option<String> {
    let holds = |(name, value): (&str, &str)| {
        let name = name.to_ascii_lowercase();
        let value = listed(WRAPPING, &name).then(|| decoded_text(value))?;
        if !value.starts_with("http") && !value.starts_with('/') {
            return None;
        }
        let inner = Address::resolve(Some(address), &value)?;
        let is_picture = inner.names_picture() || name == "imgurl" || name == "mediaurl";
        is_picture.then(|| inner.as_str().to_owned())
    };
    parameters(address.query()).take(PARAMETERS_MAX).find_map(holds)
}

/// `/thumb/a/ab/Name.jpg/300px-Name.jpg` → `/a/ab/Name.jpg`.
fn whole_of_thumb(address: &Address) -> Option<String> {
    let (folders, name) = address.path().rsplit_once('/')?;
    let (before, parent) = folders.rsplit_once('/')?;
    let (size, rest) = text::split_once(name, "px-")?;
    let (start, behind) = text::split_once(before, "/thumb/")?;
    side(size.rsplit('-').next()?)?;
    let is_it = is_picture_file(parent) && rest.starts_with(parent);
    is_it.then(|| [address.origin(), start, "/", behind, "/", parent].concat())
}

/// `/w_300,c_fill/`, `/cdn-cgi/image/width=300/`, `/300x200/` → without it.
fn without_made(address: &Address) -> Option<String> {
    let mut out = address.origin().to_owned();
    let mut after_upload = false;
    let mut changed = false;
    let folders: Vec<&str> = address.path().split('/').skip(1).collect();
    let (name, folders) = folders.split_last()?;
    for (at, folder) in folders.iter().enumerate() {
        let is_size = |folder: &str| {
            folder.split_once('x').is_some_and(|(w, h)| side(w).is_some() && side(h).is_some())
        };
        let made = transformation(folder, after_upload).is_some() || is_size(folder);
        // A server that makes pictures of others has a folder of its own for that.
        let door = *folder == "image"
            && folders.get(at + 1).is_some_and(|next| transformation(next, true).is_some())
            && at > 0
            && folders.get(at - 1) == Some(&"cdn-cgi");
        let door = door || (*folder == "cdn-cgi" && folders.get(at + 1) == Some(&"image"));
        if made || door {
            changed = true;
        } else {
            out.push('/');
            out.push_str(folder);
        }
        after_upload |= matches!(*folder, "upload" | "fetch");
    }
    out.push('/');
    out.push_str(name);
    if !address.query().is_empty() {
        out.push('?');
        out.push_str(address.query());
    }
    changed.then_some(out)
}

/// `…=w408-h240-k-no`, `…=s88-c` → `…=s0`.
fn without_options(address: &Address) -> Option<String> {
    let (before, options) = address.as_str().rsplit_once('=')?;
    let is_option = |option: &str| {
        let (first, number) = option.split_at_checked(1).unwrap_or(("", ""));
        (matches!(first, "w" | "h" | "s") && side(number).is_some())
            || (!option.is_empty() && option.len() <= 4 && option.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    let sized = options.split('-').next().is_some_and(|first| {
        first.len() > 1 && first.starts_with(['w', 'h', 's']) && side(first.get(1..).unwrap_or("")).is_some()
    });
    (address.query().is_empty() && sized && options.split('-').all(is_option))
        .then(|| [before, "=s0"].concat())
}

/// `?w=300&q=75` → without what says how large.
fn without_query(address: &Address) -> Option<String> {
    let mut kept = String::new();
    let mut changed = false;
    for (name, value) in parameters(address.query()) {
        if listed(SIZE_PARAMETERS, name) {
            changed = true;
        } else {
            kept.push_str(if kept.is_empty() { "" } else { "&" });
            kept.push_str(name);
            kept.push('=');
            kept.push_str(value);
        }
    }
    changed.then(|| address.with_query(&kept).as_str().to_owned())
}

/// `name-300x200.jpg`, `name_300x.jpg`, `name@2x.jpg`, `name-scaled.jpg` → `name.jpg`.
fn without_suffix(address: &Address) -> Option<String> {
    let path = address.path();
    let (stem, extension) = path.rsplit_once('.')?;
    let mut rest = stem;
    while let Some((shorter, ending)) = last_part(rest) {
        let is_density = ending.sign == '@' && ending.text.ends_with('x');
        if !(is_density || sides(ending.text).is_some() || ending.text == "scaled" || is_crop(ending.text)) {
            break;
        }
        rest = shorter;
    }
    (rest.len() < stem.len() && !rest.ends_with('/'))
        .then(|| with_path(address, &[rest, ".", extension].concat()))
}

fn is_crop(part: &str) -> bool {
    matches!(part, "crop" | "cropped" | "center")
}

/// `name_small.jpg`, `small_name.jpg` → `name.jpg`.
fn without_word(address: &Address) -> Option<String> {
    let (folders, name) = address.path().rsplit_once('/')?;
    let (stem, extension) = name.rsplit_once('.')?;
    let small = |word: &str| is_size_word(word) && !matches!(word, "large" | "original" | "orig");
    let shorter = match last_part(stem) {
        Some((shorter, ending)) if small(ending.text) => shorter,
        _ => {
            let (word, rest) = stem.split_once(['-', '_'])?;
            (small(word) && !rest.is_empty()).then_some(rest)?
        }
    };
    Some(with_path(address, &[folders, "/", shorter, ".", extension].concat()))
}

/// `/thumbs/name.jpg` → `/name.jpg`, `/small/name.jpg` → `/large/name.jpg`.
fn without_folder(address: &Address) -> Option<String> {
    let (folders, name) = address.path().rsplit_once('/')?;
    FOLDERS.iter().find_map(|(small, large)| {
        let marked = ["/", small].concat();
        let before = folders.strip_suffix(&marked)?;
        let gap = if large.is_empty() { "" } else { "/" };
        Some(with_path(address, &[before, gap, large, "/", name].concat()))
    })
}

fn with_path(address: &Address, path: &str) -> String {
    let query = address.query();
    let mark = if query.is_empty() { "" } else { "?" };
    [address.origin(), path, mark, query].concat()
}

#[cfg(test)]
mod tests {
    use super::{Address, guesses};

    #[test]
    fn knows_where_larger_ones_may_be() {
        for (small, large) in [
            ("https://a.example/up/x-1024x683.jpg", "https://a.example/up/x.jpg"),
            ("https://a.example/up/x-scaled.jpg", "https://a.example/up/x.jpg"),
            ("https://a.example/x_360x.jpg?v=17", "https://a.example/x.jpg?v=17"),
            ("https://a.example/x_600x600_crop_center.jpg", "https://a.example/x.jpg"),
            ("https://a.example/x@2x.jpg", "https://a.example/x.jpg"),
            ("https://a.example/x.jpeg?im_w=1200", "https://a.example/x.jpeg"),
            ("https://a.example/x.jpg?id=3&w=300&q=75", "https://a.example/x.jpg?id=3"),
            ("https://a.example/p/abc=w408-h240-k-no", "https://a.example/p/abc=s0"),
            ("https://a.example/p/abc=s88-c", "https://a.example/p/abc=s0"),
            (
                "https://a.example/image/upload/w_300,c_fill/v1/x.jpg",
                "https://a.example/image/upload/v1/x.jpg",
            ),
            ("https://a.example/cdn-cgi/image/width=300,quality=75/x.jpg", "https://a.example/x.jpg"),
            ("https://a.example/wiki/thumb/4/4c/X.jpg/300px-X.jpg", "https://a.example/wiki/4/4c/X.jpg"),
            ("https://a.example/i?imgurl=https%3A%2F%2Fb.example%2Fx.jpg&w=9", "https://b.example/x.jpg"),
            ("https://a.example/_i?url=%2Fm%2Fx.png&w=640&q=75", "https://a.example/m/x.png"),
            ("https://a.example/g/thumbs/x.jpg", "https://a.example/g/x.jpg"),
            ("https://a.example/g/small/x.jpg", "https://a.example/g/large/x.jpg"),
            ("https://a.example/x_thumb.jpg", "https://a.example/x.jpg"),
            ("https://a.example/thumb_x.jpg", "https://a.example/x.jpg"),
            ("http://a.example:8080/x-300x200.jpg", "http://a.example:8080/x.jpg"),
        ] {
            let address = Address::parse(small).expect("an address");
            let found: Vec<String> =
                guesses(&address).iter().map(|guess| guess.as_str().to_owned()).collect();
            assert!(found.iter().any(|guess| guess == large), "{small}: {found:?}");
        }
    }

    #[test]
    fn guesses_nothing_where_nothing_says_a_size() {
        for address in [
            "https://a.example/x.jpg",
            "https://a.example/x-1.jpg",
            "https://a.example/i?id=3",
            "https://a.example/x.jpg?v=300",
            "https://a.example/",
            "https://a.example/300x200.jpg",
            "https://a.example/?a=b",
        ] {
            let address = Address::parse(address).expect("an address");
            assert!(guesses(&address).is_empty(), "{address:?}: {:?}", guesses(&address));
        }
    }
}
