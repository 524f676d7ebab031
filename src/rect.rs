//! A part of what shows: a rectangle.

/// A rectangle; in CSS pixels of a viewport, or in pixels of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// The whole of something that big.
    pub fn whole(width: f64, height: f64) -> Self {
        Self { x: 0.0, y: 0.0, width, height }
    }

    /// In another unit, of which `scale` make one of this.
    #[must_use]
    pub fn scaled(self, scale: f64) -> Self {
        Self { x: self.x * scale, y: self.y * scale, width: self.width * scale, height: self.height * scale }
    }

    /// By so much larger on every side.
    #[must_use]
    pub fn grown(self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }

    /// What of it lies within `other`, if anything does.
    pub fn within(self, other: Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = (self.x + self.width).min(other.x + other.width);
        let bottom = (self.y + self.height).min(other.y + other.height);
        // Not so either for what is no number.
        (right > x && bottom > y).then_some(Self { x, y, width: right - x, height: bottom - y })
    }

    /// Whether each edge is off by less than that.
    pub fn is_near(self, other: Self, by: f64) -> bool {
        let edges = |rect: Self| [rect.x, rect.y, rect.x + rect.width, rect.y + rect.height];
        edges(self).iter().zip(edges(other)).all(|(one, two)| (one - two).abs() < by)
    }

    /// The smallest of whole numbers that holds it.
    #[must_use]
    pub fn outer(self) -> Self {
        let (x, y) = (self.x.floor(), self.y.floor());
        let (right, bottom) = ((self.x + self.width).ceil(), (self.y + self.height).ceil());
        Self { x, y, width: right - x, height: bottom - y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_parts() {
        let view = Rect::whole(100.0, 50.0);
        let beyond = Rect { x: 90.0, y: -5.0, width: 30.0, height: 20.0 };
        assert_eq!(beyond.within(view), Some(Rect { x: 90.0, y: 0.0, width: 10.0, height: 15.0 }));
        assert_eq!(Rect { x: 100.0, ..beyond }.within(view), None, "they only touch");
        assert_eq!(Rect { x: f64::NAN, ..Rect::default() }.within(view), None);
        assert_eq!(
            Rect { x: 0.4, y: 1.0, width: 1.2, height: 1.0 }.outer(),
            Rect { x: 0.0, y: 1.0, width: 2.0, height: 1.0 }
        );
        assert_eq!(
            Rect::whole(2.0, 3.0).grown(1.0).scaled(2.0),
            Rect { x: -2.0, y: -2.0, width: 8.0, height: 10.0 }
        );
        assert!(view.is_near(Rect::whole(100.5, 49.5), 1.0) && !view.is_near(Rect::whole(101.0, 50.0), 1.0));
        assert!(!view.is_near(Rect { x: f64::NAN, ..view }, 1.0), "nobody knows where that is");
    }
}
