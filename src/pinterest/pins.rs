//! `POST /v5/pins`, `POST /v5/pins/{id}/save`, `DELETE /v5/pins/{id}`.

use serde::{Deserialize, Serialize};
use tack_protocol::{BoardId, PinId, ProblemKind, SectionId};

use crate::json;
use crate::pinterest::client::{Call, Client};
use crate::pinterest::error::{Failed, Fate};
use crate::ports::{Clock, Http};

/// The body of `POST /v5/pins`; only fields that are set are sent.
#[derive(Clone, Debug, Serialize)]
pub struct NewPin<'a> {
    /// The board.
    pub board_id: &'a BoardId,
    /// A section of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board_section_id: Option<&'a SectionId>,
    /// At most [`tack_protocol::limits::TITLE_MAX`].
    #[serde(skip_serializing_if = "str::is_empty")]
    pub title: &'a str,
    /// At most [`tack_protocol::limits::DESCRIPTION_MAX`].
    #[serde(skip_serializing_if = "str::is_empty")]
    pub description: &'a str,
    /// At most [`tack_protocol::limits::ALT_TEXT_MAX`].
    #[serde(skip_serializing_if = "str::is_empty")]
    pub alt_text: &'a str,
    /// At most [`tack_protocol::limits::LINK_MAX`].
    #[serde(skip_serializing_if = "str::is_empty")]
    pub link: &'a str,
    /// The picture.
    pub media_source: MediaSource<'a>,
}

/// Where the picture comes from.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "source_type", rename_all = "snake_case")]
pub enum MediaSource<'a> {
    /// Pinterest fetches it.
    ImageUrl {
        /// A public http or https address.
        url: &'a str,
    },
    /// Its bytes.
    ImageBase64 {
        /// `image/jpeg` or `image/png`.
        content_type: &'a str,
        /// Base64 (RFC 4648, section 4), without line breaks.
        data: &'a str,
    },
}

/// The body of `POST /v5/pins/{id}/save`.
#[derive(Clone, Debug, Serialize)]
pub struct Place<'a> {
    /// The board.
    pub board_id: &'a BoardId,
    /// A section of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board_section_id: Option<&'a SectionId>,
}

#[derive(Deserialize)]
struct Made {
    id: String,
}

/// The call that makes a Pin.
pub fn create(pin: &NewPin<'_>) -> Call {
    Call { method: "POST", path: "pins".into(), body: json::text(pin) }
}

/// The call that saves a Pin that is there already to a board: a Pin of its own, with the same picture, words and link.
pub fn save(pin: &PinId, place: &Place<'_>) -> Call {
    Call { method: "POST", path: ["pins/", pin.as_str(), "/save"].concat(), body: json::text(place) }
}

/// Carries out [`create`] or [`save`].
///
/// # Errors
/// See [`Client::json`]. There is no idempotency key: after [`Fate::Unclear`] there may be a Pin.
pub async fn make<P: Http + Clock>(client: &Client<'_, P>, call: &Call) -> Result<PinId, Failed> {
    if call.body.is_none() {
        return Err(Failed { problem: ProblemKind::Internal.into(), fate: Fate::NotDone });
    }
    let made: Made = client.json(call.clone()).await?;
    let id = PinId::new(made.id);
    if id.is_valid() {
        Ok(id)
    } else {
        Err(Failed { problem: ProblemKind::PinterestGarbled.into(), fate: Fate::Unclear })
    }
}

/// Deletes a Pin; one that is already gone counts as deleted.
///
/// # Errors
/// See [`Client::nothing`].
pub async fn delete<P: Http + Clock>(client: &Client<'_, P>, id: &PinId) -> Result<(), Failed> {
    found(client, "DELETE", id).await.map(drop)
}

/// Whether Pinterest has that Pin.
///
/// # Errors
/// See [`Client::nothing`].
pub async fn is_there<P: Http + Clock>(client: &Client<'_, P>, id: &PinId) -> Result<bool, Failed> {
    found(client, "GET", id).await
}

/// Calls for a Pin; `false`: there is none.
async fn found<P: Http + Clock>(
    client: &Client<'_, P>,
    method: &'static str,
    id: &PinId,
) -> Result<bool, Failed> {
    let call = Call { method, path: ["pins/", id.as_str()].concat(), body: None };
    match client.nothing(call).await {
        Err(failed) if failed.problem.kind == ProblemKind::PinGone => Ok(false),
        other => other.map(|()| true),
    }
}
