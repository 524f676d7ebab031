//! What the pictures show: a table by a window, with something on it that the name tells or the hash picks.

use crate::canvas::{Canvas, Colour, mix, shade};
use crate::secrets::sha256_hex;

/// Wall, table, first and second thing, accent.
const PALETTES: [[Colour; 5]; 8] = [
    [[235., 221., 206.], [188., 148., 118.], [196., 96., 74.], [240., 232., 220.], [112., 132., 98.]],
    [[214., 224., 222.], [142., 124., 112.], [88., 122., 132.], [236., 206., 170.], [206., 138., 96.]],
    [[240., 214., 208.], [196., 158., 150.], [160., 84., 96.], [250., 238., 226.], [96., 118., 108.]],
    [[222., 216., 232.], [160., 140., 158.], [116., 98., 146.], [244., 226., 196.], [150., 160., 118.]],
    [[228., 230., 206.], [170., 150., 112.], [106., 128., 84.], [242., 232., 210.], [204., 126., 84.]],
    [[248., 226., 190.], [198., 146., 96.], [206., 132., 60.], [246., 240., 228.], [92., 116., 122.]],
    [[204., 216., 228.], [132., 128., 136.], [66., 96., 132.], [238., 228., 214.], [210., 112., 92.]],
    [[232., 228., 222.], [168., 156., 144.], [70., 74., 82.], [226., 196., 166.], [132., 146., 116.]],
];

/// Draws a thing onto its stage.
type Draw = fn(&mut Canvas, &Stage);

/// What can stand on the table, and the words in a name that ask for it.
const THINGS: [(&str, Draw); 10] = [
    ("vase", vase),
    ("bowl", bowl),
    ("lamp", lamp),
    ("plant", plant),
    ("book", books),
    ("cup", cup),
    ("candle", candles),
    ("jug", jug),
    ("mirror", mirror),
    ("fruit", fruit),
];

/// The place where things stand.
struct Stage {
    wall: Colour,
    first: Colour,
    second: Colour,
    accent: Colour,
    /// Where things stand.
    floor: f32,
    /// How large they are.
    size: f32,
    /// A little to the left or right.
    shift: f32,
    dice: [f32; 4],
}

/// Draws the picture of a name: three bytes a pixel.
pub(crate) fn draw(name: &str, width: u32, height: u32) -> Vec<u8> {
    let hash: Vec<u8> = sha256_hex(name.as_bytes()).into_bytes();
    let dice = |i: usize| {
        let digits: String = hash.iter().skip(i * 4).take(4).map(|b| char::from(*b)).collect();
        u32::from_str_radix(&digits, 16).unwrap_or(0)
    };
    let fraction = |i: usize| dice(i) as f32 / 65_536.0;
    let [wall, table, first, second, accent] =
        PALETTES.get(dice(0) as usize % PALETTES.len()).copied().unwrap_or([[200.; 3]; 5]);
    let mut canvas = Canvas::new(width, height);
    let (bottom, side) = (canvas.bottom(), canvas.side());
    let floor = bottom * 0.72;
    // A little of the accent in the wall keeps two names of one palette apart.
    let wall = mix(wall, accent, fraction(1) * 0.16);
    canvas.wash(0.0, floor, shade(wall, 0.22), shade(wall, -0.1));
    canvas.wash(floor, bottom, shade(table, 0.12), shade(table, -0.3));
    window_light(&mut canvas, wall, floor, side, fraction(2));
    let shift = (fraction(3) - 0.5) * 0.16;
    let mut stage = Stage {
        wall,
        first,
        second,
        accent,
        floor: floor + bottom * 0.1,
        size: 0.62 * (bottom / 1.25).clamp(0.85, 1.25),
        shift,
        dice: [fraction(4), fraction(5), fraction(6), fraction(7)],
    };
    // Names that say a colour get it.
    if name.starts_with("red-") {
        stage.first = [178.0, 58.0, 50.0];
    } else if name.contains("apricot") {
        (stage.first, stage.accent) = ([222.0, 142.0, 74.0], [196.0, 152.0, 88.0]);
    }
    if name.contains("chair") {
        chair(&mut canvas, &stage);
    } else if name.contains("portrait") {
        portrait(&mut canvas, &stage, bottom);
    } else {
        let by_name = THINGS.iter().find(|(word, _)| name.contains(word));
        let thing = by_name.or_else(|| THINGS.get(dice(8) as usize % THINGS.len()));
        if let Some((_, thing)) = thing {
            thing(&mut canvas, &stage);
        }
    }
    canvas.into_pixels()
}

/// Light that falls through a window onto the wall.
fn window_light(c: &mut Canvas, wall: Colour, floor: f32, side: f32, where_: f32) {
    let light = shade(wall, 0.55);
    let x = -side + side * (0.15 + where_ * 0.8);
    let (top, end) = (floor * 0.12, floor * 0.78);
    for (col, row) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
        let (w, h) = (0.24, (end - top) / 2.0);
        let (x0, y0) = (x + col * (w + 0.02) + row * 0.1, top + row * (h + 0.02));
        c.polygon(
            &[(x0, y0), (x0 + w, y0 + 0.04), (x0 + w + 0.1, y0 + h), (x0 + 0.1, y0 + h - 0.04)],
            light,
            0.55,
        );
    }
}

impl Stage {
    /// A shadow to the right of what stands at `x`.
    fn shadow(&self, c: &mut Canvas, x: f32, half: f32) {
        c.veil((x + half * 0.5, self.floor), (half * 1.7, half * 0.3), [46.0, 34.0, 38.0], 0.5);
    }

    /// Something turned, standing at `x`: heights and half widths as shares of the size, from the top down.
    fn turned(&self, c: &mut Canvas, x: f32, size: f32, profile: &[(f32, f32)], colour: Colour) {
        // What does not reach the table, such as the shade of a lamp, throws no shadow on it.
        if let Some((_, foot)) = profile.last().filter(|(y, _)| *y == 0.0) {
            self.shadow(c, x, foot.max(0.12) * size);
        }
        let points: Vec<_> = profile.iter().map(|(y, w)| (self.floor - y * size, w * size)).collect();
        c.lathe(x, &points, colour);
    }
}

fn stems(c: &mut Canvas, s: &Stage, x: f32, from: f32, length: f32, leaf: Colour) {
    for i in 0..9 {
        let t = i as f32 / 8.0 - 0.5;
        let lean = t * 1.5 + (s.dice[0] - 0.5) * 0.3;
        let reach = length * (1.0 - t.abs() * 0.5);
        let (tx, ty) = (x + lean.sin() * reach, from - lean.cos() * reach);
        c.polygon(
            &[(x - 0.004, from), (x + 0.004, from), (tx + 0.003, ty), (tx - 0.003, ty)],
            shade(leaf, -0.2),
            1.0,
        );
        for j in 1..4 {
            let k = 0.35 + j as f32 * 0.2;
            let at = (x + lean.sin() * reach * k, from - lean.cos() * reach * k);
            let turn = lean - 1.1 + if j % 2 == 0 { 0.7 } else { -0.3 };
            c.ellipse(at, (length * 0.15, length * 0.05), turn, shade(leaf, t * 0.3), true);
        }
    }
}

fn vase(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    let neck = 0.08 + s.dice[1] * 0.06;
    stems(c, s, s.shift, s.floor - 0.66 * z, 0.55 * z, s.accent);
    for i in 0..5 {
        let a = i as f32 * 0.5 - 1.0;
        let at = (s.shift + a.sin() * 0.5 * z, s.floor - 0.66 * z - a.cos() * 0.5 * z);
        c.ellipse(at, (0.075 * z, 0.07 * z), a, shade(s.second, -0.04 * i as f32), true);
        c.ellipse(at, (0.025 * z, 0.023 * z), 0.0, shade(s.first, 0.2), false);
    }
    let belly = 0.24 + s.dice[2] * 0.08;
    s.turned(
        c,
        s.shift,
        z,
        &[(0.72, neck + 0.03), (0.66, neck), (0.32, belly), (0.02, 0.13), (0.0, 0.12)],
        s.first,
    );
}

fn bowl(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    for (i, dx) in [-0.24, 0.02, 0.25, -0.1, 0.14].into_iter().enumerate() {
        let y = s.floor - (0.4 + if i > 2 { 0.13 } else { 0.0 }) * z;
        let skin = [s.accent, s.first, shade(s.first, 0.25), shade(s.accent, 0.2), s.second][i % 5];
        c.ellipse((s.shift + dx * z, y), (0.15 * z, 0.145 * z), 0.0, skin, true);
    }
    s.turned(c, s.shift, z, &[(0.38, 0.5), (0.34, 0.5), (0.08, 0.2), (0.04, 0.14), (0.0, 0.18)], s.second);
}

fn fruit(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    for (dx, r, colour) in [(-0.42, 0.2, s.first), (0.4, 0.17, s.accent), (0.02, 0.25, shade(s.first, 0.3))] {
        s.shadow(c, s.shift + dx * z, r * z);
        c.ellipse((s.shift + dx * z, s.floor - r * 0.9 * z), (r * z, r * 0.95 * z), 0.0, colour, true);
        c.ellipse(
            (s.shift + (dx + 0.06) * z, s.floor - r * 1.95 * z),
            (0.09 * z, 0.03 * z),
            -0.5,
            s.accent,
            true,
        );
    }
}

fn lamp(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    c.veil((s.shift, s.floor - 1.0 * z), (0.75 * z, 0.7 * z), [255.0, 240.0, 200.0], 0.6);
    s.turned(c, s.shift, z, &[(0.72, 0.02), (0.3, 0.03), (0.2, 0.14), (0.04, 0.16), (0.0, 0.16)], s.first);
    s.turned(
        c,
        s.shift,
        z,
        &[(1.28, 0.17), (0.72, 0.4), (0.7, 0.4)],
        mix(s.second, [255.0, 244.0, 214.0], 0.5),
    );
}

fn plant(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    stems(c, s, s.shift, s.floor - 0.36 * z, 0.85 * z, s.accent);
    stems(c, s, s.shift + 0.04 * z, s.floor - 0.36 * z, 0.6 * z, shade(s.accent, 0.16));
    s.turned(c, s.shift, z, &[(0.4, 0.26), (0.34, 0.26), (0.33, 0.23), (0.0, 0.17)], s.first);
}

fn books(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    s.shadow(c, s.shift, 0.5 * z);
    let mut y = s.floor;
    for (i, colour) in [s.first, s.second, s.accent, shade(s.first, -0.25)].into_iter().enumerate() {
        let (thick, half) = ((0.12 + 0.03 * s.dice[i % 4]) * z, (0.56 - 0.05 * i as f32) * z);
        let nudge = (s.dice[(i + 1) % 4] - 0.5) * 0.1 * z;
        c.block((s.shift - half + nudge, y - thick), (s.shift + half + nudge, y), colour);
        c.block(
            (s.shift + half * 0.55 + nudge, y - thick * 0.82),
            (s.shift + half + nudge, y - thick * 0.18),
            [244.0, 238.0, 224.0],
        );
        y -= thick;
    }
    let on_top = Stage { floor: y, ..*s };
    on_top.turned(c, s.shift, 0.6 * z, &[(0.36, 0.3), (0.3, 0.3), (0.08, 0.18), (0.0, 0.14)], s.second);
}

fn cup(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    c.ellipse(
        (s.shift + 0.36 * z, s.floor - 0.32 * z),
        (0.17 * z, 0.15 * z),
        0.0,
        shade(s.first, -0.1),
        true,
    );
    c.ellipse((s.shift + 0.35 * z, s.floor - 0.32 * z), (0.1 * z, 0.09 * z), 0.0, s.wall, false);
    s.turned(c, s.shift, z, &[(0.1, 0.56), (0.06, 0.56), (0.0, 0.3)], s.second);
    let raised = Stage { floor: s.floor - 0.06 * z, ..*s };
    raised.turned(c, s.shift, z, &[(0.5, 0.34), (0.46, 0.34), (0.14, 0.28), (0.0, 0.16)], s.first);
    c.ellipse((s.shift, s.floor - 0.555 * z), (0.33 * z, 0.05 * z), 0.0, [92.0, 62.0, 48.0], false);
}

fn candles(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    for (dx, tall, colour) in
        [(-0.3, 0.95, s.second), (0.02, 0.62, s.first), (0.32, 0.8, shade(s.second, -0.1))]
    {
        let x = s.shift + dx * z;
        let flame = s.floor - (tall + 0.1) * z;
        c.veil((x, flame), (0.3 * z, 0.3 * z), [255.0, 236.0, 180.0], 0.6);
        s.turned(
            c,
            x,
            z,
            &[(tall, 0.06), (0.16, 0.065), (0.15, 0.12), (0.1, 0.05), (0.04, 0.05), (0.0, 0.14)],
            colour,
        );
        c.ellipse((x, flame), (0.028 * z, 0.075 * z), 0.0, [255.0, 214.0, 120.0], false);
    }
}

fn jug(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    c.ellipse(
        (s.shift + 0.28 * z, s.floor - 0.5 * z),
        (0.18 * z, 0.26 * z),
        0.2,
        shade(s.first, -0.15),
        true,
    );
    c.ellipse((s.shift + 0.27 * z, s.floor - 0.5 * z), (0.11 * z, 0.18 * z), 0.2, s.wall, false);
    s.turned(c, s.shift, z, &[(0.98, 0.19), (0.8, 0.15), (0.3, 0.3), (0.03, 0.2), (0.0, 0.2)], s.first);
    s.shadow(c, s.shift - 0.5 * z, 0.13 * z);
    c.ellipse((s.shift - 0.5 * z, s.floor - 0.12 * z), (0.13 * z, 0.125 * z), 0.0, s.accent, true);
}

fn mirror(c: &mut Canvas, s: &Stage) {
    let z = s.size;
    let at = (s.shift, s.floor - 0.78 * z);
    s.shadow(c, s.shift, 0.3 * z);
    s.turned(c, s.shift, z, &[(0.3, 0.04), (0.06, 0.05), (0.0, 0.24)], s.first);
    c.ellipse(at, (0.46 * z, 0.54 * z), 0.0, s.first, true);
    c.ellipse(at, (0.4 * z, 0.48 * z), 0.0, mix(s.wall, [232.0, 240.0, 244.0], 0.6), true);
}

fn chair(c: &mut Canvas, s: &Stage) {
    let z = s.size * 1.15;
    let red = s.first;
    let dark = shade(red, -0.35);
    let (x, f) = (s.shift, s.floor + 0.02);
    s.shadow(c, x, 0.42 * z);
    for dx in [-0.3, 0.3] {
        c.block((x + (dx - 0.03) * z, f - 0.42 * z), (x + (dx + 0.03) * z, f - 0.05 * z), dark);
    }
    c.polygon(
        &[
            (x - 0.36 * z, f - 1.12 * z),
            (x + 0.36 * z, f - 1.12 * z),
            (x + 0.33 * z, f - 0.45 * z),
            (x - 0.33 * z, f - 0.45 * z),
        ],
        red,
        1.0,
    );
    for i in -2_i32..=2 {
        let dx = i as f32 * 0.12 * z;
        c.block((x + dx - 0.025 * z, f - 1.0 * z), (x + dx + 0.025 * z, f - 0.5 * z), shade(s.wall, 0.1));
    }
    c.polygon(
        &[
            (x - 0.36 * z, f - 0.5 * z),
            (x + 0.36 * z, f - 0.5 * z),
            (x + 0.46 * z, f - 0.36 * z),
            (x - 0.46 * z, f - 0.36 * z),
        ],
        shade(red, 0.12),
        1.0,
    );
    c.block((x - 0.46 * z, f - 0.36 * z), (x + 0.46 * z, f - 0.31 * z), dark);
    for dx in [-0.41, 0.41] {
        c.block((x + (dx - 0.035) * z, f - 0.31 * z), (x + (dx + 0.035) * z, f + 0.04 * z), dark);
    }
}

fn portrait(c: &mut Canvas, s: &Stage, bottom: f32) {
    c.ellipse((0.0, bottom * 1.02), (0.42, 0.36), 0.0, s.first, true);
    c.ellipse((0.0, bottom * 0.42), (0.215, 0.25), 0.0, shade(s.accent, -0.5), true);
    c.ellipse((0.0, bottom * 0.47), (0.165, 0.2), 0.0, [226.0, 184.0, 156.0], true);
}
