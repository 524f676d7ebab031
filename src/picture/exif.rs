//! The orientation in Exif, the one part of it that says how to show the picture. Exif is laid out as TIFF 6.0, which
//! section 2 of its specification describes.

use super::{be16, be32, le16, le32};

/// The tag.
const ORIENTATION: u16 = 0x0112;

/// The type of its value: two bytes.
const SHORT: u16 = 3;

/// The orientation, 1 to 8, 1 being upright; only of the first directory, since others are those of thumbnails.
pub(super) fn orientation(tiff: &[u8]) -> Option<u8> {
    type Read<T> = fn(&[u8], usize) -> Option<T>;
    let (short, long): (Read<u16>, Read<u32>) = match tiff.first_chunk()? {
        b"II*\0" => (le16, le32),
        b"MM\0*" => (be16, be32),
        _ => return None,
    };
    let directory = tiff.get(usize::try_from(long(tiff, 4)?).ok()?..)?;
    let entries = directory.get(2..)?.chunks_exact(12).take(usize::from(short(directory, 0)?));
    entries
        .filter(|entry| {
            short(entry, 0) == Some(ORIENTATION)
                && short(entry, 2) == Some(SHORT)
                && long(entry, 4) == Some(1)
        })
        .filter_map(|entry| u8::try_from(short(entry, 8)?).ok())
        .find(|value| matches!(value, 1..=8))
}

/// Exif with nothing but this orientation.
pub(super) fn tiff_of(orientation: u8) -> [u8; 26] {
    let [tag_high, tag_low] = ORIENTATION.to_be_bytes();
    [
        b'M',
        b'M',
        0,
        b'*',
        0,
        0,
        0,
        8, // The first directory stands at 8,
        0,
        1,
        tag_high,
        tag_low,
        0,
        3,
        0,
        0,
        0,
        1,
        0,
        orientation,
        0,
        0, // has one entry,
        0,
        0,
        0,
        0, // and is the last.
    ]
}

#[cfg(test)]
mod tests {
    use super::{orientation, tiff_of};

    #[test]
    fn reads_what_it_writes() {
        for value in 1..=8 {
            assert_eq!(orientation(&tiff_of(value)), Some(value));
        }
        for value in [0, 9, 255] {
            assert_eq!(orientation(&tiff_of(value)), None);
        }
    }

    #[test]
    fn reads_others() {
        let little =
            b"II*\0\x0A\0\0\0__\x02\0\x0F\x01\x02\0\x04\0\0\0Me\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        assert_eq!(orientation(little), Some(6));
        // Entries that are announced but missing.
        let mut more = little.to_vec();
        more[10..12].fill(0xFF);
        assert_eq!(orientation(&more), Some(6));
        // Entries that are there but not announced.
        more[10..12].copy_from_slice(&[1, 0]);
        assert_eq!(orientation(&more), None);
    }

    #[test]
    fn refuses_what_is_broken() {
        let whole = tiff_of(6);
        for length in 0..22 {
            assert_eq!(orientation(&whole[..length]), None, "{length}");
        }
        for (at, bytes) in [
            (0, &b"II*\0"[..]),
            (0, b"MMMM"),
            (4, b"\xFF\xFF\xFF\xFF"),
            (4, b"\0\0\0\0"),
            (4, b"\0\0\0\x1A"),
            (8, b"\0\0"),
            (12, b"\0\x04"),
            (14, b"\0\0\0\x02"),
            (14, b"\xFF\xFF\xFF\xFF"),
        ] {
            let mut broken = whole;
            broken[at..at + bytes.len()].copy_from_slice(bytes);
            assert_eq!(orientation(&broken), None, "{at} {bytes:?}");
        }
    }
}
