//! The shape of pictures.

/// How far two shapes may differ and be the same picture.
const TOLERANCE: f64 = 0.03;

/// Whether two sizes, width and height in pixels, may be of one picture: of another shape it is another one, or another
/// part of it. Sizes that are not known are of no shape.
pub fn same_shape(one: (f64, f64), other: (f64, f64)) -> bool {
    let (across, down) = (one.0 * other.1, other.0 * one.1);
    // Each side is rounded to a pixel.
    let slack = across.max(down) * TOLERANCE + one.0 + other.0;
    across > 0.0 && down > 0.0 && (across - down).abs() <= slack
}

#[cfg(test)]
mod tests {
    use super::same_shape;

    #[test]
    fn a_size_is_the_same_picture_and_a_crop_is_not() {
        for (one, other, expected) in [
            ((300.0, 200.0), (1200.0, 800.0), true),
            ((300.0, 199.0), (1200.0, 800.0), true),
            ((40.0, 27.0), (1200.0, 800.0), true),
            ((300.0, 300.0), (1200.0, 800.0), false),
            ((300.0, 180.0), (1200.0, 800.0), false),
            ((0.0, 0.0), (1200.0, 800.0), false),
        ] {
            assert_eq!(same_shape(one, other), expected, "{one:?} {other:?}");
        }
    }
}
