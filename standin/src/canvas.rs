//! A small canvas: washes, turned shapes, ellipses and polygons, row by row and with soft edges.
//!
//! Rows are filled as spans because that stays quick even without optimisation, and is the same on every machine.

/// Red, green, blue, each 0 to 255.
pub(crate) type Colour = [f32; 3];

/// Between two colours.
pub(crate) fn mix(a: Colour, b: Colour, t: f32) -> Colour {
    let t = t.clamp(0.0, 1.0);
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]
}

/// Lighter (above zero) or darker (below).
pub(crate) fn shade(colour: Colour, by: f32) -> Colour {
    if by >= 0.0 { mix(colour, [255.0, 252.0, 244.0], by) } else { mix(colour, [38.0, 30.0, 36.0], -by) }
}

/// A point in the canvas's own units.
pub(crate) type Point = (f32, f32);

/// A picture in the making. Units: the shorter side is 1; the middle of the width is x = 0; the top is y = 0.
#[derive(Debug)]
pub(crate) struct Canvas {
    width: usize,
    height: usize,
    unit: f32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// An empty canvas.
    pub(crate) fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self { width, height, unit: width.min(height) as f32, pixels: vec![0; width * height * 3] }
    }

    /// The height in units.
    pub(crate) fn bottom(&self) -> f32 {
        self.height as f32 / self.unit
    }

    /// Half the width in units.
    pub(crate) fn side(&self) -> f32 {
        self.width as f32 / self.unit / 2.0
    }

    /// The finished picture, three bytes a pixel.
    pub(crate) fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    fn column(&self, x: f32) -> f32 {
        x * self.unit + self.width as f32 / 2.0
    }

    /// A full-width gradient between two heights.
    pub(crate) fn wash(&mut self, from: f32, to: f32, top: Colour, bottom: Colour) {
        let (y0, y1) = ((from * self.unit) as usize, ((to * self.unit).ceil() as usize).min(self.height));
        for y in y0..y1 {
            let colour = mix(top, bottom, (y - y0) as f32 / (y1 - y0).max(1) as f32).map(|c| c as u8);
            let row = y * self.width * 3;
            if let Some(row) = self.pixels.get_mut(row..row + self.width * 3) {
                for pixel in row.chunks_exact_mut(3) {
                    pixel.copy_from_slice(&colour);
                }
            }
        }
    }

    /// One row of a shape, in pixels; `paint` is asked for the colour from 0 at the left edge to 1 at the right.
    fn span(&mut self, y: usize, left: f32, right: f32, alpha: f32, paint: &dyn Fn(f32) -> Colour) {
        if y >= self.height || right <= left {
            return;
        }
        let first = left.floor().max(0.0) as usize;
        let last = (right.ceil().max(0.0) as usize).min(self.width);
        let row = y * self.width * 3;
        for x in first..last {
            let cover = (right.min(x as f32 + 1.0) - left.max(x as f32)).clamp(0.0, 1.0) * alpha;
            let colour = paint((x as f32 + 0.5 - left) / (right - left));
            if let Some(pixel) = self.pixels.get_mut(row + x * 3..row + x * 3 + 3) {
                for (old, new) in pixel.iter_mut().zip(colour) {
                    *old = (f32::from(*old) * (1.0 - cover) + new * cover) as u8;
                }
            }
        }
    }

    /// A thing turned on a lathe: half widths at heights, from the top down, lit from the left.
    pub(crate) fn lathe(&mut self, x: f32, profile: &[Point], colour: Colour) {
        let tones: Vec<Colour> = (0..64)
            .map(|i| {
                let u = i as f32 / 63.0;
                // Bright a third from the left, darker towards both edges, with a faint light back from the right.
                let light = 0.34 - (u - 0.3).abs() * 0.95 + if u > 0.9 { (u - 0.9) * 1.6 } else { 0.0 };
                shade(colour, light)
            })
            .collect();
        let tone = |u: f32| tones.get((u * 63.0) as usize).copied().unwrap_or(colour);
        for pair in profile.windows(2) {
            let [(y0, w0), (y1, w1)] = pair else { continue };
            let (top, end) = (y0 * self.unit, y1 * self.unit);
            for y in top.max(0.0) as usize..end.max(0.0) as usize {
                let t = ((y as f32 - top) / (end - top).max(1.0)).clamp(0.0, 1.0);
                // An eased way from width to width rounds what would be cones.
                let half = (w0 + (w1 - w0) * (t * t * (3.0 - 2.0 * t))) * self.unit;
                let centre = self.column(x);
                self.span(y, centre - half, centre + half, 1.0, &tone);
            }
        }
    }

    /// An ellipse, turned by an angle, with a light from above left when `round`.
    pub(crate) fn ellipse(&mut self, at: Point, radii: Point, angle: f32, colour: Colour, round: bool) {
        self.oval(at, radii, angle, 1.0, &|u| {
            if round { shade(colour, 0.3 - (u - 0.3).abs() * 0.9) } else { colour }
        });
    }

    /// An ellipse that one can see through.
    pub(crate) fn veil(&mut self, at: Point, radii: Point, colour: Colour, alpha: f32) {
        // A few veils, one in the other, make a soft edge.
        for step in 1..=16 {
            let grow = 0.35 + step as f32 / 22.0;
            self.oval(at, (radii.0 * grow, radii.1 * grow), 0.0, alpha / 16.0, &|_| colour);
        }
    }

    fn oval(&mut self, at: Point, radii: Point, angle: f32, alpha: f32, paint: &dyn Fn(f32) -> Colour) {
        let (rx, ry) = (radii.0 * self.unit, radii.1 * self.unit);
        let (cx, cy) = (self.column(at.0), at.1 * self.unit);
        let (sin, cos) = angle.sin_cos();
        let tall = (rx * rx * sin * sin + ry * ry * cos * cos).sqrt();
        let a = cos * cos / (rx * rx) + sin * sin / (ry * ry);
        for y in (cy - tall).max(0.0) as usize..=(cy + tall).max(0.0) as usize {
            let dy = y as f32 + 0.5 - cy;
            let b = 2.0 * dy * sin * cos * (1.0 / (rx * rx) - 1.0 / (ry * ry));
            let c = dy * dy * (sin * sin / (rx * rx) + cos * cos / (ry * ry)) - 1.0;
            let inside = b * b - 4.0 * a * c;
            if inside > 0.0 {
                let root = inside.sqrt();
                self.span(y, cx + (-b - root) / (2.0 * a), cx + (-b + root) / (2.0 * a), alpha, paint);
            }
        }
    }

    /// A convex polygon.
    pub(crate) fn polygon(&mut self, points: &[Point], colour: Colour, alpha: f32) {
        let corners: Vec<Point> = points.iter().map(|(x, y)| (self.column(*x), y * self.unit)).collect();
        let top = corners.iter().fold(f32::MAX, |m, p| m.min(p.1));
        let end = corners.iter().fold(f32::MIN, |m, p| m.max(p.1));
        for y in top.max(0.0) as usize..end.max(0.0).ceil() as usize {
            let line = (y as f32 + 0.5).clamp(top, end);
            let (mut left, mut right) = (f32::MAX, f32::MIN);
            for (i, a) in corners.iter().enumerate() {
                let Some(b) = corners.get((i + 1) % corners.len()) else { continue };
                if (a.1 <= line) != (b.1 <= line) {
                    let x = a.0 + (line - a.1) / (b.1 - a.1) * (b.0 - a.0);
                    left = left.min(x);
                    right = right.max(x);
                }
            }
            // The first and the last row may be covered in part only.
            let cover = ((y as f32 + 1.0).min(end) - (y as f32).max(top)).clamp(0.0, 1.0);
            self.span(y, left, right, alpha * cover, &|u| shade(colour, 0.06 - u * 0.12));
        }
    }

    /// An upright rectangle, from its upper left to its lower right corner.
    pub(crate) fn block(&mut self, from: Point, to: Point, colour: Colour) {
        self.polygon(&[from, (to.0, from.1), to, (from.0, to.1)], colour, 1.0);
    }
}
