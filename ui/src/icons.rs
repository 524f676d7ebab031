//! A handful of drawings, all on a grid of 24.

use tack_protocol::Word;

use crate::element::{El, el, svg};
use crate::words::say;

/// A drawing.
#[derive(Clone, Copy)]
pub(crate) enum Icon {
    /// Our own mark.
    Tack,
    /// A cog wheel.
    Settings,
    /// A lock.
    Secret,
    /// An arrow in a circle.
    Refresh,
    /// A magnifying glass.
    Search,
    /// A tick.
    Done,
    /// A cross.
    Close,
    /// An exclamation mark in a triangle.
    Alert,
    /// An arrow that leaves a box.
    Leave,
    /// Four squares.
    Grid,
    /// Two sheets.
    Copy,
    /// A clock.
    Wait,
    /// A pointer.
    Point,
    /// A dashed frame.
    Area,
    /// A screen.
    Screen,
    /// Lines with a dot before each.
    List,
    /// Two squares, the one in front with a tick.
    Several,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Tack => "M9 3h6l-.8 6.2 3.3 3.3c.5.5.2 1.5-.6 1.5H7.1c-.8 0-1.1-1-.6-1.5l3.3-3.3zM12 14v7",
            Self::Settings => {
                "M12 8.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4zM19.2 12c0-.5 0-.9-.1-1.3l1.9-1.5-1.9-3.3-2.3.9a7 7 0 0 0-2.2-1.3L14.2 3h-3.9l-.4 2.5a7 7 0 0 0-2.2 1.3l-2.3-.9-1.9 3.3 1.9 1.5a7.5 7.5 0 0 0 0 2.6l-1.9 1.5 1.9 3.3 2.3-.9a7 7 0 0 0 2.2 1.3l.4 2.5h3.9l.4-2.5a7 7 0 0 0 2.2-1.3l2.3.9 1.9-3.3-1.9-1.5c.1-.4.1-.8.1-1.3z"
            }
            Self::Secret => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
            Self::Refresh => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3M20 4v5.3h-5.3",
            Self::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3 20 20",
            Self::Done => "M4.5 12.5 10 18 19.5 7",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Alert => "M12 4 21 19.5H3zM12 10v4.5M12 17v.2",
            Self::Leave => "M13.5 4H20v6.5M20 4l-9 9M17 14v6H4V7h6",
            Self::Grid => "M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z",
            Self::Copy => "M9 9h11v11H9zM15 9V4H4v11h5",
            Self::Point => "M5 4l5.2 15 2.3-6.5L19 10.2zM13 13l6 6",
            Self::Area => "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M11 4h2M11 20h2M4 11v2M20 11v2",
            Self::Screen => "M4 5h16v11H4zM9 20h6M12 16v4",
            Self::List => "M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1",
            Self::Several => "M8 8h12v12H8zM16 4H4v12M11 14l2 2 4-4.5",
            Self::Wait => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.2l3 1.8",
        }
    }
}

/// A drawing, for the eye alone: what it means is said beside it or by its button's name.
pub(crate) fn icon(icon: Icon) -> El {
    let drawing = svg("svg").attr("class", "icon").attr("viewBox", "0 0 24 24").attr("aria-hidden", "true");
    drawing.child(svg("path").attr("d", icon.path()))
}

/// A button that shows a drawing and is called `name`.
pub(crate) fn icon_button(drawing: Icon, name: Word) -> El {
    let name = say(name);
    let button = el("button", "icon-button").attr("type", "button");
    button.attr("aria-label", &name).attr("title", &name).child(icon(drawing))
}
