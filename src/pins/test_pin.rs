//! A test Pin: made at the person's word, and deleted again. The journal knows nothing of it: what becomes of it is never
//! found out by making another.

use tack_protocol::{BoardId, ConnectionId, PinId, Problem, ProblemKind};

use crate::pins::sending::made;
use crate::pins::undo::delete_pin;
use crate::pinterest::pins::{MediaSource, NewPin, create};
use crate::pinterest::{Failed, Fate};
use crate::ports::{Area, Ports};

/// So that whoever finds one knows what it is.
const TITLE: &str = "Tack test";
/// A plain PNG of 600 × 900 pixels: large enough for Pinterest, and small here.
const PICTURE: &str = "iVBORw0KGgoAAAANSUhEUgAAAlgAAAOEAQMAAABHI91/AAAAA1BMVEULX1tqtRvcAAAAWUlEQVR42u3BgQAAAADDoPlT3+AEVQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPAMCz8AAaFYBVwAAAAASUVORK5CYII=";

/// Before the id of a connection: its test Pin that is not deleted yet.
const LEFT: &str = "test-pin.v1.";

/// Deletes what a background left that was stopped in between, or what Pinterest did not delete then.
pub async fn sweep<P: Ports>(ports: &P) {
    // What cannot be deleted now is tried at the next start.
    for (key, pin) in ports.list(Area::Local, LEFT).await.unwrap_or_default() {
        let id = ConnectionId::new(key.strip_prefix(LEFT).unwrap_or_default());
        if delete_pin(ports, &id, &PinId::new(pin)).await.is_ok() {
            let _ = ports.remove(Area::Local, &key).await;
        }
    }
}

/// Forgets what is left of a connection that goes.
pub async fn forget<P: Ports>(ports: &P, id: &ConnectionId) {
    // At worst it is tried to delete it at each start.
    let _ = ports.remove(Area::Local, &[LEFT, id.as_str()].concat()).await;
}

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
        Ok(pin) => {
            let key = [LEFT, id.as_str()].concat();
            // Without the note the Pin stays only if this background is stopped right now.
            let _ = ports.write(Area::Local, &key, pin.as_str()).await;
            match delete_pin(ports, id, &pin).await {
                Ok(()) => {
                    let _ = ports.remove(Area::Local, &key).await;
                    return Ok(());
                }
                Err(problem) => Problem {
                    detail: Some(["https://www.pinterest.com/pin/", pin.as_str(), "/"].concat()),
                    details: problem.details,
                    ..ProblemKind::TestPinLeft.into()
                },
            }
        }
        Err(Failed { problem, fate: Fate::NotDone }) => problem,
        // It may be there.
        Err(Failed { problem, fate: Fate::Unclear }) => {
            Problem { details: problem.details, ..ProblemKind::OutcomeUnclear.into() }
        }
    };
    Err(left)
}
