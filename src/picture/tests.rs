//! Pictures built by hand, cleaned and broken.

use super::{ADDED_MAX, Format, cleaned, exif, format, png, size};

const SECRET: &[u8] = b"51.5007N";

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Exif with a secret, and a secret behind it.
fn exif_with(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    for (tag, kind, count, value) in
        [(0x010F_u16, 2_u16, 9_u32, 50_u32), (0x0112, 3, 1, u32::from(orientation))]
    {
        tiff.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        tiff.extend([count.to_le_bytes(), value.to_le_bytes()].concat());
    }
    tiff.extend_from_slice(&[0x25, 0x88, 4, 0, 1, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend_from_slice(SECRET);
    tiff.push(0);
    tiff
}

fn segment(marker: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker][..], &length, &content].concat()
}

const JFIF: &[u8] = b"JFIF\0\x01\x02\x01\0\x48\0\x48";
const ICC: &[u8] = b"ICC_PROFILE\0\x01\x01profile";
const ADOBE: &[u8] = b"Adobe\0\x64\0\0\0\0\x01";
/// Stuffing, restarts, fill bytes, and what is no marker: all of it belongs to the scan.
const SCAN: &[u8] = b"ab\xFF\0c\xFF\xD0\xE1d\xFF\xFF\xD1e\xFF\xFF\0\xDA\xFF\x01\xFF\x02";

/// A JPEG of 300 times 200 pixels: progressive, with all that can stand in one.
fn jpeg(orientation: u8) -> Vec<u8> {
    [
        &[0xFF, 0xD8][..],
        &segment(0xE0, &[JFIF, &[1, 1], &SECRET[..3]]),
        &segment(0xE0, &[b"JFXX\0\x10", SECRET]),
        &segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>", SECRET]),
        &segment(0xE1, &[b"Exif\0\0", &exif_with(orientation)]),
        &segment(0xE1, &[b"Exif\0\0", &exif_with(3)]),
        &segment(0xE2, &[ICC]),
        &segment(0xE2, &[b"MPF\0", SECRET]),
        &segment(0xED, &[b"Photoshop 3.0\0", SECRET]),
        &segment(0xEB, &[SECRET]),
        &segment(0xEF, &[SECRET]),
        &segment(0xEE, &[SECRET]),
        &segment(0xEE, &[ADOBE]),
        &segment(0xF0, &[SECRET]),
        &segment(0xFE, &[SECRET]),
        &[0xFF, 0xFF, 0xFF],
        &segment(0xDB, &[&[7; 65]]),
        SECRET,
        &segment(0xC2, &[&[8, 0, 200, 1, 44, 1, 1, 0x11, 0]]),
        &segment(0xC4, &[&[9; 20]]),
        &segment(0xDD, &[&[0, 4]]),
        &segment(0xDA, &[&[1, 1, 0, 0, 0, 0]]),
        SCAN,
        &[0xFF, 0xFF],
        &segment(0xFE, &[SECRET]),
        &segment(0xE1, &[b"Exif\0\0", &exif_with(5)]),
        &segment(0xC4, &[&[10; 20]]),
        &segment(0xDA, &[&[1, 1, 0, 1, 63, 0]]),
        b"the end",
        &[0xFF, 0xD9],
        &[0xFF, 0xD8],
        SECRET,
    ]
    .concat()
}

fn jpeg_wanted(orientation: u8) -> Vec<u8> {
    let oriented = segment(0xE1, &[b"Exif\0\0", &exif::tiff_of(orientation)]);
    [
        &[0xFF, 0xD8][..],
        &segment(0xE0, &[JFIF, &[0, 0]]),
        if orientation > 1 { &oriented } else { &[] },
        &segment(0xE2, &[ICC]),
        &segment(0xEE, &[ADOBE]),
        &segment(0xDB, &[&[7; 65]]),
        &segment(0xC2, &[&[8, 0, 200, 1, 44, 1, 1, 0x11, 0]]),
        &segment(0xC4, &[&[9; 20]]),
        &segment(0xDD, &[&[0, 4]]),
        &segment(0xDA, &[&[1, 1, 0, 0, 0, 0]]),
        SCAN,
        &segment(0xC4, &[&[10; 20]]),
        &segment(0xDA, &[&[1, 1, 0, 1, 63, 0]]),
        b"the end",
        &[0xFF, 0xD9],
    ]
    .concat()
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let body = [kind, content].concat();
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], &body, &png::crc(body.iter()).to_be_bytes()].concat()
}

/// A PNG of 300 times 200 pixels, of these chunks.
fn png_of(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let header = chunk(b"IHDR", &[0, 0, 1, 44, 0, 0, 0, 200, 8, 3, 0, 0, 0]);
    let mut out = [&b"\x89PNG\r\n\x1A\n"[..], &header].concat();
    for (kind, content) in chunks {
        out.extend(chunk(kind, content));
    }
    out
}

fn png_full(orientation: u8) -> Vec<u8> {
    let mut out = png_of(&[
        (b"cICP", &[1, 13, 0, 1]),
        (b"iCCP", b"profile\0\0zzz"),
        (b"eXIf", &exif_with(orientation)),
        (b"eXIf", &exif_with(3)),
        (b"acTL", &[0; 8]),
        (b"fcTL", &[0; 26]),
        (b"PLTE", &[1; 6]),
        (b"tRNS", &[1]),
        (b"hIST", &[1; 4]),
        (b"tEXt", SECRET),
        (b"zTXt", SECRET),
        (b"iTXt", SECRET),
        (b"tIME", &[1; 7]),
        (b"caBX", SECRET),
        (b"IDAT", b"picture"),
        (b"IDAT", b"picture"),
        (b"fcTL", &[0; 26]),
        (b"fdAT", SECRET),
        (b"IEND", b""),
    ]);
    out.extend_from_slice(SECRET);
    out
}

fn png_wanted(orientation: u8) -> Vec<u8> {
    let tiff = exif::tiff_of(orientation);
    let mut chunks: Vec<(&[u8; 4], &[u8])> =
        vec![(b"cICP", &[1, 13, 0, 1]), (b"iCCP", b"profile\0\0zzz"), (b"eXIf", &tiff), (b"PLTE", &[1; 6])];
    chunks.extend([(b"tRNS", &[1][..]), (b"IDAT", b"picture"), (b"IDAT", b"picture"), (b"IEND", b"")]);
    chunks.retain(|(kind, _)| orientation > 1 || *kind != b"eXIf");
    png_of(&chunks)
}

#[test]
fn knows_formats_and_sizes() {
    let long = [b"<!--", &[b' '; 5_000][..], b"--><svg>"].concat();
    for (bytes, expected) in [
        (&jpeg(1)[..], Some((Format::Jpeg, Some((300, 200))))),
        (&png_full(1), Some((Format::Png, Some((300, 200))))),
        (b"\x89PNG\r\n\x1A\n", Some((Format::Png, None))),
        (b"\xFF\xD8\xFF\xDA\0\x02", Some((Format::Jpeg, None))),
        (b"\xFF\xD8\xFF\xC4\0\x02\xFF\xC0\0\x07\x08\0\x02\0\x03", Some((Format::Jpeg, Some((3, 2))))),
        (b"\xFF\xD8\xFF\xC0\0\x07\x08\0\0\0\x03", Some((Format::Jpeg, None))),
        (b"GIF89a\x2C\x01\xC8\0", Some((Format::Gif, Some((300, 200))))),
        (b"RIFF....WEBPVP8 ....\x10__\x9D\x01\x2A\x2C\x41\xC8\0", Some((Format::Webp, Some((300, 200))))),
        (b"RIFF....WEBPVP8 ....\x11__\x9D\x01\x2A\x2C\x41\xC8\0", Some((Format::Webp, None))),
        (b"RIFF....WEBPVP8L....\x2F\x2B\xC1\x31\0", Some((Format::Webp, Some((300, 200))))),
        (b"RIFF....WEBPVP8X....____\x2B\x01\0\xC7\0\0", Some((Format::Webp, Some((300, 200))))),
        (b"RIFF....WEBPVP8X....____\x2B\x01\0\xC7\0", Some((Format::Webp, None))),
        (b"RIFF....WAVE", None),
        (b"BM____________\x28\0\0\0\x2C\x01\0\0\x38\xFF\xFF\xFF", Some((Format::Bmp, Some((300, 200))))),
        (b"BM____________\x0C\0\0\0\x2C\x01\xC8\0", Some((Format::Bmp, Some((300, 200))))),
        (b"BM____________\x28\0\0\0\xFF\xFF\xFF\xFF\x01\0\0\0", Some((Format::Bmp, None))),
        (b"BMW, a maker of cars", None),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1miaf", Some((Format::Avif, None))),
        (b"\0\0\0\x18ftypmif1\0\0\0\0miafavis", Some((Format::Avif, None))),
        (b"\0\0\0\x14ftypmif1\0\0\0\0miafavis", None),
        (b"\0\0\0\x18ftypmif1avifmiafheic", None),
        (b"\0\0\0\0ftypavif", Some((Format::Avif, None))),
        (b"<svg>", Some((Format::Svg, None))),
        (
            b"\xEF\xBB\xBF\n<?xml version='1.0'?>\r\n<!-- <html> --><!DOCTYPE svg [<!ENTITY a 'b>'> ] >\t<svg\n",
            Some((Format::Svg, None)),
        ),
        (b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'><svg xmlns=''>", Some((Format::Svg, None))),
        (b"<svgs>", None),
        (b"<svg:svg>", None),
        (b"<svg", None),
        (b"<!DOCTYPE html><html><svg>", None),
        (b"<!-- <svg>", None),
        (&long, None),
        (b"", None),
    ] {
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(format(bytes), expected.map(|(format, _)| format), "{text}");
        assert_eq!(size(bytes), expected.and_then(|(_, size)| size), "{text}");
    }
}

#[test]
fn cuts_out_what_is_not_to_be_shown() {
    for orientation in 0..=9 {
        // An orientation that there is not is none; then the next one counts.
        let shown = if matches!(orientation, 1..=8) { orientation } else { 3 };
        for (given, wanted) in
            [(jpeg(orientation), jpeg_wanted(shown)), (png_full(orientation), png_wanted(shown))]
        {
            assert!(holds(&given, SECRET));
            let clean = cleaned(&given).unwrap();
            assert!(!holds(&clean, SECRET));
            assert_eq!(clean, wanted, "{orientation}");
            assert_eq!(cleaned(&clean), Some(clean));
        }
    }
}

#[test]
fn keeps_to_the_end_what_breaks_off() {
    let whole = jpeg_wanted(6);
    let scan = whole.len() - 2 - b"the end".len();
    for length in scan..whole.len() {
        assert_eq!(cleaned(&whole[..length]).as_deref(), Some(&whole[..length]));
    }
    // Broken behind the first scan: what is whole remains.
    let first = whole.windows(SCAN.len()).position(|window| window == SCAN).unwrap() + SCAN.len();
    for more in [
        &b"\xFF\xFE\0\x20secret"[..],
        b"\xFF\xFE\0\x02\xFF\x30secret",
        b"\xFF\xD8\xFF\xE1secret",
        b"\xFF\xC4\0\x01",
        b"\xFF\xFE",
    ] {
        let (given, wanted) = ([&whole[..first], more].concat(), [&whole[..first], b"\xFF\xD9"].concat());
        assert_eq!(cleaned(&given).as_deref(), Some(&wanted[..]), "{more:?}");
    }
}

#[test]
fn refuses_what_it_cannot_walk_through() {
    let frame = segment(0xC0, &[&[8, 0, 2, 0, 3, 1, 1, 0x11, 0]]);
    for rest in
        [&b"\xFF\xD9"[..], b"\xFF\xD8", b"\xFF\xDA\0\x01", b"\xFF\xDB\x10\0", b"\xFF\x20\0\x02", b"", b"\xFF"]
    {
        assert_eq!(cleaned(&[b"\xFF\xD8", &frame[..], rest].concat()), None, "{rest:?}");
    }
    let end: (&[u8; 4], &[u8]) = (b"IEND", b"");
    for chunks in
        [&[end][..], &[(b"IDAT", b"x")], &[(b"CgBI", b""), (b"IDAT", b"x"), end], &[(b"\0\0\0\0", b"")]]
    {
        assert_eq!(cleaned(&png_of(chunks)), None, "{chunks:?}");
    }
    let whole = png_wanted(6);
    for length in 0..whole.len() {
        assert_eq!(cleaned(&whole[..length]), None, "{length}");
    }
    assert_eq!(cleaned(b"GIF89a\x2C\x01\xC8\0"), None);
}

#[test]
fn withstands_any_bytes() {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    let samples = [
        jpeg(6),
        png_full(6),
        jpeg_wanted(8),
        b"RIFF....WEBPVP8X....____\x2B\x01\0\xC7\0\0".to_vec(),
        b"BM____________\x28\0\0\0\x2C\x01\0\0\x38\xFF\xFF\xFF".to_vec(),
        b"\0\0\0\x18ftypmif1\0\0\0\0miafavis".to_vec(),
        b"<?xml?><!-- --><!DOCTYPE svg [ ]><svg>".to_vec(),
    ];
    let mut clean = 0;
    for round in 0..20_000 {
        let mut bytes = samples[random(samples.len())].clone();
        for _ in 0..random(6) {
            let at = random(bytes.len());
            let end = (at + random(40)).min(bytes.len());
            match random(6) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..end)),
                2 => bytes.extend_from_within(at..end),
                3 => bytes.insert(at, 0xFF),
                _ if at < bytes.len() => {
                    bytes[at] = [0, 0xFF, 0xD8, 0xDA, 0x7F, random(256) as u8][random(6)]
                }
                _ => {}
            }
        }
        let _ = (format(&bytes), size(&bytes));
        if let Some(out) = cleaned(&bytes) {
            clean += 1;
            assert!(out.capacity() <= bytes.len() + ADDED_MAX, "{round}");
            assert_eq!(size(&out), size(&bytes), "{round}");
            assert_eq!(cleaned(&out).as_ref(), Some(&out), "{round}");
        }
    }
    assert!(clean > 2_000, "{clean}");
}
