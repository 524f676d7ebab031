//! Pictures taken from the screen: cut to the part that is wanted, with what is not to be pinned painted over, and kept
//! for an hour, so that they can be saved.

use tack_protocol::limits::{CAPTURE_KEPT_MS, SHOWN_MAX};
use tack_protocol::{Capture, Draft, Problem, ProblemKind};

use crate::auth::proof::random_text;
use crate::encoding::base64;
use crate::page::Shield;
use crate::picture;
use crate::pins::upload::{self, Upload};
use crate::ports::{Area, Ports, StorageFailure, Tab};
use crate::record;
use crate::rect::Rect;

/// What captures are called in drafts, before their own name.
const SCHEME: &str = "capture:";
const PREFIX: &str = "capture.v1.";
/// The longer side of the copy that is shown, in pixels.
const SHOWN_SIDE: f64 = 640.0;
/// So often the copy is made smaller.
const SHOWN_TRIES: usize = 6;

/// What of a tab is to be kept.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The part, in CSS pixels of the view; nothing for all of it.
    pub part: Option<Rect>,
    /// How wide the view is, in CSS pixels; 0 where that is not known, and then all of it is kept.
    pub view_width: f64,
    /// What of the view may not be pinned.
    pub shield: Shield,
}

/// Keeps a part of `bytes`, a PNG of what the tab shows, with what may not be pinned painted over.
///
/// # Errors
/// It is no such picture, or the storage refuses.
pub async fn keep<P: Ports>(ports: &P, tab: &Tab, bytes: &[u8], wanted: &Wanted) -> Result<Capture, Problem> {
    let refused = || Problem::from(ProblemKind::CaptureRefused);
    let (width, height) = picture::size(bytes).ok_or_else(refused)?;
    let whole = Rect::whole(f64::from(width), f64::from(height));
    let scale = if wanted.view_width > 0.0 { whole.width / wanted.view_width } else { 1.0 };
    let part = wanted.part.map_or(Some(whole), |part| part.scaled(scale).outer().within(whole));
    let part = part.ok_or_else(refused)?;
    let seen = |place: &Rect| place.scaled(scale).outer().within(part);
    let covered: Vec<Rect> = wanted.shield.covered.iter().filter_map(seen).collect();
    let foreign = wanted.shield.foreign.iter().find(|(_, place)| seen(place).is_some());
    let cut = ports.cut(bytes, part, &covered).await.ok_or_else(refused)?;
    let upload = upload::ready(ports, &cut, tab.private).await?;
    let shown = copy(ports, &cut, part).await.ok_or_else(refused)?;

    if tab.private {
        forget_private(ports).await?;
    }
    let now = ports.now().max(0.0) as u64;
    let name = [&now.to_string(), "-", &random_text(ports, 12)].concat();
    record::write(ports, upload::area(tab.private), &[PREFIX, &name].concat(), &upload).await?;
    Ok(Capture {
        url: [SCHEME, &name].concat(),
        shown,
        width: part.width as u32,
        height: part.height as u32,
        covered: covered.len() as u32,
        foreign: foreign.map(|(host, _)| host.clone()),
    })
}

/// A small copy, as an address.
async fn copy<P: Ports>(ports: &P, bytes: &[u8], part: Rect) -> Option<String> {
    let mut scale = (SHOWN_SIDE / part.width.max(part.height)).min(1.0);
    for _ in 0..SHOWN_TRIES {
        let drawn = ports.draw(bytes, "image/png", scale).await?;
        let content_type = picture::format(&drawn)?.content_type();
        let address = ["data:", content_type, ";base64,", &base64(&drawn)].concat();
        if address.len() <= SHOWN_MAX {
            return Some(address);
        }
        scale *= 0.7;
    }
    None
}

/// Whether a draft's picture was taken from the screen.
pub fn is_capture(picture: &str) -> bool {
    picture.starts_with(SCHEME)
}

/// The bytes of a draft's picture: what was taken from the screen, or else from its page.
///
/// # Errors
/// It is no longer kept, or cannot be had from its page.
pub async fn picture<P: Ports>(ports: &P, draft: &Draft, private: bool) -> Result<Upload, Problem> {
    if is_capture(&draft.picture) {
        kept(ports, &draft.picture, private).await
    } else {
        upload::take(ports, draft, private).await
    }
}

/// The picture that a draft calls so.
async fn kept<P: Ports>(ports: &P, picture: &str, private: bool) -> Result<Upload, Problem> {
    let gone = || Problem::from(ProblemKind::CaptureGone);
    let name = picture.strip_prefix(SCHEME).ok_or_else(gone)?;
    let key = [PREFIX, name].concat();
    // A tab that was closed meanwhile counts as private, whatever it was.
    for private in [private, !private] {
        if let Some(kept) = record::read(ports, upload::area(private), &key).await? {
            return Ok(kept);
        }
    }
    Err(gone())
}

/// Removes what nobody saved within [`CAPTURE_KEPT_MS`], and tells when the next is to go, milliseconds since 1970.
///
/// # Errors
/// The storage failed.
pub async fn sweep<P: Ports>(ports: &P) -> Result<Option<f64>, StorageFailure> {
    let now = ports.now();
    let mut next: Option<f64> = None;
    for area in [Area::Pictures, Area::Session] {
        for key in ports.keys(area, PREFIX).await? {
            // As a whole number: to read a fraction takes large tables.
            let made = key.strip_prefix(PREFIX).and_then(|name| name.split('-').next()?.parse::<u64>().ok());
            // A clock that was set back makes nothing live for ever.
            match made.map(|made| made as f64).filter(|made| (now - made).abs() < CAPTURE_KEPT_MS) {
                Some(made) => {
                    let due = made + CAPTURE_KEPT_MS;
                    next = Some(next.map_or(due, |next| next.min(due)));
                }
                None => ports.remove(area, &key).await?,
            }
        }
    }
    Ok(next)
}

/// Removes all that was taken in private windows and is offered no longer; the memory that it is kept in is small, too.
///
/// # Errors
/// The storage failed.
pub async fn forget_private<P: Ports>(ports: &P) -> Result<(), StorageFailure> {
    for key in ports.keys(Area::Session, PREFIX).await? {
        ports.remove(Area::Session, &key).await?;
    }
    Ok(())
}
