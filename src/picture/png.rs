//! PNG (third edition, section 5): a signature, then chunks of a length, a type, content and a CRC.

use super::{ADDED_MAX, be32, exif};

/// What a file begins with.
pub(super) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1A\n";

/// Bytes of a chunk besides its content.
const FRAME: usize = 12;

/// The last chunk, which is the same in every file.
const END: [u8; FRAME] = *b"\0\0\0\0IEND\xAE\x42\x60\x82";

/// Width and height in pixels.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let content = bytes.get(8..)?.strip_prefix(b"\0\0\0\x0DIHDR")?;
    Some((be32(content, 0)?, be32(content, 4)?))
}

/// The file without metadata, without the further pictures of an animation, and without what follows its end. `None`
/// if it breaks off.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&SIGNATURE)?;
    let mut out = Vec::with_capacity(bytes.len() + ADDED_MAX);
    out.extend_from_slice(&SIGNATURE);
    let mut pictured = false;
    let mut oriented = false;
    loop {
        let length = usize::try_from(be32(rest, 0)?).ok()?.checked_add(FRAME)?;
        let (chunk, behind) = rest.split_at_checked(length)?;
        rest = behind;
        match chunk.get(4..8)? {
            b"IEND" => {
                out.extend_from_slice(&END);
                return pictured.then_some(out);
            }
            b"IDAT" => {
                pictured = true;
                out.extend_from_slice(chunk);
            }
            b"IHDR" | b"PLTE" | b"tRNS" | b"bKGD" | b"pHYs" | b"sBIT" => out.extend_from_slice(chunk),
            // What the colours mean.
            b"cHRM" | b"gAMA" | b"iCCP" | b"sRGB" | b"cICP" | b"mDCV" | b"cLLI" => {
                out.extend_from_slice(chunk);
            }
            b"eXIf" if !oriented => {
                let orientation = exif::orientation(chunk.get(8..length - 4)?);
                oriented = orientation.is_some();
                if let Some(orientation @ 2..) = orientation {
                    push(&mut out, *b"eXIf", &exif::tiff_of(orientation));
                }
            }
            // Without a chunk whose type begins with a capital letter, the picture cannot be shown.
            [kind, ..] if kind & 0x20 == 0 => return None,
            _ => {}
        }
    }
}

fn push(out: &mut Vec<u8>, kind: [u8; 4], content: &[u8; 26]) {
    out.extend_from_slice(&[0, 0, 0, 26]);
    out.extend_from_slice(&kind);
    out.extend_from_slice(content);
    out.extend_from_slice(&crc(kind.iter().chain(content)).to_be_bytes());
}

/// The CRC-32 of section 5.5. Bit by bit, since it is made of 30 bytes, and a table takes a thousand.
pub(super) fn crc<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    let mut crc = !0;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = crc >> 1 ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::{END, crc};

    #[test]
    fn counts_as_others_do() {
        assert_eq!(crc(b"123456789".iter()), 0xCBF4_3926);
        assert_eq!(crc(b"IEND".iter()).to_be_bytes(), END[8..]);
    }
}
