//! Every limit, in one place. Lengths are in characters (Unicode scalar values) unless said otherwise, times in
//! milliseconds.

/// `title` of `POST /v5/pins`.
pub const TITLE_MAX: usize = 100;
/// `description` of `POST /v5/pins`.
pub const DESCRIPTION_MAX: usize = 800;
/// `alt_text` of `POST /v5/pins`.
pub const ALT_TEXT_MAX: usize = 500;
/// `link` of `POST /v5/pins`, in bytes, which is never laxer than characters.
pub const LINK_MAX: usize = 2048;
/// The address of a picture, in bytes.
pub const PICTURE_URL_MAX: usize = 8192;
/// What a picture is shown by: its address, or a small copy of it as a `data:` address; in bytes.
pub const SHOWN_MAX: usize = 32_768;
/// The bytes of a picture that is uploaded; Pinterest documents no limit, and larger ones fail in its processing.
pub const UPLOAD_MAX: usize = 8_000_000;
/// The bytes of a picture that are taken from a page, to be made smaller.
pub const TAKEN_MAX: usize = 40_000_000;
/// Pixels of a picture that is decoded: a small file can claim to be an enormous picture.
pub const PIXELS_MAX: u64 = 100_000_000;
/// A name of a board or an account.
pub const NAME_MAX: usize = 180;
/// A relay's address, in bytes.
pub const RELAY_ADDRESS_MAX: usize = 300;
/// An identifier that Tack makes itself, in bytes.
pub const OWN_ID_MAX: usize = 64;
/// What a site's owner says about pinning.
pub const OWNER_MESSAGE_MAX: usize = 300;
/// What an error says, as shown in details.
pub const ERROR_MESSAGE_MAX: usize = 300;

/// Boards of one account; Pinterest allows 2,000.
pub const BOARDS_MAX: usize = 5_000;
/// `page_size` of `GET /v5/boards`.
pub const BOARDS_PAGE_SIZE: usize = 250;
/// Boards older than this are read anew, after the old ones were shown.
pub const BOARDS_FRESH_MS: f64 = 10.0 * 60_000.0;
/// Last used boards that are remembered.
pub const RECENT_BOARDS: usize = 5;
/// Pictures that one page may offer.
pub const CANDIDATES_MAX: usize = 200;
/// Frames of other sites that are named.
pub const FOREIGN_MAX: usize = 3;
/// Between two questions whether the page has grown.
pub const GROWTH_POLL_MS: u32 = 2_000;
/// Pictures that are looked at on one page.
pub const FACTS_MAX: usize = 10_000;

/// A body of an answer, in bytes.
pub const BODY_MAX: usize = 2_000_000;
/// A read at Pinterest.
pub const READ_TIMEOUT_MS: u32 = 15_000;
/// A write at Pinterest; a body adds its time at [`UPLOAD_BYTES_PER_MS`].
pub const WRITE_TIMEOUT_MS: u32 = 20_000;
/// The slowest upload that is waited for, bytes a millisecond.
pub const UPLOAD_BYTES_PER_MS: u32 = 128;
/// A call to the relay, which gives Pinterest 15 s of its own.
pub const RELAY_TIMEOUT_MS: u32 = 20_000;
/// Looking at a page.
pub const SCAN_TIMEOUT_MS: u32 = 5_000;
/// Taking a picture's bytes from a page.
pub const TAKE_TIMEOUT_MS: u32 = 20_000;
/// How long the person may take to point at a picture, or to draw an area.
pub const POINT_TIMEOUT_MS: f64 = 180_000.0;
/// How long what was taken from the screen waits to be saved.
pub const CAPTURE_KEPT_MS: f64 = 3_600_000.0;
/// Waiting in a page for the core's answer, when the core may have to try the above one after the other.
pub const CORE_TIMEOUT_MS: u32 = 60_000;
/// Between two questions about an entry that has not ended.
pub const ENTRY_POLL_MS: u32 = 5_000;

/// How long Undo is offered.
pub const UNDO_MS: f64 = 10_000.0;
/// Between two Pins, so that Pinterest does not take them for spam.
pub const SPACING_MS: u32 = 1_000;
/// So many Pins within a minute are many.
pub const BULK: usize = 5;
/// Between two Pins where there are many: well below Pinterest's 100 writes a minute, and slow enough not to look like
/// spam.
pub const BULK_SPACING_MS: u32 = 4_000;

/// Between a request whose answer got lost and the first look at its board: lists lag behind writes.
pub const READ_AFTER_MS: f64 = 5_000.0;
/// Between two whole readings of a board that have no such Pin, after which there is none. How far Pinterest's lists lag
/// behind is not documented.
pub const READ_APART_MS: f64 = 5.0 * 60_000.0;
/// Between a Pin that was sent beside others and the reading that confirms it.
pub const CONFIRM_AFTER_MS: f64 = 60_000.0;
/// So often it is tried.
pub const CONFIRM_MAX: u32 = 3;
/// A Pin that leaves later than this after Save was queued.
pub const QUEUED_MS: f64 = 5_000.0;
/// Readings of a board that come to no end, until the person is asked.
pub const READS_MAX: u32 = 12;
/// So many of them count where the network is away: the pause between two grows to four minutes.
pub const READS_AWAY: u32 = 2;
/// Pins that are saved with one press.
pub const SEVERAL_MAX: usize = 20;
/// Pins of one board that are read, the whole number of pages; a list without end must end somewhere.
pub const PINS_READ_MAX: usize = 5_000;
/// `page_size` of lists of Pins.
pub const PINS_PAGE_SIZE: usize = 250;
/// Pins in order, the newest first, after which a list is believed to be in that order: only then the rest is not read.
pub const IN_ORDER: usize = 25;
/// By how much a Pin's own time may differ from that of its sending: dates are whole seconds, and clocks drift.
pub const CLOCK_SLACK_MS: f64 = 2.0 * 60_000.0;
/// After its sending a Pin is made within this time, or never.
pub const MADE_WITHIN_MS: f64 = 10.0 * 60_000.0;
/// By how much this computer's clock may be wrong, where nothing tells Pinterest's time.
pub const CLOCK_UNKNOWN_MS: f64 = 26.0 * 3_600_000.0;
/// Pins that a person is shown to choose from.
pub const SUSPECTS_MAX: usize = 20;

/// The first pause after Pinterest or the relay asked to wait without saying how long; each next one is twice as long.
pub const PAUSE_MS: f64 = 60_000.0;
/// The longest such pause.
pub const PAUSE_MAX_MS: f64 = 3_600_000.0;
/// After a 409: another request holds the board.
pub const BUSY_MS: f64 = 3_000.0;
/// A longer wait than this is a day's limit rather than a moment's.
pub const DAILY_MS: f64 = 10.0 * 60_000.0;
/// Between two looks whether the network is back, beside the browser's own word.
pub const OFFLINE_MS: f64 = 60_000.0;
/// Alarms are set at most this far ahead: browsers take no more than 49 days, and forget.
pub const ALARM_MAX_MS: f64 = 24.0 * 3_600_000.0;
/// What is to happen sooner is waited for; alarms ring no sooner than after 30 s.
pub const WAITED_MS: f64 = 45_000.0;
/// Browsers stop a background that calls none of their functions for 30 s.
pub const AWAKE_MS: u32 = 20_000;
/// A Pin that was to be sent at a time is told of when it is later than this: alarms ring within a minute, and what is
/// being sent by then goes first.
pub const LATE_MS: f64 = 3.0 * 60_000.0;
/// A Pin may be put off for a year.
pub const LATER_MAX_MS: f64 = 366.0 * 24.0 * 3_600_000.0;
/// What the journal is searched for.
pub const SEARCH_MAX: usize = 100;
/// Entries that have ended and are kept.
pub const JOURNAL_KEPT: usize = 500;
/// Events in the log.
pub const LOG_MAX: usize = 500;
/// A line of the log, in bytes.
pub const LOG_LINE_MAX: usize = 200;
/// By how much this computer's clock may differ from the relay's before that is called wrong.
pub const CLOCK_WRONG_MS: f64 = 5.0 * 60_000.0;
/// An access token is refreshed this long before it ends.
pub const REFRESH_AHEAD_MS: f64 = 7.0 * 24.0 * 3_600_000.0;
/// Between two refreshes ahead of time, where the first came to nothing.
pub const RENEW_AGAIN_MS: f64 = 3.0 * 3_600_000.0;
/// That refreshing fails is told after this long, or when the token ends within
pub const TOLD_AFTER_MS: f64 = 3.0 * 24.0 * 3_600_000.0;
/// this time.
pub const TOLD_AHEAD_MS: f64 = 3.0 * 24.0 * 3_600_000.0;
