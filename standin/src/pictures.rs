//! Pictures: made for a name and a size, always the same bytes; or uploaded, and then looked into.

use crate::secrets::sha256_hex;
use crate::still_life;
use bytes::Bytes;
use image::{ExtendedColorType, ImageEncoder, ImageFormat};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The longest side that is made.
const LONGEST: u32 = 4000;
/// The most pixels that are decoded: a small file can claim to be an enormous picture.
const MOST_PIXELS: u64 = 80_000_000;

/// A picture that has been decoded at least once.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) bytes: Bytes,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) content_type: &'static str,
    pub(crate) sha256: String,
}

impl Picture {
    /// Decodes a JPEG or PNG to its last pixel; whatever cannot be decoded is no picture.
    pub(crate) fn decode(bytes: Bytes) -> Option<Self> {
        let content_type = match image::guess_format(&bytes).ok()? {
            ImageFormat::Jpeg => "image/jpeg",
            ImageFormat::Png => "image/png",
            _ => return None,
        };
        let reader = || image::ImageReader::new(std::io::Cursor::new(&bytes)).with_guessed_format().ok();
        let (width, height) = reader()?.into_dimensions().ok()?;
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return None;
        }
        reader()?.decode().ok()?;
        let sha256 = sha256_hex(&bytes);
        Some(Self { width, height, content_type, sha256, bytes })
    }
}

/// The kinds of file that are made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    #[default]
    Jpeg,
    Png,
    Gif,
    Webp,
    Bmp,
    Svg,
}

impl Kind {
    /// The media type.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// What picture is wanted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Order {
    name: String,
    width: u32,
    height: u32,
    pub(crate) kind: Kind,
    /// Partly transparent, where the kind of file can be.
    clear: bool,
}

impl Order {
    /// A picture of what `name` tells, unless it is too large.
    pub(crate) fn new(name: String, width: u32, height: u32, kind: Kind, clear: bool) -> Option<Self> {
        let fits = |side| (1..=LONGEST).contains(&side);
        (fits(width) && fits(height)).then_some(Self { name, width, height, kind, clear })
    }

    /// Reads a file name, `{name}-{w}x{h}.{jpg|png}`.
    pub(crate) fn of_file(file: &str) -> Option<Self> {
        let (stem, extension) = file.rsplit_once('.')?;
        let kind = match extension {
            "jpg" => Kind::Jpeg,
            "png" => Kind::Png,
            _ => return None,
        };
        let (name, size) = stem.rsplit_once('-')?;
        let (width, height) = size.split_once('x')?;
        Self::new(name.to_owned(), width.parse().ok()?, height.parse().ok()?, kind, false)
    }

    fn make(&self) -> Bytes {
        if self.kind == Kind::Svg {
            return self.drawing().into();
        }
        let mut pixels = still_life::draw(&self.name, self.width, self.height);
        let has_clear = self.clear && matches!(self.kind, Kind::Png | Kind::Webp | Kind::Gif);
        let colours = if has_clear {
            pixels = with_clear(&pixels);
            ExtendedColorType::Rgba8
        } else {
            ExtendedColorType::Rgb8
        };
        let mut file = Vec::new();
        let (width, height) = (self.width, self.height);
        let done = match self.kind {
            Kind::Jpeg => image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 86)
                .write_image(&pixels, width, height, colours),
            Kind::Png => {
                image::codecs::png::PngEncoder::new(&mut file).write_image(&pixels, width, height, colours)
            }
            Kind::Gif => image::codecs::gif::GifEncoder::new_with_speed(&mut file, 30)
                .encode(&pixels, width, height, colours),
            Kind::Webp => image::codecs::webp::WebPEncoder::new_lossless(&mut file)
                .encode(&pixels, width, height, colours),
            Kind::Bmp => {
                image::codecs::bmp::BmpEncoder::new(&mut file).encode(&pixels, width, height, colours)
            }
            Kind::Svg => Ok(()),
        };
        // Writing to memory does not fail; if it did, an empty file is what no reader takes for a picture.
        if done.is_ok() { file.into() } else { Bytes::new() }
    }

    /// A drawing in two colours that the name picks.
    fn drawing(&self) -> String {
        let (width, height) = (self.width, self.height);
        let hash = sha256_hex(self.name.as_bytes());
        let colour = |at: usize| hash.get(at..at + 6).unwrap_or("808080");
        let ground = if self.clear { "none".to_owned() } else { format!("#{}", colour(0)) };
        let (x, y, radius) = (width / 2, height / 2, width.min(height) / 3);
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"><rect width="100%" height="100%" fill="{ground}"/><circle cx="{x}" cy="{y}" r="{radius}" fill="#{}"/></svg>"##,
            colour(6)
        )
    }
}

/// The pixels with their first third clear.
fn with_clear(pixels: &[u8]) -> Vec<u8> {
    let clear = pixels.len() / 9;
    let (all, _) = pixels.as_chunks::<3>();
    let with =
        |(at, [red, green, blue]): (usize, &[u8; 3])| [*red, *green, *blue, if at < clear { 0 } else { 255 }];
    all.iter().enumerate().flat_map(with).collect()
}

/// Makes pictures when they are first asked for, and keeps them.
#[derive(Debug)]
pub(crate) struct Studio {
    made: Mutex<HashMap<Order, Bytes>>,
}

impl Studio {
    /// An empty studio.
    pub(crate) fn new() -> Self {
        Self { made: Mutex::new(HashMap::new()) }
    }

    fn kept(&self, order: &Order) -> Option<Bytes> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).get(order).cloned()
    }

    /// The file of an order.
    pub(crate) async fn file(self: &Arc<Self>, order: Order) -> Bytes {
        if let Some(bytes) = self.kept(&order) {
            return bytes;
        }
        let studio = Arc::clone(self);
        // Drawing takes the processor for a while: not on the threads that serve.
        tokio::task::spawn_blocking(move || {
            let bytes = order.make();
            studio.made.lock().unwrap_or_else(PoisonError::into_inner).insert(order, bytes.clone());
            bytes
        })
        .await
        .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_to_make() {
        let order = Order::of_file("linen-vase-640x800.jpg").unwrap();
        assert_eq!((order.name.as_str(), order.width, order.height), ("linen-vase", 640, 800));
        for wrong in ["vase.jpg", "vase-0x10.jpg", "vase-10x9999.jpg", "vase-10x10.gif", "10x10.jpg"] {
            assert_eq!(Order::of_file(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn pictures_are_the_same_each_time_and_differ_by_name() {
        for file in ["vase-60x40.jpg", "vase-60x40.png"] {
            let one = Order::of_file(file).unwrap().make();
            assert_eq!(one, Order::of_file(file).unwrap().make());
            let picture = Picture::decode(one).unwrap();
            assert_eq!((picture.width, picture.height), (60, 40));
        }
        let drawn: std::collections::BTreeSet<String> = (0..200)
            .map(|i| sha256_hex(&Order::of_file(&format!("thing-{i}-40x30.png")).unwrap().make()))
            .collect();
        assert_eq!(drawn.len(), 200);
    }

    #[test]
    fn half_a_picture_is_no_picture() {
        let whole = Order::of_file("lamp-80x80.png").unwrap().make();
        assert!(Picture::decode(whole.slice(..whole.len() / 2)).is_none());
        assert!(Picture::decode(Bytes::from_static(b"GIF89a")).is_none());
    }
}
