//! Decoding pictures, and drawing them anew, in the background: `createImageBitmap` and `OffscreenCanvas`.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, ImageBitmap, ImageEncodeOptions, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = createImageBitmap, catch)]
    fn create_image_bitmap(blob: &Blob) -> Result<Promise, JsValue>;
    type Context;
    #[wasm_bindgen(method, setter, js_name = imageSmoothingQuality)]
    fn set_image_smoothing_quality(this: &Context, quality: &str);
}

/// JPEG's quality, of 1: nobody sees a difference.
const QUALITY: f64 = 0.92;
/// A format that loses nothing.
const PNG: &str = "image/png";
/// What is painted over what is not to be seen.
const COVER: &str = "#d9d5ca";
/// Rows that are read at once.
const STRIP: u32 = 64;

/// A picture drawn anew at `scale` of its size: as PNG where it is partly transparent, else as JPEG.
///
/// # Errors
/// It cannot be decoded, or has more than `pixels_max` pixels.
pub async fn draw(bytes: &[u8], content_type: &str, scale: f64, pixels_max: f64) -> Result<Vec<u8>, JsValue> {
    let bitmap = decoded(bytes, content_type, pixels_max).await?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let (across, down) = (((width * scale).round() as u32).max(1), ((height * scale).round() as u32).max(1));
    let (canvas, context) = blank(across, down)?;
    let drawn = context.draw_image_with_image_bitmap_and_dw_and_dh(
        &bitmap,
        0.0,
        0.0,
        f64::from(across),
        f64::from(down),
    );
    bitmap.close();
    drawn?;
    let is_clear = is_clear(&context, across, down)?;
    encoded(&canvas, if is_clear { PNG } else { "image/jpeg" }).await
}

/// A part of a PNG, as a PNG, with other parts of it painted over; each by left and upper edge, width and height, in
/// pixels of the picture.
///
/// # Errors
/// It cannot be decoded, or has more than `pixels_max` pixels.
pub async fn cut(
    bytes: &[u8],
    part: [f64; 4],
    covered: &[[f64; 4]],
    pixels_max: f64,
) -> Result<Vec<u8>, JsValue> {
    let bitmap = decoded(bytes, PNG, pixels_max).await?;
    let [x, y, width, height] = part;
    let (canvas, context) = blank(width as u32, height as u32)?;
    let drawn = context.draw_image_with_image_bitmap(&bitmap, -x, -y);
    bitmap.close();
    drawn?;
    context.set_fill_style_str(COVER);
    for [left, top, across, down] in covered {
        context.fill_rect(left - x, top - y, *across, *down);
    }
    encoded(&canvas, PNG).await
}

async fn decoded(bytes: &[u8], content_type: &str, pixels_max: f64) -> Result<ImageBitmap, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(content_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let bitmap: ImageBitmap = JsFuture::from(create_image_bitmap(&blob)?).await?.unchecked_into();
    let pixels = f64::from(bitmap.width()) * f64::from(bitmap.height());
    if pixels > pixels_max || pixels < 1.0 {
        bitmap.close();
        return Err(JsValue::NULL);
    }
    Ok(bitmap)
}

fn blank(width: u32, height: u32) -> Result<(OffscreenCanvas, OffscreenCanvasRenderingContext2d), JsValue> {
    let canvas = OffscreenCanvas::new(width, height)?;
    let context: OffscreenCanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or(JsValue::NULL)?.unchecked_into();
    context.unchecked_ref::<Context>().set_image_smoothing_quality("high");
    Ok((canvas, context))
}

async fn encoded(canvas: &OffscreenCanvas, content_type: &str) -> Result<Vec<u8>, JsValue> {
    let options = ImageEncodeOptions::new();
    options.set_type(content_type);
    options.set_quality(QUALITY);
    let blob: Blob = JsFuture::from(canvas.convert_to_blob_with_options(&options)?).await?.unchecked_into();
    Ok(Uint8Array::new(&JsFuture::from(blob.array_buffer()).await?).to_vec())
}

/// Whether anything of it is transparent.
fn is_clear(context: &OffscreenCanvasRenderingContext2d, width: u32, height: u32) -> Result<bool, JsValue> {
    let mut top = 0;
    while top < height {
        let rows = STRIP.min(height - top);
        let strip = context.get_image_data(0.0, f64::from(top), f64::from(width), f64::from(rows))?;
        if strip.data().chunks_exact(4).any(|pixel| pixel.last().is_some_and(|alpha| *alpha < u8::MAX)) {
            return Ok(true);
        }
        top += rows;
    }
    Ok(false)
}
