//! Hand-off: Pinterest's own Save dialog gets picture, link and words. Needs no account, no relay, no app.

use tack_protocol::{Draft, EntryState, EntryView, Problem, ProblemKind};

use crate::encoding::percent;
use crate::pins::journal;
use crate::ports::Ports;

/// Opens the dialog in a new tab, and notes that it was handed over: whether a Pin comes of it, Pinterest alone
/// knows.
///
/// # Errors
/// The storage or the browser refused.
pub async fn hand_off<P: Ports>(ports: &P, draft: Draft, private: bool) -> Result<EntryView, Problem> {
    if draft.needs_upload || draft.repin.is_some() {
        return Err(ProblemKind::PictureNotPublic.into());
    }
    let address = address(&draft);
    let entry = journal::note(ports, journal::new_id(ports), draft, EntryState::HandedOver, private).await?;
    if ports.open(&address).await {
        return Ok(entry.view());
    }
    // What was not handed over is in no history.
    journal::remove(ports, &entry).await?;
    Err(ProblemKind::Internal.into())
}

fn address(draft: &Draft) -> String {
    // The dialog has one field for words: the description, or the title where there is none.
    let words = if draft.description.is_empty() { &draft.title } else { &draft.description };
    let (link, picture, words) = (percent(&draft.link), percent(&draft.picture), percent(words));
    let dialog = "https://www.pinterest.com/pin/create/button/?url=";
    [dialog, &link, "&media=", &picture, "&description=", &words].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pins::entry::tests::entry;

    #[test]
    fn nothing_breaks_out_of_its_parameter() {
        let mut draft = entry(EntryState::Queued).draft;
        draft.picture = "https://shop.example/a.jpg?x=1&y=2#z".into();
        draft.link = "https://shop.example/?a=b&media=evil".into();
        draft.title = "Tea & cake".into();
        assert_eq!(
            address(&draft),
            "https://www.pinterest.com/pin/create/button/?url=https%3A%2F%2Fshop.example%2F%3Fa%3Db%26media%3Devil\
             &media=https%3A%2F%2Fshop.example%2Fa.jpg%3Fx%3D1%26y%3D2%23z&description=Tea%20%26%20cake"
        );
    }
}
