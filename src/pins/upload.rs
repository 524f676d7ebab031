//! Pictures that are uploaded: what nobody but a page can fetch, and what Pinterest could not. The bytes are taken in
//! the page, cleaned of what is nobody's business, and kept beside their entry until its end.

use serde::{Deserialize, Serialize};
use tack_protocol::limits::{PIXELS_MAX, UPLOAD_MAX};
use tack_protocol::{Draft, EntryId, Problem, ProblemKind};

use crate::encoding::{base64, from_base64};
use crate::picture::{self, Format};
use crate::pins::Entry;
use crate::ports::{Area, Ports, Storage, StorageFailure, TakeFailure};
use crate::{record, text};

/// So often a picture that is too large is made smaller.
const SMALLER_MAX: usize = 4;
/// Bytes of a picture from a private window: it is kept in memory, of which browsers give all together 10 MB.
const PRIVATE_MAX: usize = 3_500_000;
const PREFIX: &str = "picture.v1.";
/// What begins the address of a file on this computer.
const FILE: &str = "file://";

/// A picture as `POST /v5/pins` takes it (`image_base64`): a JPEG or PNG of at most [`UPLOAD_MAX`] bytes.
#[derive(Clone, Serialize, Deserialize)]
pub struct Upload {
    /// `image/jpeg` or `image/png`.
    pub content_type: String,
    /// The bytes in base64 (RFC 4648, section 4), without line breaks.
    pub data: String,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {} characters", self.content_type, self.data.len())
    }
}

/// Takes the picture of a draft from its page.
///
/// # Errors
/// The page is gone, the picture's site keeps it to itself, or it is no picture.
pub async fn take<P: Ports>(ports: &P, draft: &Draft, private: bool) -> Result<Upload, Problem> {
    let gone = || Problem::from(ProblemKind::PicturePageGone);
    let (tab, spot) = draft.tab.zip(draft.spot.as_ref()).ok_or_else(gone)?;
    let address = Some(draft.picture.as_str());
    let address = address.filter(|address| address.starts_with("http") || address.starts_with(FILE));
    let taken = match ports.take(tab, spot, address).await {
        Ok(text) => from_base64(&text).ok_or(ProblemKind::PictureUnreadable)?,
        Err(TakeFailure::Gone) => return Err(gone()),
        Err(TakeFailure::TooLarge) => return Err(ProblemKind::PictureUnreadable.into()),
        // The page may not read such, whatever it shows.
        Err(TakeFailure::Withheld | TakeFailure::Broken) if draft.picture.starts_with(FILE) => {
            // Only what a page shows that is a file as well.
            ports.tab(tab).await.filter(|tab| tab.url.starts_with(FILE)).ok_or(ProblemKind::PictureOfFile)?;
            ports.picture(&draft.picture).await.ok_or(ProblemKind::PictureOfFile)?
        }
        Err(TakeFailure::Broken) => return Err(ProblemKind::PictureNotFetched.into()),
        // A private window has cookies of its own, which the background does not have.
        Err(TakeFailure::Withheld) if private => return Err(ProblemKind::PictureNotFetched.into()),
        Err(TakeFailure::Withheld) => from_site(ports, address).await?,
    };
    // Of what came from its site, too: nobody but a page can draw it.
    let taken = match picture::format(&taken) {
        Some(Format::Svg) => {
            let written = ["data:image/svg+xml;base64,", &base64(&taken)].concat();
            let drawn = ports.take(tab, spot, Some(&written)).await.ok();
            drawn.and_then(|text| from_base64(&text)).ok_or(ProblemKind::PictureUnreadable)?
        }
        _ => taken,
    };
    ready(ports, &taken, private).await
}

/// From the site itself, where the person has allowed that.
async fn from_site<P: Ports>(ports: &P, address: Option<&str>) -> Result<Vec<u8>, Problem> {
    let address = address.ok_or(ProblemKind::PictureUnreadable)?;
    let (scheme, rest) = text::split_once(address, "://").ok_or(ProblemKind::PictureNotFetched)?;
    let host = host_of(rest.split(['/', '?', '#']).next().unwrap_or_default());
    // Only over https: nothing else is asked for, and nothing else would be allowed. Then the screen is left.
    if scheme != "https" || !ports.site_allowed(host).await {
        let kind = if scheme == "https" { ProblemKind::PictureWithheld } else { ProblemKind::SiteNotAllowed };
        return Err(Problem { detail: Some(host.to_owned()), ..kind.into() });
    }
    ports.picture(address).await.ok_or_else(|| ProblemKind::PictureNotFetched.into())
}

/// The name without its port, which no permission names.
fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// Bytes of any picture as Pinterest takes them. Those of a JPEG or PNG stay as they are, without what they tell of
/// the person; all others are drawn anew.
///
/// # Errors
/// It is no picture that can be read.
pub async fn ready<P: Ports>(ports: &P, bytes: &[u8], private: bool) -> Result<Upload, Problem> {
    let max = if private { PRIVATE_MAX } else { UPLOAD_MAX };
    let unreadable = || Problem::from(ProblemKind::PictureUnreadable);
    let format = picture::format(bytes).ok_or_else(unreadable)?;
    let pixels = picture::size(bytes).map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    let bytes = match picture::cleaned(bytes).filter(|cleaned| cleaned.len() <= max) {
        Some(cleaned) => cleaned,
        // A small file can claim to be an enormous picture: only what is not drawn can do no harm.
        None if pixels > PIXELS_MAX => return Err(unreadable()),
        None => drawn(ports, bytes, format, max).await.ok_or_else(unreadable)?,
    };
    let format = picture::format(&bytes).filter(|format| matches!(format, Format::Jpeg | Format::Png));
    let content_type = format.ok_or_else(unreadable)?.content_type().to_owned();
    Ok(Upload { content_type, data: base64(&bytes) })
}

/// Drawn anew, and only as much smaller as it must be.
async fn drawn<P: Ports>(ports: &P, bytes: &[u8], format: Format, max: usize) -> Option<Vec<u8>> {
    let mut scale = 1.0;
    for _ in 0..SMALLER_MAX {
        let drawn = ports.draw(bytes, format.content_type(), scale).await?;
        if drawn.len() <= max {
            return Some(drawn);
        }
        scale *= (max as f64 / drawn.len() as f64).sqrt() * 0.95;
    }
    None
}

fn key(id: &EntryId) -> String {
    [PREFIX, id.as_str()].concat()
}

/// Where pictures are kept; of private windows in memory only.
pub fn area(private: bool) -> Area {
    if private { Area::Session } else { Area::Pictures }
}

/// Keeps the picture of an entry; of one from a private window in memory only.
///
/// # Errors
/// The storage failed, as when the disk is full.
pub async fn keep<P: Storage>(
    ports: &P,
    id: &EntryId,
    private: bool,
    upload: &Upload,
) -> Result<(), StorageFailure> {
    record::write(ports, area(private), &key(id), upload).await
}

/// The picture that is kept of an entry.
///
/// # Errors
/// The storage failed.
pub async fn kept<P: Ports>(
    ports: &P,
    id: &EntryId,
    private: bool,
) -> Result<Option<Upload>, StorageFailure> {
    record::read(ports, area(private), &key(id)).await
}

/// Whether the picture of an entry is kept; where the storage does not say, it is not.
pub async fn is_kept<P: Storage>(ports: &P, id: &EntryId, private: bool) -> bool {
    ports.keys(area(private), &key(id)).await.is_ok_and(|keys| !keys.is_empty())
}

/// Removes what is kept of an entry. Where that fails, the next start of the background removes it: nothing that has
/// succeeded shall fail for it.
pub async fn forget<P: Storage>(ports: &P, entry: &Entry) {
    if entry.draft.needs_upload {
        let _ = ports.remove(area(entry.private), &key(&entry.id)).await;
    }
}

/// Removes the pictures of which `is_wanted` says no: those whose entry was never written, or is gone.
///
/// # Errors
/// The storage failed.
pub async fn sweep<P: Storage>(ports: &P, is_wanted: impl Fn(&str) -> bool) -> Result<(), StorageFailure> {
    for area in [Area::Pictures, Area::Session] {
        for key in ports.keys(area, PREFIX).await? {
            if !key.strip_prefix(PREFIX).is_some_and(&is_wanted) {
                ports.remove(area, &key).await?;
            }
        }
    }
    Ok(())
}
