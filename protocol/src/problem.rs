//! The closed set of things that go wrong, each with its title, its why, its cure, and one action.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Phrase, Word};

/// The one thing that a page offers to do about a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing to press.
    None,
    /// Connect (again).
    Connect,
    /// Ask the browser for Pinterest's two API hosts.
    AllowPinterest,
    /// Go to the board picker.
    ChooseBoard,
    /// Make a board at Pinterest.
    CreateBoard,
    /// See the board at Pinterest.
    ViewBoard,
    /// Do the same again.
    TryAgain,
    /// Look at the page again.
    LookAgain,
    /// Open the options page.
    OpenSettings,
    /// Ask the browser for the one site that the picture comes from.
    AllowSite,
    /// Take what the tab shows from the screen.
    CaptureView,
    /// Take the picture from the screen.
    CapturePicture,
    /// Open the page that the picture comes from.
    OpenPage,
    /// Open the browser's page about Tack.
    OpenExtension,
    /// Delete the second Pin that came of one Save.
    DeleteTwin,
    /// Hand the picture to Pinterest's own Save dialog.
    HandOff,
    /// Show the details.
    Details,
}

/// What whoever mends it wants to know. Redacted: never a token, code, state or handle.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// HTTP status.
    pub status: Option<u16>,
    /// Pinterest's `code`.
    pub code: Option<i64>,
    /// Pinterest's or the relay's `message`, at most [`crate::limits::ERROR_MESSAGE_MAX`].
    pub message: Option<String>,
    /// Pinterest's `x-pinterest-rid`.
    pub request_id: Option<String>,
    /// When it happened, milliseconds since 1970.
    pub at: f64,
}

/// A problem: what a page renders in place of what could not be had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Which of the closed set.
    pub kind: ProblemKind,
    /// What fills the placeholder of its words, if they have one.
    pub detail: Option<String>,
    /// What the site's owner says ([`ProblemKind::PageOptedOut`]).
    pub owner_message: Option<String>,
    /// Not before this time, milliseconds since 1970 ([`ProblemKind::RateLimited`]).
    pub not_before: Option<f64>,
    /// For whoever mends it.
    pub details: Option<Box<Details>>,
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        Self { kind, detail: None, owner_message: None, not_before: None, details: None }
    }
}

impl Problem {
    /// With what fills the placeholder.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With details.
    pub fn with_details(mut self, details: Details) -> Self {
        self.details = Some(Box::new(details));
        self
    }

    /// What happened, in a few words.
    pub fn title(&self) -> Phrase {
        self.phrase(self.kind.title())
    }

    /// Why it happened.
    pub fn why(&self) -> Phrase {
        self.phrase(self.kind.why())
    }

    /// How to mend it.
    pub fn how(&self) -> Phrase {
        self.phrase(self.kind.how())
    }

    /// What to press.
    pub fn action(&self) -> Action {
        self.kind.action()
    }

    fn phrase(&self, word: Word) -> Phrase {
        Phrase { word, args: self.detail.iter().cloned().collect() }
    }
}

macro_rules! problems {
    ($($(#[$doc:meta])* $kind:ident: $title:ident, $why:ident, $how:ident, $action:ident;)*) => {
        /// Everything that can go wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProblemKind {
            $($(#[$doc])* $kind,)*
        }

        impl ProblemKind {
            /// All of them, in the order of the help page.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            fn variant(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind),)*
                }
            }

            fn title(self) -> Word {
                match self {
                    $(Self::$kind => Word::$title,)*
                }
            }

            fn why(self) -> Word {
                match self {
                    $(Self::$kind => Word::$why,)*
                }
            }

            fn how(self) -> Word {
                match self {
                    $(Self::$kind => Word::$how,)*
                }
            }

            /// What to press.
            pub fn action(self) -> Action {
                match self {
                    $(Self::$kind => Action::$action,)*
                }
            }
        }
    };
}

impl ProblemKind {
    /// Its name in messages, in storage and in details, such as `relay_not_set`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for letter in self.variant().chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }
}

// By its name: the code that serde derives for so many variants weighs ten times as much in wasm.
impl Serialize for ProblemKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name())
    }
}

impl<'de> Deserialize<'de> for ProblemKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = Self::ALL.iter().copied().find(|kind| kind.name() == name);
        known.ok_or_else(|| D::Error::custom("no such problem"))
    }
}

problems! {
    /// No relay's address is set.
    RelayNotSet: ProblemRelayNotSetTitle, ProblemRelayNotSetWhy, ProblemRelayNotSetHow, OpenSettings;
    /// The relay's address is neither https nor loopback, or no address.
    RelayAddressInvalid: ProblemRelayAddressInvalidTitle, ProblemRelayAddressInvalidWhy, ProblemRelayAddressInvalidHow, OpenSettings;
    /// The relay did not answer, or not as a relay.
    RelayUnreachable: ProblemRelayUnreachableTitle, ProblemRelayUnreachableWhy, ProblemRelayUnreachableHow, TryAgain;
    /// The relay took too long.
    RelayTimeout: ProblemRelayTimeoutTitle, ProblemRelayTimeoutWhy, ProblemRelayTimeoutHow, TryAgain;
    /// The relay's answer could not be read.
    RelayGarbled: ProblemRelayGarbledTitle, ProblemRelayGarbledWhy, ProblemRelayGarbledHow, OpenSettings;
    /// The relay serves only an older protocol.
    RelayTooOld: ProblemRelayTooOldTitle, ProblemRelayTooOldWhy, ProblemRelayTooOldHow, OpenSettings;
    /// The relay serves only a newer protocol.
    ExtensionTooOld: ProblemExtensionTooOldTitle, ProblemExtensionTooOldWhy, ProblemExtensionTooOldHow, Details;
    /// The relay has no app id or secret.
    RelayNotConfigured: ProblemRelayNotConfiguredTitle, ProblemRelayNotConfiguredWhy, ProblemRelayNotConfiguredHow, OpenSettings;
    /// The redirect URI is not on the relay's list.
    RelayRefusesExtension: ProblemRelayRefusesExtensionTitle, ProblemRelayRefusesExtensionWhy, ProblemRelayRefusesExtensionHow, OpenSettings;
    /// The relay named another authorize page than Pinterest's.
    RelayForeignAuthorizePage: ProblemRelayForeignAuthorizePageTitle, ProblemRelayForeignAuthorizePageWhy, ProblemRelayForeignAuthorizePageHow, OpenSettings;
    /// The relay did not accept the proof of possession.
    RelayProofRefused: ProblemRelayProofRefusedTitle, ProblemRelayProofRefusedWhy, ProblemRelayProofRefusedHow, Connect;
    /// No account is connected.
    NotConnected: ProblemNotConnectedTitle, ProblemNotConnectedWhy, ProblemNotConnectedHow, Connect;
    /// Pinterest or the relay no longer accepts the connection.
    NeedsReconnecting: ProblemNeedsReconnectingTitle, ProblemNeedsReconnectingWhy, ProblemNeedsReconnectingHow, Connect;
    /// The person pressed Deny.
    ConsentDenied: ProblemConsentDeniedTitle, ProblemConsentDeniedWhy, ProblemConsentDeniedHow, Connect;
    /// The window was closed before it led back.
    AuthWindowClosed: ProblemAuthWindowClosedTitle, ProblemAuthWindowClosedWhy, ProblemAuthWindowClosedHow, Connect;
    /// The browser could not open Pinterest's page.
    AuthWindowFailed: ProblemAuthWindowFailedTitle, ProblemAuthWindowFailedWhy, ProblemAuthWindowFailedHow, Connect;
    /// Another flow is under way.
    AuthWindowBusy: ProblemAuthWindowBusyTitle, ProblemAuthWindowBusyWhy, ProblemAuthWindowBusyHow, Connect;
    /// The redirect carries another state than the one sent.
    StateMismatch: ProblemStateMismatchTitle, ProblemStateMismatchWhy, ProblemStateMismatchHow, Connect;
    /// The person granted less than Tack needs.
    ScopeMissing: ProblemScopeMissingTitle, ProblemScopeMissingWhy, ProblemScopeMissingHow, Connect;
    /// The person connected another account than the one that is to be connected again.
    OtherAccount: ProblemOtherAccountTitle, ProblemOtherAccountWhy, ProblemOtherAccountHow, Connect;
    /// Pinterest's token endpoint refused.
    SignInRefused: ProblemSignInRefusedTitle, ProblemSignInRefusedWhy, ProblemSignInRefusedHow, Connect;
    /// The browser refuses in private windows.
    PrivateWindow: ProblemPrivateWindowTitle, ProblemPrivateWindowWhy, ProblemPrivateWindowHow, Details;
    /// The browser does not let Tack talk to Pinterest.
    HostPermissionMissing: ProblemHostPermissionMissingTitle, ProblemHostPermissionMissingWhy, ProblemHostPermissionMissingHow, AllowPinterest;
    /// There is no network.
    Offline: ProblemOfflineTitle, ProblemOfflineWhy, ProblemOfflineHow, TryAgain;
    /// Pinterest did not answer.
    PinterestUnreachable: ProblemPinterestUnreachableTitle, ProblemPinterestUnreachableWhy, ProblemPinterestUnreachableHow, TryAgain;
    /// Pinterest took too long.
    PinterestTimeout: ProblemPinterestTimeoutTitle, ProblemPinterestTimeoutWhy, ProblemPinterestTimeoutHow, TryAgain;
    /// Pinterest answered 5xx.
    PinterestDown: ProblemPinterestDownTitle, ProblemPinterestDownWhy, ProblemPinterestDownHow, TryAgain;
    /// Pinterest's answer could not be read.
    PinterestGarbled: ProblemPinterestGarbledTitle, ProblemPinterestGarbledWhy, ProblemPinterestGarbledHow, TryAgain;
    /// 429 with a time.
    RateLimited: ProblemRateLimitedTitle, ProblemRateLimitedWhy, ProblemRateLimitedHow, TryAgain;
    /// 429 whose text speaks of spam.
    SpamBlock: ProblemSpamBlockTitle, ProblemSpamBlockWhy, ProblemSpamBlockHow, Details;
    /// 429 with a time that is far away.
    DailyLimit: ProblemDailyLimitTitle, ProblemDailyLimitWhy, ProblemDailyLimitHow, None;
    /// 403 code 29.
    TrialAccess: ProblemTrialAccessTitle, ProblemTrialAccessWhy, ProblemTrialAccessHow, HandOff;
    /// The app's type or tier is not supported.
    AppNotApproved: ProblemAppNotApprovedTitle, ProblemAppNotApprovedWhy, ProblemAppNotApprovedHow, HandOff;
    /// 403 code 2625 or 2626.
    AccountSuspended: ProblemAccountSuspendedTitle, ProblemAccountSuspendedWhy, ProblemAccountSuspendedHow, ViewBoard;
    /// 403 without a better name.
    NotPermitted: ProblemNotPermittedTitle, ProblemNotPermittedWhy, ProblemNotPermittedHow, Details;
    /// The board is no longer there, or not for this account.
    BoardGone: ProblemBoardGoneTitle, ProblemBoardGoneWhy, ProblemBoardGoneHow, ChooseBoard;
    /// The Pin is no longer there.
    PinGone: ProblemPinGoneTitle, ProblemPinGoneWhy, ProblemPinGoneHow, Details;
    /// Pinterest could not fetch the picture.
    PictureNotFetched: ProblemPictureNotFetchedTitle, ProblemPictureNotFetchedWhy, ProblemPictureNotFetchedHow, HandOff;
    /// The picture has no address that Pinterest can reach.
    PictureNotPublic: ProblemPictureNotPublicTitle, ProblemPictureNotPublicWhy, ProblemPictureNotPublicHow, Details;
    /// The site does not let the page read its bytes.
    PictureWithheld: ProblemPictureWithheldTitle, ProblemPictureWithheldWhy, ProblemPictureWithheldHow, AllowSite;
    /// The person did not allow Tack the picture's site.
    SiteNotAllowed: ProblemSiteNotAllowedTitle, ProblemSiteNotAllowedWhy, ProblemSiteNotAllowedHow, CapturePicture;
    /// The browser shows the file, and hands it to nobody.
    PictureOfFile: ProblemPictureOfFileTitle, ProblemPictureOfFileWhy, ProblemPictureOfFileHow, CapturePicture;
    /// What was taken from the screen is no longer kept.
    CaptureGone: ProblemCaptureGoneTitle, ProblemCaptureGoneWhy, ProblemCaptureGoneHow, CaptureView;
    /// The browser let nothing be taken from the screen.
    CaptureRefused: ProblemCaptureRefusedTitle, ProblemCaptureRefusedWhy, ProblemCaptureRefusedHow, TryAgain;
    /// The page moved while it was taken from the screen.
    PageMoved: ProblemPageMovedTitle, ProblemPageMovedWhy, ProblemPageMovedHow, TryAgain;
    /// Nobody can tell what of the page its owner does not want pinned.
    CaptureUnsure: ProblemCaptureUnsureTitle, ProblemCaptureUnsureWhy, ProblemCaptureUnsureHow, TryAgain;
    /// Its bytes would have to be taken from a page that is no longer open.
    PicturePageGone: ProblemPicturePageGoneTitle, ProblemPicturePageGoneWhy, ProblemPicturePageGoneHow, OpenPage;
    /// Its bytes are none of a picture that can be read.
    PictureUnreadable: ProblemPictureUnreadableTitle, ProblemPictureUnreadableWhy, ProblemPictureUnreadableHow, None;
    /// 400 without a better name.
    InvalidRequest: ProblemInvalidRequestTitle, ProblemInvalidRequestWhy, ProblemInvalidRequestHow, Details;
    /// The board that was preselected is no longer there.
    DefaultBoardGone: ProblemDefaultBoardGoneTitle, ProblemDefaultBoardGoneWhy, ProblemDefaultBoardGoneHow, OpenSettings;
    /// The account has no boards.
    NoBoards: ProblemNoBoardsTitle, ProblemNoBoardsWhy, ProblemNoBoardsHow, CreateBoard;
    /// No extension may read this page.
    PageRestricted: ProblemPageRestrictedTitle, ProblemPageRestrictedWhy, ProblemPageRestrictedHow, CaptureView;
    /// The page is one of the browser's own.
    PageOfBrowser: ProblemPageOfBrowserTitle, ProblemPageOfBrowserWhy, ProblemPageOfBrowserHow, CaptureView;
    /// The page is a shop for extensions, which browsers protect.
    PageOfStore: ProblemPageOfStoreTitle, ProblemPageOfStoreWhy, ProblemPageOfStoreHow, CaptureView;
    /// The page is another extension's.
    PageOfExtension: ProblemPageOfExtensionTitle, ProblemPageOfExtensionWhy, ProblemPageOfExtensionHow, CaptureView;
    /// The page is a file on this computer, to which Tack has no access.
    PageOfFile: ProblemPageOfFileTitle, ProblemPageOfFileWhy, ProblemPageOfFileHow, OpenExtension;
    /// The page is a PDF document.
    PagePdf: ProblemPagePdfTitle, ProblemPagePdfWhy, ProblemPagePdfHow, CaptureView;
    /// The page is shown in the browser's reading view.
    PageReader: ProblemPageReaderTitle, ProblemPageReaderWhy, ProblemPageReaderHow, LookAgain;
    /// The page did not load.
    PageFailed: ProblemPageFailedTitle, ProblemPageFailedWhy, ProblemPageFailedHow, LookAgain;
    /// Whoever manages this browser keeps extensions away from the page.
    PageByPolicy: ProblemPageByPolicyTitle, ProblemPageByPolicyWhy, ProblemPageByPolicyHow, None;
    /// `<meta name=pinterest content=nopin>`.
    PageOptedOut: ProblemPageOptedOutTitle, ProblemPageOptedOutWhy, ProblemPageOptedOutHow, None;
    /// `nopin` on the picture.
    PictureOptedOut: ProblemPictureOptedOutTitle, ProblemPictureOptedOutWhy, ProblemPictureOptedOutHow, None;
    /// The page has no picture worth pinning.
    NoPictures: ProblemNoPicturesTitle, ProblemNoPicturesWhy, ProblemNoPicturesHow, LookAgain;
    /// The page has no picture worth pinning but, perhaps, in a frame of another site.
    PicturesInFrame: ProblemPicturesInFrameTitle, ProblemPicturesInFrameWhy, ProblemPicturesInFrameHow, LookAgain;
    /// The page did not let itself be read in time.
    PageTimeout: ProblemPageTimeoutTitle, ProblemPageTimeoutWhy, ProblemPageTimeoutHow, LookAgain;
    /// The page is Pinterest's own.
    PinterestPage: ProblemPinterestPageTitle, ProblemPinterestPageWhy, ProblemPinterestPageHow, None;
    /// A field of the draft cannot be sent.
    DraftInvalid: ProblemDraftInvalidTitle, ProblemDraftInvalidWhy, ProblemDraftInvalidHow, None;
    /// The request left and got no clear answer; Tack reads the board.
    OutcomeSought: ProblemOutcomeSoughtTitle, ProblemOutcomeSoughtWhy, ProblemOutcomeSoughtHow, ViewBoard;
    /// The board was read, and it does not say.
    OutcomeUnsure: ProblemOutcomeUnsureTitle, ProblemOutcomeUnsureWhy, ProblemOutcomeUnsureHow, ViewBoard;
    /// Another one with the same board and link is unclear.
    EarlierUnclear: ProblemEarlierUnclearTitle, ProblemEarlierUnclearWhy, ProblemEarlierUnclearHow, None;
    /// One request seems to have made two Pins.
    PinDoubled: ProblemPinDoubledTitle, ProblemPinDoubledWhy, ProblemPinDoubledHow, DeleteTwin;
    /// The request left, and what came of it was never found out.
    OutcomeUnclear: ProblemOutcomeUnclearTitle, ProblemOutcomeUnclearWhy, ProblemOutcomeUnclearHow, ViewBoard;
    /// The journal has no such entry.
    EntryGone: ProblemEntryGoneTitle, ProblemEntryGoneWhy, ProblemEntryGoneHow, None;
    /// A stored record could not be read, and was set aside.
    RecordSetAside: ProblemRecordSetAsideTitle, ProblemRecordSetAsideWhy, ProblemRecordSetAsideHow, None;
    /// The browser's storage refused.
    StorageFailed: ProblemStorageFailedTitle, ProblemStorageFailedWhy, ProblemStorageFailedHow, TryAgain;
    /// This computer's clock is wrong.
    ClockWrong: ProblemClockWrongTitle, ProblemClockWrongWhy, ProblemClockWrongHow, TryAgain;
    /// The test Pin was made, and not deleted.
    TestPinLeft: ProblemTestPinLeftTitle, ProblemTestPinLeftWhy, ProblemTestPinLeftHow, None;
    /// What was asked for has to wait until Pins are sent.
    Busy: ProblemBusyTitle, ProblemBusyWhy, ProblemBusyHow, TryAgain;
    /// The core gave no answer in time.
    CoreSilent: ProblemCoreSilentTitle, ProblemCoreSilentWhy, ProblemCoreSilentHow, TryAgain;
    /// A fault of Tack's own.
    Internal: ProblemInternalTitle, ProblemInternalWhy, ProblemInternalHow, TryAgain;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_by_its_name() {
        for kind in ProblemKind::ALL {
            let text = serde_json::to_string(kind).unwrap();
            assert_eq!(serde_json::from_str::<ProblemKind>(&text).unwrap(), *kind);
            // As its words are called, by which the tests and the help find them.
            assert_eq!(kind.title().key(), ["problem_", &kind.name(), "_title"].concat());
        }
        assert_eq!(ProblemKind::RelayNotSet.name(), "relay_not_set");
        assert!(serde_json::from_str::<ProblemKind>("\"nonsense\"").is_err());
    }
}
