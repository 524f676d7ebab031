//! JPEG (ITU-T T.81, annex B): markers, most with a segment behind them, and behind a scan's the coded picture. What is
//! broken is read as libjpeg does, the decoder of browsers and most servers.

use super::{ADDED_MAX, be16, exif, pair};

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;

/// What an Exif segment begins with.
const EXIF: &[u8] = b"Exif\0\0";

/// Width and height in pixels.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.get(2..)?;
    loop {
        let part = part(rest)?;
        rest = part.behind;
        match part.marker {
            0xC4 | 0xC8 | 0xCC => {}
            // A frame: bits, height, width.
            0xC0..=0xCF => return pair(be16(part.content, 3), be16(part.content, 1)),
            SOI | EOI | SOS => return None,
            _ => {}
        }
    }
}

/// The file without metadata, and without what follows the picture: further pictures, videos, archives. Of a file that
/// is broken behind its first scan, what is whole; one that breaks off within a scan stays without an end, so that
/// nobody takes it for whole.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() + ADDED_MAX);
    out.extend_from_slice(&[0xFF, SOI]);
    let mut rest = bytes.get(2..)?;
    let mut scanned = false;
    let mut oriented = false;
    while let Some(part) = part(rest) {
        rest = part.behind;
        match part.marker {
            // If it is a beginning, the end is missing, and another picture follows.
            EOI | SOI => break,
            SOS => {
                scanned = true;
                push(&mut out, part.marker, part.content);
                let (scan, behind) = rest.split_at_checked(scan_length(rest))?;
                out.extend_from_slice(scan);
                rest = behind;
                if rest.is_empty() {
                    return Some(out);
                }
            }
            // Frames, tables, counts. 0xC8 has no meaning yet.
            0xC0..=0xC7 | 0xC9..=0xCF | 0xDB..=0xDF => push(&mut out, part.marker, part.content),
            // These hold for the whole picture: a decoder looks for none behind the first scan.
            APP0..=APP15 if !scanned => push_application(&mut out, &part, &mut oriented),
            _ => {}
        }
    }
    out.extend_from_slice(&[0xFF, EOI]);
    scanned.then_some(out)
}

/// What an application added, if a decoder needs it.
fn push_application(out: &mut Vec<u8>, part: &Part, oriented: &mut bool) {
    let content = part.content;
    match part.marker {
        APP0 if content.starts_with(b"JFIF\0") => {
            // Behind these are the width and height of a thumbnail, and the thumbnail.
            if let Some(density) = content.get(..12) {
                push_head(out, APP0, 14);
                out.extend_from_slice(density);
                out.extend_from_slice(&[0, 0]);
            }
        }
        APP1 if !*oriented => {
            let orientation = content.strip_prefix(EXIF).and_then(exif::orientation);
            *oriented = orientation.is_some();
            if let Some(orientation @ 2..) = orientation {
                let tiff = exif::tiff_of(orientation);
                push_head(out, APP1, EXIF.len() + tiff.len());
                out.extend_from_slice(EXIF);
                out.extend_from_slice(&tiff);
            }
        }
        APP2 if content.starts_with(b"ICC_PROFILE\0") => push(out, APP2, content),
        // Whether the colours are to be converted.
        APP14 if content.starts_with(b"Adobe") => push(out, APP14, content),
        _ => {}
    }
}

fn push(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    push_head(out, marker, content.len());
    out.extend_from_slice(content);
}

/// A marker and the length of what follows it, at most 65,533 bytes. The length counts itself.
fn push_head(out: &mut Vec<u8>, marker: u8, length: usize) {
    let [.., high, low] = (length + 2).to_be_bytes();
    out.extend_from_slice(&[0xFF, marker, high, low]);
}

/// A marker, and what its segment holds.
struct Part<'a> {
    marker: u8,
    content: &'a [u8],
    behind: &'a [u8],
}

/// The next part; `None` at the end, and where the file is broken. Bytes before a marker belong to nothing.
fn part(bytes: &[u8]) -> Option<Part<'_>> {
    let mut rest = bytes;
    let mut before = 0;
    loop {
        let (&marker, behind) = rest.split_first()?;
        rest = behind;
        match (before, marker) {
            (0xFF, 0x01 | 0xD0..=EOI) => return Some(Part { marker, content: &[], behind }),
            // These are reserved; libjpeg gives up.
            (0xFF, 0x02..=0xBF) => return None,
            (0xFF, 0xC0..=0xFE) => {
                let length = usize::from(be16(behind, 0)?);
                let (segment, behind) = behind.split_at_checked(length)?;
                return Some(Part { marker, content: segment.get(2..)?, behind });
            }
            _ => before = marker,
        }
    }
}

/// Bytes of a scan's coded picture, to the marker that ends it. A restart does not, nor does 0xFF before a zero, which
/// is a byte of the picture, nor what no decoder takes for a marker; any number of 0xFF may stand before each.
fn scan_length(bytes: &[u8]) -> usize {
    let mut fill = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            0xFF => fill += 1,
            0x00..=0xBF | 0xD0..=0xD7 => fill = 0,
            _ if fill > 0 => return at - fill,
            _ => {}
        }
    }
    bytes.len()
}
