//! Every cap of the protocol: value, unit, who enforces it and why it is that number.
//!
//! Constants are part of the protocol. [`Rates`] are defaults that `[limits]` in the
//! configuration may override; a benchmark report names each override.

/// Largest inbound frame after authentication, in bytes; a larger one closes the socket
/// with `TooBig`. A mark of 600 points needs about 8 KiB, so this leaves room for a batch.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Largest frame before authentication, in bytes: a `hello` is below 1 KiB.
pub const HELLO_BYTES: usize = 4 * 1024;
/// Deepest nesting of arrays and objects in a frame; our deepest frame has six levels.
pub const FRAME_DEPTH: usize = 16;
/// Most bytes the server holds for one socket that does not read.
pub const WRITE_BUFFER_BYTES: usize = 256 * 1024;
/// Optional abilities a `hello` may name.
pub const CAPS: usize = 16;
/// Topics one socket may have open at once.
pub const OPEN_TOPICS: usize = 32;

/// Longest message or note, in characters.
pub const MESSAGE_CHARS: usize = 4_000;
/// Combining marks on one letter; more are cut off, because a tower of them covers the lines above.
/// What people write has four at most.
pub const COMBINING_MARKS: usize = 8;
/// Longest name of a saved answer, in characters: it is typed from memory.
pub const CANNED_NAME_CHARS: usize = 40;
/// Saved answers of one person, and those for all of an account: a list of more is searched
/// nowhere else either.
pub const CANNED_EACH: usize = 300;
/// Languages of a saved answer.
pub const CANNED_LANGUAGES: usize = 20;
/// Marks on the pictures of one saved answer together: with its pictures they fit into the burst
/// of operations of one socket, so showing it never waits.
pub const CANNED_MARKS: usize = 32;
/// A deleted answer can be brought back for this long, in milliseconds: a day.
pub const CANNED_KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// How long the link for another device works, in milliseconds: the device is at hand.
pub const DEVICE_LINK_LIFE_MS: i64 = 10 * 60 * 1_000;
/// How long a phone takes photos for a conversation, in milliseconds; it ends earlier with the
/// conversation, or when somebody ends it.
pub const CAMERA_LIFE_MS: i64 = 2 * 60 * 60 * 1_000;

/// Longest title of an item, in characters.
pub const TITLE_CHARS: usize = 200;
/// Longest URL of a page or picture, in bytes (what browsers and proxies accept in practice).
pub const URL_BYTES: usize = 2_048;

/// Largest product card, as JSON in bytes: a picture's worth of text, so that forty of them fit a state.
pub const CARD_BYTES: usize = 12 * 1024;
/// Longest id of a product or a variant in the words of the shop, in characters.
pub const PRODUCT_ID_CHARS: usize = 120;
/// Longest SKU, brand or name of an attribute of a product, in characters.
pub const PRODUCT_WORD_CHARS: usize = 80;
/// Longest value of an attribute of a product, in characters.
pub const ATTRIBUTE_CHARS: usize = 200;
/// Pictures of one product.
pub const PRODUCT_PICTURES: usize = 12;
/// Attributes of one product.
pub const PRODUCT_ATTRIBUTES: usize = 40;
/// Variants of one product: Shopify's own cap.
pub const PRODUCT_VARIANTS: usize = 100;
/// Options of one variant (size, colour, …).
pub const VARIANT_OPTIONS: usize = 6;
/// Products shown in one conversation.
pub const PRODUCTS: usize = 40;
/// Proposals in one conversation.
pub const PROPOSALS: usize = 100;
/// Most pieces of one proposal.
pub const PROPOSED_PIECES: u8 = 99;
/// A page that carries out a proposal gives up after this time, in milliseconds: 15 s.
pub const CART_TIMEOUT_MS: i64 = 15_000;
/// A proposal that was accepted and not settled for so long, in milliseconds, was interrupted.
pub const CART_INTERRUPTED_MS: i64 = 30_000;
/// Highest price, in minor units: exact as a number of JavaScript, and more than any shop asks.
pub const PRICE_MINOR: u64 = 1_000_000_000_000;

/// Largest picture that can be uploaded, in bytes.
pub const UPLOAD_BYTES: u32 = 15 * 1024 * 1024;
/// Bytes to send in one request of an upload: a second on 5 Mbit/s, so that progress is seen and
/// little is lost by a cut.
pub const UPLOAD_CHUNK_BYTES: u32 = 512 * 1024;
/// Largest preview of a picture, in bytes: a tenth of a second on 5 Mbit/s.
pub const PREVIEW_BYTES: usize = 64 * 1024;
/// Longest side of a preview, in pixels.
pub const PREVIEW_PX: u32 = 1_024;
/// Longest side of a picture that goes with a mail, in pixels.
pub const STILL_PX: u32 = 1_200;
/// Pictures in one request for addresses.
pub const LINKS: usize = 100;

/// Items in one conversation.
pub const ITEMS: usize = 200;
/// Items side by side on the stage.
pub const SHOWN_ITEMS: usize = 4;
/// Live marks on one item.
pub const ITEM_ANNOTATIONS: usize = 500;
/// Marks in one conversation, deleted ones included: they are needed for undo and replay.
pub const ANNOTATIONS: usize = 2_000;
/// Longest text on a picture or beside a pin, in characters.
pub const MARK_TEXT_CHARS: usize = 500;
/// How long the author of a message may erase it, in milliseconds: 15 minutes.
pub const REDACT_WITHIN_MS: i64 = 15 * 60 * 1_000;
/// Conversations of the past that a visitor is told of.
pub const PAST_CONVERSATIONS: u32 = 20;
/// Largest frame of the loader's presence socket, in bytes: page facts with the longest address.
pub const PRESENCE_FRAME_BYTES: usize = 8 * 1024;
/// Pages one visit may have open; more are not counted.
pub const VISIT_TABS: usize = 20;
/// Longest price or total in the words of a shop, in characters.
pub const PRICE_CHARS: usize = 40;
/// Rows of the list of visitors that one agent sees at a time.
pub const VISITOR_ROWS: usize = 100;
/// Longest words of an invitation, in characters: what is read at a glance beside the launcher.
pub const INVITATION_CHARS: usize = 280;
/// A visit gets at most one invitation in this time, in milliseconds: 10 minutes.
pub const INVITATION_PAUSE_MS: i64 = 10 * 60 * 1_000;
/// An invitation nobody answers leaves the pages after this time, in milliseconds: 30 minutes.
///
/// A visit is remembered as long. By then the agent who wrote it is with somebody else, and words
/// about the page of half an hour ago help nobody.
pub const INVITATION_LIFE_MS: i64 = 30 * 60 * 1_000;
/// Points of one mark; the client splits a longer stroke.
pub const PATH_POINTS: usize = 600;
/// Points in one chunk of a stroke that is still being drawn.
pub const CHUNK_POINTS: usize = 128;
/// Strokes one participant may have open at once (fingers of two hands).
pub const OPEN_STROKES: usize = 4;

/// One image width in the fixed-point unit of all stage coordinates.
///
/// 1/32768 of the width is 0.07 px on a picture of 2,400 px: below what a screen shows even at
/// the largest zoom of eight.
pub const UNIT: i32 = 32_768;
/// How far beyond the picture a coordinate may lie: a quarter of the width.
pub const MARGIN: i32 = UNIT / 4;
/// Tallest picture that fits the coordinates: sixteen widths.
pub const TALLEST: i32 = UNIT * 16;
/// Thinnest and thickest mark, in units: 0.05 % and 6.25 % of the width.
pub const MARK_WIDTH: (i32, i32) = (16, UNIT / 16);

/// Largest clip that can be uploaded, in bytes.
pub const CLIP_BYTES: u32 = 50 * 1024 * 1024;
/// Longest side of a clip, in pixels: what decoders of phones take.
pub const CLIP_PX: u32 = 8_192;
/// Longest video, in milliseconds: a day.
pub const FILM_MS: u32 = 24 * 60 * 60 * 1_000;
/// One, as a rate of playing in thousandths.
pub const RATE: u32 = 1_000;
/// Slowest and fastest rate of playing, in thousandths: what all players offer.
pub const RATES: (u32, u32) = (250, 2_000);
/// How far in the future a play or seek takes effect, in milliseconds: not so soon that the news
/// comes too late, not so late that the press seems lost.
pub const PLAY_NOTICE_MS: (i64, i64) = (120, 500);
/// What is added to the longest round trip, in milliseconds, for storing and for the browser.
pub const PLAY_SLACK_MS: i64 = 50;
/// How far from the room's position the frame of whoever pauses may be, in milliseconds.
pub const PAUSE_NEAR_MS: u32 = 500;
/// A round trip beyond this explains nothing, in milliseconds.
pub const PAUSE_RTT_MS: u32 = 2_000;
/// How long a play waits for those who are not ready, in milliseconds: three seconds together with
/// the look every 250 ms that ends it.
pub const PLAY_WAIT_MS: i64 = 2_750;
/// A stall longer than this lets the others wait, in milliseconds.
pub const STALL_MS: i64 = 1_500;
/// How long the others wait for a stalled video, in milliseconds: eight seconds together with the
/// look that ends it.
pub const STALL_WAIT_MS: i64 = 7_750;
/// Whoever stalls again within this time is not waited for, in milliseconds.
pub const STALL_AGAIN_MS: i64 = 5 * 60 * 1_000;

/// A gesture of another participant within this time keeps the lead, in milliseconds.
pub const GESTURE_HOLD_MS: i64 = 700;
/// A refused gesture asks again after this time while the hand is down, in milliseconds.
pub const LEAD_RETRY_MS: u32 = 250;

/// A resume longer than this many events gets a snapshot instead of the tail.
pub const TAIL_EVENTS: u32 = 300;
/// A resume larger than this many bytes gets a snapshot instead of the tail.
pub const TAIL_BYTES: usize = 256 * 1024;
/// Largest part of a snapshot, in bytes; the next part leaves after the flush of the last.
pub const SNAPSHOT_PART_BYTES: usize = 32 * 1024;
/// Messages that travel with a snapshot; older ones are paged.
pub const SNAPSHOT_MESSAGES: u32 = 50;
/// Messages in one page of history.
pub const HISTORY_PAGE: u32 = 100;
/// Rows of a conversation list.
pub const LIST_ROWS: u32 = 200;
/// Largest folded state of a room, in bytes.
pub const STATE_BYTES: usize = 1024 * 1024;
/// A snapshot of the state is stored every so many public events, and when the room unloads.
pub const SNAPSHOT_EVENTS: u32 = 256;

/// Durable operations a client keeps in flight.
pub const IN_FLIGHT: usize = 16;
/// Live frames a client sends in a second: one an animation tick, with some slack.
pub const LIVE_FRAMES_PER_S: u32 = 70;

/// Caps on rates and counts that an installation may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Durable operations a second on one socket, sustained.
    pub durable_per_s: u32,
    /// Durable operations in a burst on one socket.
    pub durable_burst: u32,
    /// Live frames a second on one socket; more are dropped and counted.
    pub live_per_s: u32,
    /// Sockets of one visitor; the oldest is closed when one more comes.
    pub visitor_sockets: u32,
    /// Sockets of one address that have not authenticated yet.
    pub address_pending: u32,
    /// Sockets of one address.
    pub address_sockets: u32,
    /// Sockets of this process.
    pub sockets: u32,
    /// New visitor tokens a minute for one address.
    pub visitors_per_min: u32,
    /// Fetches of a picture or page a minute for one participant.
    pub fetches_per_min: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            durable_per_s: 20,
            durable_burst: 40,
            live_per_s: LIVE_FRAMES_PER_S,
            visitor_sockets: 10,
            address_pending: 50,
            address_sockets: 500,
            sockets: 10_000,
            visitors_per_min: 120,
            fetches_per_min: 60,
        }
    }
}
