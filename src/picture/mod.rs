//! A picture's bytes, as far as they must be known before it is uploaded: what format it is, how large, and the same
//! picture without what its maker did not mean to show. Nothing is decoded. All bytes are taken as hostile.

mod exif;
mod jpeg;
mod png;
#[cfg(test)]
mod tests;

/// Bytes at the beginning of a file among which an SVG's first element is looked for.
const SVG_HEAD: usize = 4_096;

/// Bytes at the beginning of a file among which AVIF's brands are looked for.
const BRANDS_HEAD: usize = 512;

/// Bytes that a cleaned picture may have more than the given: for an orientation that is put in anew.
const ADDED_MAX: usize = 64;

/// A format of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG, perhaps an animation.
    Png,
    /// GIF, perhaps an animation.
    Gif,
    /// WebP, perhaps an animation.
    Webp,
    /// AVIF, perhaps an animation.
    Avif,
    /// A Windows bitmap.
    Bmp,
    /// SVG, not compressed.
    Svg,
}

impl Format {
    /// Its media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Avif => "image/avif",
            Self::Bmp => "image/bmp",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// The format, by the bytes alone: names and headers lie.
pub fn format(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some(Format::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::Webp),
        // Two letters are too little to go by.
        [b'B', b'M', ..] if matches!(le32(bytes, 14), Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124)) => {
            Some(Format::Bmp)
        }
        _ if bytes.starts_with(&png::SIGNATURE) => Some(Format::Png),
        _ if is_avif(bytes) => Some(Format::Avif),
        _ if is_svg(bytes) => Some(Format::Svg),
        _ => None,
    }
}

/// Width and height in pixels, as the headers of JPEG, PNG, GIF, WebP or BMP give them; not turned by an orientation.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = match format(bytes)? {
        Format::Jpeg => jpeg::size(bytes),
        Format::Png => png::size(bytes),
        Format::Gif => pair(le16(bytes, 6), le16(bytes, 8)),
        Format::Webp => webp_size(bytes),
        Format::Bmp => bmp_size(bytes),
        Format::Avif | Format::Svg => None,
    };
    size.filter(|&(width, height)| width > 0 && height > 0)
}

/// A JPEG's or PNG's bytes without metadata, but with its orientation and colour profile; at most 64 bytes longer than
/// the given. `None` for other formats, and for a file that is too broken to be walked through.
pub fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    size(bytes)?;
    match format(bytes)? {
        Format::Jpeg => jpeg::cleaned(bytes),
        Format::Png => png::cleaned(bytes),
        _ => None,
    }
}

/// Whether the file's brands (ISO/IEC 14496-12, `ftyp`) name AVIF.
fn is_avif(bytes: &[u8]) -> bool {
    let Some((head, [b'f', b't', b'y', b'p', brands @ ..])) = bytes.split_at_checked(4) else { return false };
    let length = be32(head, 0).map_or(0, |length| length as usize).clamp(16, BRANDS_HEAD) - 8;
    // The second four bytes are a version.
    let mut brands = brands.get(..length).unwrap_or(brands).chunks_exact(4).enumerate();
    brands.any(|(place, brand)| place != 1 && matches!(brand, b"avif" | b"avis"))
}

/// Whether the first element is `svg`, behind what XML allows to stand before it.
fn is_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..SVG_HEAD).unwrap_or(bytes);
    let mut rest = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    loop {
        rest = rest.trim_ascii_start();
        let behind = if let Some(comment) = rest.strip_prefix(b"<!--") {
            behind(comment, b"-->")
        } else if rest.starts_with(b"<?") {
            behind(rest, b"?>")
        } else if rest.starts_with(b"<!DOCTYPE") {
            match rest.iter().find(|&&byte| byte == b'[' || byte == b'>') {
                Some(b'[') => behind(rest, b"]").and_then(|rest| behind(rest, b">")),
                _ => behind(rest, b">"),
            }
        } else {
            return matches!(rest, [b'<', b's', b'v', b'g', b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/', ..]);
        };
        let Some(behind) = behind else { return false };
        rest = behind;
    }
}

/// What stands behind `part`, which is not empty.
fn behind<'a>(bytes: &'a [u8], part: &[u8]) -> Option<&'a [u8]> {
    let at = bytes.windows(part.len().max(1)).position(|window| window == part)?;
    bytes.get(at + part.len()..)
}

/// RFC 9649, section 2.5 to 2.7; RFC 6386, section 9.1.
fn webp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let content = bytes.get(20..)?;
    match (bytes.get(12..16)?, content) {
        // The lowest bit says that the picture is made from one before.
        (b"VP8 ", [tag, _, _, 0x9D, 0x01, 0x2A, size @ ..]) if tag & 1 == 0 => {
            pair(le16(size, 0).map(|width| width & 0x3FFF), le16(size, 2).map(|height| height & 0x3FFF))
        }
        (b"VP8L", [0x2F, size @ ..]) => {
            let size = le32(size, 0)?;
            Some(((size & 0x3FFF) + 1, (size >> 14 & 0x3FFF) + 1))
        }
        (b"VP8X", [_, _, _, _, a, b, c, d, e, f, ..]) => {
            Some((u32::from_le_bytes([*a, *b, *c, 0]) + 1, u32::from_le_bytes([*d, *e, *f, 0]) + 1))
        }
        _ => None,
    }
}

/// A bitmap whose rows stand top-down has a negative height.
fn bmp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    if matches!(le32(bytes, 14)?, 12) {
        return pair(le16(bytes, 18), le16(bytes, 20));
    }
    let width = le32(bytes, 18)?.cast_signed();
    Some((u32::try_from(width).ok()?, le32(bytes, 22)?.cast_signed().unsigned_abs()))
}

fn pair(width: Option<u16>, height: Option<u16>) -> Option<(u32, u32)> {
    Some((u32::from(width?), u32::from(height?)))
}

/// The two bytes at `at`, highest first.
fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))
}

/// The four bytes at `at`, highest first.
fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

/// The two bytes at `at`, lowest first.
fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    be16(bytes, at).map(u16::swap_bytes)
}

/// The four bytes at `at`, lowest first.
fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    be32(bytes, at).map(u32::swap_bytes)
}
