//! A test Pin: made at the person's word, and deleted again. The journal knows nothing of it: what becomes of it is never
//! found out by making another.

use tack_protocol::{BoardId, ConnectionId, Problem, ProblemKind};

use crate::pins::publisher::made;
use crate::pins::undo::delete_pin;
use crate::pinterest::pins::{MediaSource, NewPin, create};
use crate::pinterest::{Failed, Fate};
use crate::ports::Ports;

/// So that whoever finds one knows what it is.
const TITLE: &str = "Tack test";
/// A plain PNG of 600 × 900 pixels: large enough for Pinterest, and small here.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAlgAAAOEAQMAAABHI91/AAAAA1BMVEULX1tqtRvcAAAAWUlEQVR42u3BgQAAAADDoPlT3+AEVQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPAMCz8AAaFYBVwAAAAASUVORK5CYII=";

/// Makes a Pin on a board and deletes it again. The caller sees to it that nothing is published meanwhile.
///
/// # Errors
/// It was not made, may have been made, or was not deleted.
pub async fn test<P: Ports>(ports: &P, id: &ConnectionId, board: &BoardId) -> Result<(), Problem> {
    let pin = NewPin {
        board_id: board,
        board_section_id: None,
        title: TITLE,
        description: "",
        alt_text: "",
        link: "",
        media_source: MediaSource::ImageBase64 { content_type: "image/png", data: PICTURE },
    };
    let left = match made(ports, id, &create(&pin)).await {
        Ok(pin) => match delete_pin(ports, id, &pin).await {
            Ok(()) => return Ok(()),
            Err(problem) => Problem {
                detail: Some(["https://www.pinterest.com/pin/", pin.as_str(), "/"].concat()),
                details: problem.details,
                ..ProblemKind::TestPinLeft.into()
            },
        },
        Err(Failed { problem, fate: Fate::NotDone }) => problem,
        // It may be there.
        Err(Failed { problem, fate: Fate::Unclear }) => {
            Problem { details: problem.details, ..ProblemKind::OutcomeUnclear.into() }
        }
    };
    Err(left)
}
