/** @file Generated from the Rust crate `shared`; never edited. See shared/src/typescript.rs. */

export const PROTOCOL_VERSION = 1;
export const TERMINAL_FROM = 4100;
export const CLOSE_REPLACED = 4104;
export const CLOSE_BAD_TOKEN = 4100;
export const MESSAGE_CHARS = 4000;
export const TITLE_CHARS = 200;
export const URL_BYTES = 2048;
export const PATH_POINTS = 600;
export const CHUNK_POINTS = 128;
export const CARD_BYTES = 12288;
export const PRODUCT_ID_CHARS = 120;
export const PRODUCT_WORD_CHARS = 80;
export const ATTRIBUTE_CHARS = 200;
export const PRODUCT_PICTURES = 12;
export const PRODUCT_ATTRIBUTES = 40;
export const PRODUCT_VARIANTS = 100;
export const VARIANT_OPTIONS = 6;
export const PROPOSED_PIECES = 99;
export const CART_TIMEOUT_MS = 15000;
export const CART_INTERRUPTED_MS = 30000;
export const PRICE_MINOR = 1000000000000;
export const UPLOAD_BYTES = 15728640;
export const CLIP_BYTES = 52428800;
export const CLIP_PX = 8192;
export const FILM_MS = 86400000;
export const RATE_SLOWEST = 250;
export const RATE_FASTEST = 2000;
export const PREVIEW_BYTES = 65536;
export const LINKS = 100;
export const PREVIEW_PX = 1024;
export const UNIT = 32768;
export const MARGIN = 8192;
export const GESTURE_HOLD_MS = 700;
export const LEAD_RETRY_MS = 250;
export const MARK_TEXT_CHARS = 500;
export const SHOWN_ITEMS = 4;
export const REDACT_WITHIN_MS = 900000;
export const INVITATION_CHARS = 280;
export const INVITATION_PAUSE_MS = 600000;
export const LIST_ROWS = 200;
export const CANNED_NAME_CHARS = 40;
export const CANNED_MARKS = 32;
export const IN_FLIGHT = 16;

/**
 * A durable thread between a visitor and agents.
 */
export type ConversationId = string;

/**
 * Somebody in a conversation: the uuid of the visitor or of the agent, stable across
 * reconnects, tabs and devices.
 */
export type ParticipantId = string;

/**
 * One tab or device of a participant, chosen by the client and kept for the life of the tab.
 */
export type SessionId = string;

/**
 * One WebSocket.
 */
export type ConnectionId = string;

/**
 * A member of staff.
 */
export type AgentId = string;

/**
 * One place where a member of staff is signed in.
 */
export type AgentSessionId = string;

/**
 * A key with which a shop's backend signs who its customer is.
 */
export type IdentityKeyId = string;

/**
 * A configured entry point with its own key, origins and look.
 */
export type InboxId = string;

/**
 * An anonymous browser identity on a shop's site.
 */
export type VisitorId = string;

/**
 * A picture placed on the stage of one conversation.
 */
export type ItemId = string;

/**
 * A stored file of ours; several items may show the same one.
 */
export type MediaId = string;

/**
 * An upload under way; forgotten an hour after its last byte.
 */
export type UploadId = string;

/**
 * A link that takes another device of a visitor in.
 */
export type DeviceLinkId = string;

/**
 * A saved answer of staff: words, pictures with their marks, or both.
 */
export type CannedId = string;

/**
 * A mark on an item, chosen by its author so that the preview and the final mark are one.
 */
export type AnnotationId = string;

/**
 * A product shown in one conversation, named by the client.
 */
export type ProductId = string;

/**
 * A product proposed for the visitor's cart.
 */
export type ProposalId = string;

/**
 * The client's own name for a durable operation; the key of permanent de-duplication.
 */
export type ClientId = string;

/**
 * One visit of one browser to a shop's pages, made by the loader.
 */
export type VisitId = string;

/**
 * Words of an agent to a visitor whose panel was never opened.
 */
export type InvitationId = string;

/**
 * Milliseconds since 1970-01-01 UTC, by the room clock, which never runs backwards.
 *
 * The value stays below 2^53, so it is exact as a JavaScript number.
 */
export type UnixMillis = number;

/**
 * One of the two logs of a conversation; each counts its own gap-free seq from 1.
 */
export type Stream = "public" | "staff";

/**
 * What somebody may do in a conversation.
 */
export type Role = "visitor" | "guest" | "agent" | "observer" | "supervisor" | "administrator" | "bot" | "system";

/**
 * What a mark is drawn with.
 */
export type Tool = "pen" | "highlighter" | "arrow" | "rectangle" | "ellipse" | "text" | "pin";

/**
 * Points as `[u0, v0, du1, dv1, …]` in 1/32768 of the image width.
 *
 * The first pair is absolute and each later pair is the step from the one before, because the
 * steps of a drawn line are small and so the JSON is about half as long.
 */
export type Path = Array<number>;

/**
 * Shape of a mark.
 */
export type Mark = { 
/**
 * What it was drawn with.
 */
tool: Tool, 
/**
 * Its points. An arrow has two, tail first; a rectangle and an ellipse two opposite corners;
 * a text and a pin one, the anchor.
 */
path: Path, 
/**
 * Line width, or for a text the height of a line, in 1/32768 of the image width.
 */
width: number, 
/**
 * The words of a text, or beside a pin; plain text.
 */
text?: string, 
/**
 * On a moving item: the position it belongs to, in milliseconds.
 */
atMs?: number, };

/**
 * Whose player shows a video.
 */
export type Provider = "youtube" | "vimeo";

/**
 * What plays in an item.
 */
export type Moving = { "kind": "clip", 
/**
 * How long it is in milliseconds, as the browser that uploaded it told.
 */
durationMs: number, } | { "kind": "player", 
/**
 * Whose player.
 */
provider: Provider, 
/**
 * Its name there.
 */
video: string, };

/**
 * Everybody waits for somebody whose video is not ready.
 */
export type PlaybackWait = { 
/**
 * For whom; at least one.
 */
who: Array<ParticipantId>, 
/**
 * Room time at which it goes on without them.
 */
until: UnixMillis, };

/**
 * Where everybody who looks together stands in a moving item.
 */
export type Playback = { 
/**
 * Whether people want it to play. While it waits it stands all the same.
 */
playing: boolean, 
/**
 * How fast it plays, in thousandths.
 */
rate: number, 
/**
 * The position at `at`, in milliseconds.
 */
posMs: number, 
/**
 * Room time. Up to half a second in the future, so that all begin together; until then it
 * stands at `pos_ms`.
 */
at: UnixMillis, 
/**
 * For whom it waits, if it does.
 */
waiting?: PlaybackWait, 
/**
 * Seq of the event that set it.
 */
rev: number, };

/**
 * What changed a playback.
 */
export type PlaybackCause = "play" | "pause" | "seek" | "rate" | "wait" | "go_on" | "left";

/**
 * Whether a video could play.
 */
export type ReadyState = "ready" | "waiting" | "blocked" | "muted" | "hidden" | "failed";

/**
 * How the moving item on somebody's stage is doing; a register of the session.
 */
export type Readiness = { 
/**
 * Which item.
 */
item: ItemId, 
/**
 * Whether it could play.
 */
state: ReadyState, 
/**
 * Where this stage stands in it, in milliseconds.
 */
posMs?: number, 
/**
 * The round trip this client measured, in milliseconds.
 */
rttMs: number, };

/**
 * Size of a stored picture after its orientation was applied, in pixels.
 */
export type MediaSize = { 
/**
 * Pixels across, at least 1.
 */
width: number, 
/**
 * Pixels down, at least 1.
 */
height: number, };

/**
 * A picture on the strip.
 */
export type Item = { 
/**
 * This item.
 */
id: ItemId, 
/**
 * The stored file behind it; none has this id when it plays in somebody else's player.
 */
media: MediaId, 
/**
 * Pixels of the stored picture, upright.
 */
size: MediaSize, 
/**
 * What it shows, in the words of the page it came from.
 */
title: string, 
/**
 * What plays in it; nothing in a picture.
 */
moving?: Moving, 
/**
 * Where everybody stands in it, if it moves.
 */
playback?: Playback, 
/**
 * Who put it there.
 */
by: ParticipantId, 
/**
 * Clockwise quarter turns, 0..=3, shared by everybody who looks together.
 */
quarterTurns: number, 
/**
 * True once taken off the strip. A removed item stays known, with its marks, so that the
 * removal can be undone.
 */
removed: boolean, };

/**
 * Whose hand moves the shared view.
 */
export type Lead = { 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * In which tab or on which device.
 */
session: SessionId, 
/**
 * Seq of the event that gave the lead. Views carry it, so a late view of the hand before
 * loses everywhere without anybody having to agree.
 */
fence: number, };

/**
 * A mark on an item. Its content never changes; only `live` does.
 */
export type Annotation = { 
/**
 * This mark; the same id as the stroke it was previewed by.
 */
id: AnnotationId, 
/**
 * What it was drawn on.
 */
item: ItemId, 
/**
 * Who drew it.
 */
author: ParticipantId, 
/**
 * Seq of the event that made it.
 */
seq: number, 
/**
 * Its shape.
 */
mark: Mark, 
/**
 * For a pin: its number on its item, from 1.
 */
number: number | null, 
/**
 * False once deleted. A deleted mark stays known so that a late repeat of its creation
 * cannot bring it back.
 */
live: boolean, 
/**
 * Who deleted it; only that person, or staff, may bring it back.
 */
deletedBy: ParticipantId | null, };

/**
 * Somebody who has taken part. Names live elsewhere, so that erasing a person does not
 * rewrite the log.
 */
export type Participant = { 
/**
 * Who.
 */
id: ParticipantId, 
/**
 * In which role.
 */
role: Role, };

/**
 * Whether a conversation goes on.
 */
export type Status = "open" | "resolved";

/**
 * What one clearing of an item took away.
 */
export type Cleared = { 
/**
 * From which item.
 */
item: ItemId, 
/**
 * Who cleared it.
 */
by: ParticipantId, 
/**
 * The marks, in the order they were made.
 */
annotations: Array<AnnotationId>, };

/**
 * An event with its place in the log.
 *
 * The author, the time and the seq are set by the server, whatever the command said.
 */
export type Event = { 
/**
 * Place in its stream, from 1, without gaps.
 */
seq: number, 
/**
 * Room time at which it was committed.
 */
at: UnixMillis, 
/**
 * Who did it.
 */
actor: ParticipantId, 
/**
 * The client's name for the operation it came from; several events may share one.
 */
cid: ClientId, 
/**
 * What happened.
 */
body: EventBody, };

/**
 * What happened.
 */
export type EventBody = { "kind": "joined" } & Joined | { "kind": "message_sent" } & MessageSent | { "kind": "note_added" } & NoteAdded | { "kind": "item_added" } & ItemAdded | { "kind": "items_shown" } & ItemsShown | { "kind": "item_rotated" } & ItemRotated | { "kind": "item_removed" } & ItemRemoved | { "kind": "item_restored" } & ItemRestored | { "kind": "item_moved" } & ItemMoved | { "kind": "zoom_linked" } & ZoomLinked | { "kind": "stage_locked" } & StageLocked | { "kind": "lead_taken" } & LeadTaken | { "kind": "annotation_added" } & AnnotationAdded | { "kind": "annotations_deleted" } & AnnotationsDeleted | { "kind": "annotations_restored" } & AnnotationsRestored | { "kind": "annotations_cleared" } & AnnotationsCleared | { "kind": "playback_changed" } & PlaybackChanged | { "kind": "assigned" } & Assigned | { "kind": "resolved" } & Resolved | { "kind": "reopened" } & Reopened | { "kind": "product_shared" } & ProductShared | { "kind": "variant_chosen" } & VariantChosen | { "kind": "product_proposed" } & ProductProposed | { "kind": "proposal_accepted" } & ProposalAccepted | { "kind": "proposal_declined" } & ProposalDeclined | { "kind": "proposal_withdrawn" } & ProposalWithdrawn | { "kind": "proposal_settled" } & ProposalSettled | { "kind": "redacted" } & Redacted | { "kind": "erased" } & Erased | { "kind": "unknown" } & Unknown;

/**
 * The actor of this event takes part from now on.
 */
export type Joined = { 
/**
 * In which role.
 */
role: Role, };

/**
 * Something was said to everybody.
 */
export type MessageSent = { 
/**
 * Plain text; never HTML.
 */
text: string, };

/**
 * Staff wrote a private note.
 */
export type NoteAdded = { 
/**
 * Plain text.
 */
text: string, 
/**
 * The public event it belongs behind when both streams are shown as one list.
 */
afterPublicSeq: number, };

/**
 * A picture came onto the strip.
 */
export type ItemAdded = { 
/**
 * The new item.
 */
item: ItemId, 
/**
 * The stored file.
 */
media: MediaId, 
/**
 * Its pixels.
 */
size: MediaSize, 
/**
 * What it shows.
 */
title: string, 
/**
 * What plays in it, if it moves.
 */
moving?: Moving, };

/**
 * Other pictures are on the stage.
 */
export type ItemsShown = { 
/**
 * One to four items, left to right.
 */
items: Array<ItemId>, };

/**
 * A picture was turned.
 */
export type ItemRotated = { 
/**
 * Which.
 */
item: ItemId, 
/**
 * Clockwise quarter turns from upright, 0..=3.
 */
quarterTurns: number, };

/**
 * A picture was taken off the strip, and off the stage if it was there.
 */
export type ItemRemoved = { 
/**
 * Which.
 */
item: ItemId, };

/**
 * A removed picture is on the strip again.
 */
export type ItemRestored = { 
/**
 * Which.
 */
item: ItemId, };

/**
 * A picture has another place on the strip.
 */
export type ItemMoved = { 
/**
 * Which.
 */
item: ItemId, 
/**
 * The item it stands before; null for the end.
 */
before: ItemId | null, };

/**
 * How the shown pictures zoom from now on.
 */
export type ZoomLinked = { 
/**
 * True: as one. False: each has a view of its own.
 */
linked: boolean, };

/**
 * Who may change what the stage shows from now on.
 */
export type StageLocked = { 
/**
 * True: only staff.
 */
locked: boolean, };

/**
 * The actor of this event moves the shared view from now on.
 */
export type LeadTaken = { 
/**
 * In which tab or on which device.
 */
session: SessionId, };

/**
 * A mark was drawn by the actor of this event.
 */
export type AnnotationAdded = { 
/**
 * The mark.
 */
annotation: AnnotationId, 
/**
 * What it was drawn on.
 */
item: ItemId, 
/**
 * Its shape.
 */
mark: Mark, 
/**
 * For a pin: its number on the item, from 1.
 */
number?: number, };

/**
 * Marks were taken away.
 */
export type AnnotationsDeleted = { 
/**
 * Which.
 */
annotations: Array<AnnotationId>, };

/**
 * Deleted marks are there again.
 */
export type AnnotationsRestored = { 
/**
 * Which.
 */
annotations: Array<AnnotationId>, };

/**
 * All marks that a picture had were taken away.
 */
export type AnnotationsCleared = { 
/**
 * From which picture.
 */
item: ItemId, 
/**
 * Which; marks made meanwhile by others are not among them.
 */
annotations: Array<AnnotationId>, };

/**
 * A moving item plays, stands or waits from now on: its whole register.
 */
export type PlaybackChanged = { 
/**
 * Which.
 */
item: ItemId, 
/**
 * Whether people want it to play.
 */
playing: boolean, 
/**
 * How fast, in thousandths.
 */
rate: number, 
/**
 * The position at `at`, in milliseconds.
 */
posMs: number, 
/**
 * Room time, up to half a second in the future.
 */
at: UnixMillis, 
/**
 * For whom it waits, if it does.
 */
waiting?: PlaybackWait, 
/**
 * Why.
 */
cause: PlaybackCause, };

/**
 * Who of the staff answers from now on.
 */
export type Assigned = { 
/**
 * That agent, or nobody.
 */
to: ParticipantId | null, };

/**
 * The actor of this event ended the conversation.
 */
export type Resolved = Record<symbol, never>;

/**
 * The actor of this event opened the conversation again.
 */
export type Reopened = Record<symbol, never>;

/**
 * What is left of an event whose body was erased: its place, its time and its author.
 */
export type Erased = { 
/**
 * The kind it was, such as `message_sent`.
 */
was: string, };

/**
 * The body of an earlier event was erased.
 */
export type Redacted = { 
/**
 * Seq of that event in the same stream.
 */
targetSeq: number, };

/**
 * An event this version does not know.
 */
export type Unknown = { 
/**
 * The name it was stored under.
 */
name: string, };

/**
 * A durable wish of a participant.
 */
export type Command = { "do": "send_message" } & SendMessage | { "do": "add_note" } & AddNote | { "do": "add_item" } & AddItem | { "do": "add_player" } & AddPlayer | { "do": "show_items" } & ShowItems | { "do": "rotate_item" } & RotateItem | { "do": "take_lead" } & TakeLead | { "do": "add_annotation" } & AddAnnotation | { "do": "delete_annotations" } & DeleteAnnotations | { "do": "restore_annotations" } & RestoreAnnotations | { "do": "clear_annotations" } & ClearAnnotations | { "do": "remove_item" } & RemoveItem | { "do": "restore_item" } & RestoreItem | { "do": "move_item" } & MoveItem | { "do": "link_zoom" } & LinkZoom | { "do": "lock_stage" } & LockStage | { "do": "play" } & Play | { "do": "pause" } & Pause | { "do": "seek" } & Seek | { "do": "set_rate" } & SetRate | { "do": "take" } & Take | { "do": "release" } & Release | { "do": "resolve" } & Resolve | { "do": "reopen" } & Reopen | { "do": "redact" } & Redact | { "do": "share_product" } & ShareProduct | { "do": "choose_variant" } & ChooseVariant | { "do": "propose_product" } & ProposeProduct | { "do": "accept_proposal" } & AcceptProposal | { "do": "decline_proposal" } & DeclineProposal | { "do": "withdraw_proposal" } & WithdrawProposal | { "do": "settle_proposal" } & SettleProposal;

/**
 * Say something to everybody.
 */
export type SendMessage = { 
/**
 * 1 to 4,000 characters of plain text; outer white space is taken off.
 */
text: string, };

/**
 * Write a private note for staff.
 */
export type AddNote = { 
/**
 * 1 to 4,000 characters of plain text.
 */
text: string, };

/**
 * Put a picture on the strip.
 */
export type AddItem = { 
/**
 * Id of the new item, chosen by the client.
 */
item: ItemId, 
/**
 * The stored file to show.
 */
media: MediaId, 
/**
 * What it shows, at most 200 characters.
 */
title: string, 
/**
 * Whether it goes onto the stage at once.
 */
show: boolean, };

/**
 * Put a video of somebody else's player on the strip.
 */
export type AddPlayer = { 
/**
 * Id of the new item, chosen by the client.
 */
item: ItemId, 
/**
 * Whose player.
 */
provider: Provider, 
/**
 * The name of the video there.
 */
video: string, 
/**
 * What it shows, at most 200 characters.
 */
title: string, 
/**
 * Whether it goes onto the stage at once.
 */
show: boolean, };

/**
 * Choose what is on the stage.
 */
export type ShowItems = { 
/**
 * One to four different items of the strip.
 */
items: Array<ItemId>, };

/**
 * Turn a picture.
 */
export type RotateItem = { 
/**
 * Which.
 */
item: ItemId, 
/**
 * Clockwise quarter turns from upright, 0..=3.
 */
quarterTurns: number, };

/**
 * Move the shared view with this hand.
 */
export type TakeLead = { 
/**
 * The tab or device the hand is on.
 */
session: SessionId, };

/**
 * Keep a drawn mark.
 */
export type AddAnnotation = { 
/**
 * Id of the mark, equal to the `sid` of its preview.
 */
annotation: AnnotationId, 
/**
 * What it was drawn on.
 */
item: ItemId, 
/**
 * Its shape.
 */
mark: Mark, };

/**
 * Take marks away.
 */
export type DeleteAnnotations = { 
/**
 * Which; unknown or deleted ones are passed over, because an undo may come twice.
 */
annotations: Array<AnnotationId>, };

/**
 * Bring deleted marks back.
 */
export type RestoreAnnotations = { 
/**
 * Which; unknown or live ones are passed over, because a redo may come twice.
 */
annotations: Array<AnnotationId>, };

/**
 * Take all marks of a picture away.
 */
export type ClearAnnotations = { 
/**
 * From which picture.
 */
item: ItemId, 
/**
 * Only marks made by events up to this seq, so that what others draw meanwhile stays.
 */
upto: number, };

/**
 * Take a picture off the strip.
 */
export type RemoveItem = { 
/**
 * Which.
 */
item: ItemId, };

/**
 * Put a removed picture back.
 */
export type RestoreItem = { 
/**
 * Which.
 */
item: ItemId, };

/**
 * Give a picture another place on the strip.
 */
export type MoveItem = { 
/**
 * Which.
 */
item: ItemId, 
/**
 * The item it goes before; null for the end.
 */
before: ItemId | null, };

/**
 * How the shown pictures zoom.
 */
export type LinkZoom = { 
/**
 * True: as one.
 */
linked: boolean, };

/**
 * Who may change what the stage shows.
 */
export type LockStage = { 
/**
 * True: only staff.
 */
locked: boolean, };

/**
 * Let a moving item play, from where it stands.
 */
export type Play = { 
/**
 * Which.
 */
item: ItemId, };

/**
 * Let a moving item stand.
 */
export type Pause = { 
/**
 * Which.
 */
item: ItemId, 
/**
 * The position of the frame that this person saw, in milliseconds.
 */
posMs: number, };

/**
 * Choose another position.
 */
export type Seek = { 
/**
 * In which item.
 */
item: ItemId, 
/**
 * The position in milliseconds; beyond the end it is the end.
 */
posMs: number, };

/**
 * Choose how fast a moving item plays.
 */
export type SetRate = { 
/**
 * Which.
 */
item: ItemId, 
/**
 * Thousandths, 250 to 2,000; beyond that the nearest of the two.
 */
rate: number, };

/**
 * Answer this conversation from now on.
 */
export type Take = { 
/**
 * Who answers it as far as the client knows; another answer is refused, so that of two
 * who take at once one wins.
 */
from: ParticipantId | null, };

/**
 * Let go of the conversation.
 */
export type Release = Record<symbol, never>;

/**
 * End the conversation.
 */
export type Resolve = Record<symbol, never>;

/**
 * Open an ended conversation again.
 */
export type Reopen = Record<symbol, never>;

/**
 * Erase what was said.
 */
export type Redact = { 
/**
 * In which stream.
 */
stream: Stream, 
/**
 * Seq of the message or note.
 */
seq: number, };

/**
 * A product that was shown in this conversation.
 */
export type SharedProduct = { 
/**
 * This one, in this conversation.
 */
id: ProductId, 
/**
 * What was known of it when it was shown; `chosen` follows what people choose since.
 */
card: ProductCard, 
/**
 * Its pictures on the strip.
 */
pictures: Array<ProductPicture>, 
/**
 * Who showed it.
 */
by: ParticipantId, 
/**
 * Seq of the event that showed it: its place in the thread.
 */
seq: number, 
/**
 * When that was.
 */
at: UnixMillis, };

/**
 * A picture of a product on the strip.
 */
export type ProductPicture = { 
/**
 * The item.
 */
item: ItemId, 
/**
 * Its address on the card: that of the product or of one of its variants.
 */
address: string, };

/**
 * A picture of a product that comes onto the strip.
 */
export type NewProductPicture = { 
/**
 * Id of the new item, chosen by the client.
 */
item: ItemId, 
/**
 * The stored file to show.
 */
media: MediaId, 
/**
 * Where the file came from, as the card names it.
 */
address: string, };

/**
 * A product that an agent proposes for the visitor's cart.
 */
export type Proposal = { 
/**
 * This proposal.
 */
id: ProposalId, 
/**
 * Of what.
 */
product: ProductId, 
/**
 * Which of its variants, if it has any.
 */
variant: string | null, 
/**
 * How many, 1..=99.
 */
quantity: number, 
/**
 * What one costs: as the card said, or as the shop has said since. The visitor accepts this
 * price and no other.
 */
price: Money | null, 
/**
 * Who proposes it.
 */
by: ParticipantId, 
/**
 * Seq of the event that proposed it: its place in the thread.
 */
seq: number, 
/**
 * When that was.
 */
at: UnixMillis, 
/**
 * How far it is.
 */
step: ProposalStep, };

/**
 * How far a proposal is.
 */
export type ProposalStep = { "kind": "asked", } | { "kind": "price_changed", 
/**
 * What it cost when it was accepted.
 */
was: Money | null, } | { "kind": "accepted", 
/**
 * That page.
 */
session: SessionId, 
/**
 * When it was accepted.
 */
at: UnixMillis, } | { "kind": "declined", } | { "kind": "withdrawn", } | { "kind": "added", } | { "kind": "sold_out", } | { "kind": "failed", 
/**
 * Why.
 */
why: ProposalFailure, };

/**
 * Why something accepted did not get into the cart.
 */
export type ProposalFailure = "no_cart" | "needs_choice" | "refused" | "timeout" | "interrupted";

/**
 * What became of something accepted.
 */
export type ProposalOutcome = { "kind": "added", } | { "kind": "sold_out", } | { "kind": "price_changed", 
/**
 * What one costs now.
 */
price: Money, } | { "kind": "failed", 
/**
 * Why.
 */
why: ProposalFailure, };

/**
 * Show a product: its card in the thread, its pictures on the strip.
 */
export type ShareProduct = { 
/**
 * Its name in this conversation, chosen by the client.
 */
product: ProductId, 
/**
 * What is known of it. A visitor's card is always called the page's word.
 */
card: ProductCard, 
/**
 * At most four; the first is the one to show.
 */
pictures: Array<NewProductPicture>, 
/**
 * Whether the first picture goes onto the stage at once.
 */
show: boolean, };

/**
 * Choose a variant, for everybody.
 */
export type ChooseVariant = { 
/**
 * Of what.
 */
product: ProductId, 
/**
 * Which; null for none.
 */
variant: string | null, 
/**
 * Its picture, if that is not on the strip yet.
 */
picture: NewProductPicture | null, };

/**
 * Propose a product for the visitor's cart.
 */
export type ProposeProduct = { 
/**
 * The new proposal, named by the client.
 */
proposal: ProposalId, 
/**
 * What.
 */
product: ProductId, 
/**
 * Which of its variants; a product that has some is proposed in one of them.
 */
variant: string | null, 
/**
 * How many, 1..=99.
 */
quantity: number, };

/**
 * Say yes to a proposal.
 */
export type AcceptProposal = { 
/**
 * To which.
 */
proposal: ProposalId, 
/**
 * The page in which the visitor said so, and which carries it out.
 */
session: SessionId, 
/**
 * The price the visitor saw; another one than stands is refused.
 */
price: Money | null, };

/**
 * Say no to a proposal.
 */
export type DeclineProposal = { 
/**
 * To which.
 */
proposal: ProposalId, };

/**
 * Take a proposal back.
 */
export type WithdrawProposal = { 
/**
 * Which.
 */
proposal: ProposalId, };

/**
 * Tell what the shop's cart said.
 */
export type SettleProposal = { 
/**
 * About which.
 */
proposal: ProposalId, 
/**
 * What became of it.
 */
outcome: ProposalOutcome, };

/**
 * A product was shown.
 */
export type ProductShared = { 
/**
 * Its name in this conversation.
 */
product: ProductId, 
/**
 * What was known of it.
 */
card: ProductCard, 
/**
 * Its pictures; each came onto the strip with an event of its own.
 */
pictures: Array<ProductPicture>, };

/**
 * A variant was chosen.
 */
export type VariantChosen = { 
/**
 * Of what.
 */
product: ProductId, 
/**
 * Which; null for none.
 */
variant: string | null, 
/**
 * Its picture, when that came onto the strip with this choice.
 */
picture?: ProductPicture, };

/**
 * A product was proposed for the cart.
 */
export type ProductProposed = { 
/**
 * The proposal.
 */
proposal: ProposalId, 
/**
 * Of what.
 */
product: ProductId, 
/**
 * Which of its variants.
 */
variant: string | null, 
/**
 * How many.
 */
quantity: number, 
/**
 * What one costs, as the card says.
 */
price: Money | null, };

/**
 * The visitor said yes.
 */
export type ProposalAccepted = { 
/**
 * To which.
 */
proposal: ProposalId, 
/**
 * The page that carries it out.
 */
session: SessionId, };

/**
 * The visitor said no.
 */
export type ProposalDeclined = { 
/**
 * To which.
 */
proposal: ProposalId, };

/**
 * Staff took a proposal back.
 */
export type ProposalWithdrawn = { 
/**
 * Which.
 */
proposal: ProposalId, };

/**
 * What the shop's cart said.
 */
export type ProposalSettled = { 
/**
 * About which.
 */
proposal: ProposalId, 
/**
 * What became of it.
 */
outcome: ProposalOutcome, };

/**
 * What a client sends.
 */
export type ClientMessage = { "type": "hello" } & Hello | { "type": "open" } & Open | { "type": "close" } & Close | { "type": "op" } & Operation | { "type": "live" } & LiveFrame | { "type": "page" } & PageFacts | { "type": "product" } & PageProduct | { "type": "get_history" } & GetHistory | { "type": "receipt" } & Receipt | { "type": "ping" } & Ping;

/**
 * What the server sends.
 */
export type ServerMessage = { "type": "welcome" } & Welcome | { "type": "opened" } & Opened | { "type": "closed" } & Closed | { "type": "snapshot" } & Snapshot | { "type": "events" } & Events | { "type": "ack" } & Ack | { "type": "nack" } & Nack | { "type": "live" } & LiveUpdate | { "type": "presence" } & Presence | { "type": "rows" } & Rows | { "type": "list_digest" } & ListDigest | { "type": "media_ready" } & MediaReady | { "type": "visitor_rows" } & VisitorRows | { "type": "receipts" } & Receipts | { "type": "history" } & History | { "type": "pong" } & Pong | { "type": "ping" } & ServerPing | { "type": "drain" } & Drain;

/**
 * Why an operation, a frame or a request was refused. The words for people are the client's.
 */
export type ErrorCode = "bad_frame" | "unauthorized" | "forbidden" | "not_found" | "not_open" | "text_length" | "item_gone" | "id_taken" | "bad_selection" | "bad_mark" | "not_shown" | "lead_busy" | "not_yours" | "taken" | "ended" | "locked" | "too_late" | "full" | "stale_access" | "rate" | "too_big" | "bad_picture" | "bad_clip" | "too_many_pixels" | "size_differs" | "kind_heic" | "kind_avif" | "kind_svg" | "kind_tiff" | "kind_psd" | "kind_bmp" | "kind_ico" | "kind_pdf" | "kind_html" | "kind_zip" | "kind_video" | "kind_animated" | "kind_unknown" | "wrong_offset" | "too_slow" | "quota" | "storage_full" | "bad_address" | "weak_password" | "link_gone" | "bad_field" | "last_administrator" | "unavailable";

/**
 * Proof of identity.
 */
export type Auth = { "visitor": string } | { "ticket": string };

/**
 * First frame of a socket, at most 4 KiB and within 5 s (HS1).
 */
export type Hello = { 
/**
 * Version the client speaks.
 */
v: number, 
/**
 * Proof of identity.
 */
auth: Auth, 
/**
 * This tab or device, the same over all its sockets.
 */
tab: SessionId, 
/**
 * Names of optional abilities; unknown ones are passed over. At most 16.
 */
caps: Array<string>, };

/**
 * The client is known.
 */
export type Welcome = { 
/**
 * Version both sides speak from now on.
 */
v: number, 
/**
 * This socket.
 */
conn: ConnectionId, 
/**
 * Who the client is.
 */
me: ParticipantId, 
/**
 * In which role.
 */
role: Role, 
/**
 * The name others see, if there is one.
 */
name: string | null, 
/**
 * Room time now.
 */
roomNow: UnixMillis, 
/**
 * A visitor's conversation: the open one, or the id that the first message will create.
 * Null for agents.
 */
conversation: ConversationId | null, 
/**
 * A visitor's ended conversations, newest first, at most 20; they can be opened and read.
 */
past: Array<ConversationId>, };

/**
 * Measures the round trip.
 */
export type Ping = { 
/**
 * Comes back unchanged in [`Pong`].
 */
n: number, };

/**
 * Answer to [`Ping`].
 */
export type Pong = { 
/**
 * The number that was asked with.
 */
n: number, 
/**
 * Room time when the server answered.
 */
roomNow: UnixMillis, };

/**
 * The server stops: in this many milliseconds the client opens another socket, and leaves this one
 * when that one is welcomed (HS10). Every client is given a time of its own.
 */
export type Drain = { 
/**
 * Milliseconds from now, at most 15,000.
 */
afterMs: number, };

/**
 * Sign of life every 20 s.
 */
export type ServerPing = { 
/**
 * Room time now.
 */
roomNow: UnixMillis, };

/**
 * What can be listened to.
 */
export type TopicName = { "kind": "conversation", 
/**
 * Which conversation.
 */
conversation: ConversationId, 
/**
 * Which of its streams.
 */
stream: Stream, } | { "kind": "conversations", 
/**
 * Which of them.
 */
view: ListView, } | { "kind": "visitors", };

/**
 * A position in a stream.
 */
export type Resume = { 
/**
 * The epoch the position belongs to.
 */
epoch: string, 
/**
 * Last event applied.
 */
seq: number, };

/**
 * Listen to a topic.
 */
export type Open = { 
/**
 * The client's number for this topic on this socket; later frames carry it.
 */
sub: number, 
/**
 * What to listen to.
 */
topic: TopicName, 
/**
 * The last position the client has, if it has one.
 */
resume: Resume | null, };

/**
 * How a topic begins.
 */
export type Mode = "tail" | "snapshot" | "list";

/**
 * A topic is open.
 */
export type Opened = { 
/**
 * The client's number for it.
 */
sub: number, 
/**
 * How it begins.
 */
mode: Mode, 
/**
 * The epoch positions belong to from now on.
 */
epoch: string, 
/**
 * Seq of the newest event at this moment.
 */
head: number, 
/**
 * The client's role in this topic.
 */
role: Role, };

/**
 * Stop listening.
 */
export type Close = { 
/**
 * Which topic.
 */
sub: number, };

/**
 * A topic is closed, by wish or because access ended.
 */
export type Closed = { 
/**
 * Which topic.
 */
sub: number, };

/**
 * What happened, in order and without gaps.
 */
export type Events = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * At least one event, each seq one above the last.
 */
events: Array<Event>, };

/**
 * What is on the stage.
 */
export type Stage = { 
/**
 * Who has taken part.
 */
participants: Array<Participant>, 
/**
 * One to four items on the stage, or none.
 */
shown: Array<ItemId>, 
/**
 * Whose hand moves the shared view.
 */
lead: Lead | null, 
/**
 * Whether the shown items zoom as one.
 */
zoomLinked: boolean, 
/**
 * Whether only staff may change what the stage shows.
 */
locked: boolean, 
/**
 * What the last clearing took away, while it can be brought back. Staff only.
 */
cleared: Cleared | null, 
/**
 * Whether the conversation goes on.
 */
status: Status, 
/**
 * Who of the staff answers. Staff only.
 */
assignee: ParticipantId | null, };

/**
 * Part of the state of a conversation, at most 32 KiB.
 *
 * The client collects the parts and replaces its state at the `last` one. The stage comes
 * first, then the strip, then the marks with those of the shown items in front, then the newest messages.
 */
export type Snapshot = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * The state includes every event up to here.
 */
seq: number, 
/**
 * Number of this part, from 0.
 */
part: number, 
/**
 * Whether this is the last part.
 */
last: boolean, 
/**
 * The stage; in the first part.
 */
stage: Stage | null, 
/**
 * The strip, in order.
 */
items: Array<Item>, 
/**
 * Live marks.
 */
annotations: Array<Annotation>, 
/**
 * Products that were shown, in order.
 */
products: Array<SharedProduct>, 
/**
 * Proposals, in order.
 */
proposals: Array<Proposal>, 
/**
 * Messages, oldest first.
 */
messages: Array<Event>, 
/**
 * Whether `messages` of all parts reach back to the first one.
 */
fromFirst: boolean, };

/**
 * Ask for older messages.
 */
export type GetHistory = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * Only messages with a smaller seq.
 */
before: number, };

/**
 * Older messages.
 */
export type History = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * The position that was asked with.
 */
before: number, 
/**
 * At most 100 messages, oldest first.
 */
messages: Array<Event>, 
/**
 * Whether they reach back to the first one.
 */
fromFirst: boolean, };

/**
 * A product as the page describes it. Shown to the agent as told, never trusted.
 */
export type Product = { 
/**
 * Name, at most 200 characters.
 */
name: string, 
/**
 * Address of its picture, at most 2,048 bytes.
 */
picture: string | null, 
/**
 * Price in the words of the page, at most 40 characters.
 */
price: string | null, };

/**
 * Which page the visitor is on; a register of the visitor, sent when it changes.
 */
export type PageFacts = { 
/**
 * Address of the page, at most 2,048 bytes; http or https.
 */
url: string, 
/**
 * Title of the page, at most 200 characters.
 */
title: string, 
/**
 * Language of the page (BCP 47), at most 35 characters.
 */
language: string, 
/**
 * The product the page is about, if it says so.
 */
product: Product | null, };

/**
 * A durable wish. Sent again with the same `cid` until it is answered; it happens once.
 */
export type Operation = { 
/**
 * An open conversation topic; the command says which stream the event goes to.
 */
sub: number, 
/**
 * The client's name for this operation.
 */
cid: ClientId, 
/**
 * What is wished.
 */
command: Command, };

/**
 * The operation is committed: no crash can take it back.
 */
export type Ack = { 
/**
 * Which operation.
 */
cid: ClientId, 
/**
 * Seq of its last event; the head when the operation changed nothing.
 */
seq: number, };

/**
 * The operation is refused, or a frame could not be read.
 */
export type Nack = { 
/**
 * Which operation; null when the frame could not be read or was none.
 */
cid: ClientId | null, 
/**
 * Which topic could not be opened or is not open; null when it is about none.
 */
sub: number | null, 
/**
 * Why.
 */
code: ErrorCode, 
/**
 * When trying again makes sense, in milliseconds; null when it never does.
 */
retryMs: number | null, };

/**
 * A visible rectangle of an item: its centre and extents in 1/32768 of the image width, along
 * the axes of the upright picture, without what the interface covers.
 *
 * Whoever follows fits the whole rectangle into the own stage, so everybody sees at least what
 * the leading hand sees, whatever the shapes of the screens.
 */
export type View = { 
/**
 * Of which item.
 */
item: ItemId, 
/**
 * Centre across.
 */
cu: number, 
/**
 * Centre down.
 */
cv: number, 
/**
 * Extent across, at least 1.
 */
eu: number, 
/**
 * Extent down, at least 1.
 */
ev: number, 
/**
 * Fence of the lead under which it moves the others; a view under another fence than the
 * state's lead moves nobody.
 */
fence: number, 
/**
 * Grows with each view of this session.
 */
n: number, 
/**
 * Room time, as far as the sender knows it.
 */
at: UnixMillis, 
/**
 * True while the sender looks on its own: drawn as an outline, moving nobody.
 */
own: boolean, };

/**
 * Points of a mark that is still being drawn: an append-register.
 *
 * The receiver keeps `from` points, then appends `path`. An arrow sends its head again and again
 * with `from: 1`. After a lost connection the author begins again with `from: 0`.
 */
export type StrokeChunk = { 
/**
 * Id of the mark it will become.
 */
sid: AnnotationId, 
/**
 * On which item.
 */
item: ItemId, 
/**
 * Drawn with what.
 */
tool: Tool, 
/**
 * Line width in 1/32768 of the image width.
 */
width: number, 
/**
 * How many points the receiver keeps.
 */
from: number, 
/**
 * The points from there on; its first pair is absolute.
 */
path: Path, 
/**
 * On a moving item: the position it belongs to, in milliseconds.
 */
atMs?: number, 
/**
 * True when the author gave it up: it disappears.
 */
cancelled: boolean, };

/**
 * Where the laser has been since the last frame. Fades, is never stored.
 */
export type Laser = { 
/**
 * On which item.
 */
item: ItemId, 
/**
 * Points since the last frame.
 */
path: Path, 
/**
 * True for the first frame of a gesture, so that no line joins two gestures.
 */
down: boolean, };

/**
 * What a stage shows by now; the base of the "in sync" badge.
 */
export type Applied = { 
/**
 * Last public event applied.
 */
seq: number, 
/**
 * Fence of the view on screen.
 */
fence: number, 
/**
 * Number of the view on screen.
 */
n: number, 
/**
 * The round trip this client measured, in milliseconds.
 */
rttMs: number, };

/**
 * Everything live of one animation tick of a client, in one frame.
 */
export type LiveFrame = { 
/**
 * An open public conversation topic.
 */
sub: number, 
/**
 * Where this hand looks.
 */
view?: View, 
/**
 * What is being drawn.
 */
stroke?: StrokeChunk, 
/**
 * Where the laser points.
 */
laser?: Laser, 
/**
 * Whether this person is writing.
 */
typing?: boolean, 
/**
 * What this stage shows by now.
 */
applied?: Applied, 
/**
 * How the moving item on this stage is doing.
 */
video?: Readiness, 
/**
 * Whether this tab is hidden.
 */
hidden?: boolean, };

/**
 * Registers and transients of somebody else, or of this person in another tab.
 */
export type LiveUpdate = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * Whose.
 */
from: ParticipantId, 
/**
 * In which tab or on which device.
 */
session: SessionId, 
/**
 * Where that hand looks.
 */
view?: View, 
/**
 * What is being drawn there.
 */
stroke?: StrokeChunk, 
/**
 * Where the laser points.
 */
laser?: Laser, 
/**
 * Whether that person is writing.
 */
typing?: boolean, 
/**
 * What that stage shows by now.
 */
applied?: Applied, 
/**
 * How the moving item on that stage is doing.
 */
video?: Readiness, };

/**
 * Whether somebody is at the other end.
 */
export type PersonState = "online" | "away" | "reconnecting" | "offline";

/**
 * Somebody in a conversation.
 */
export type Person = { 
/**
 * Who.
 */
id: ParticipantId, 
/**
 * In which role.
 */
role: Role, 
/**
 * The name to show; null for an anonymous visitor.
 */
name: string | null, 
/**
 * Whether somebody is at the other end.
 */
state: PersonState, };

/**
 * Who is there; sent in full whenever it changes.
 */
export type Presence = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * Everybody who has taken part or is here now.
 */
people: Array<Person>, 
/**
 * The page the visitor is on, if known. Never sent to a visitor.
 */
page: PageFacts | null, };

/**
 * How far this person has got. Positions only grow; a smaller one changes nothing (RC1).
 */
export type Receipt = { 
/**
 * An open public conversation topic.
 */
sub: number, 
/**
 * Seq of the newest event that has reached this device.
 */
delivered: number, 
/**
 * Seq of the newest message that was on a visible screen.
 */
read: number, };

/**
 * How far one participant has got.
 */
export type ReceiptOf = { 
/**
 * Who.
 */
participant: ParticipantId, 
/**
 * Seq of the newest event that has reached one of the devices.
 */
delivered: number, 
/**
 * Seq of the newest message that was on a visible screen.
 */
read: number, };

/**
 * How far everybody has got; sent in full when a topic opens and whenever it changes, at most
 * once a second.
 */
export type Receipts = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * One for each participant.
 */
receipts: Array<ReceiptOf>, };

/**
 * The cart as the shop's page tells it. Shown to the agent as told, never trusted.
 */
export type Cart = { 
/**
 * Pieces in it.
 */
count: number, 
/**
 * What it costs, in the words of the shop, at most 40 characters.
 */
total: string | null, };

/**
 * Who visits, and where.
 */
export type Visit = { 
/**
 * Version the client speaks.
 */
v: number, 
/**
 * Public key of the inbox.
 */
inbox: string, 
/**
 * The visit, made by the loader. With consent it is the same over all pages and tabs of a
 * session; without, it lives as long as this page.
 */
visit: VisitId, 
/**
 * Whether the visitor agreed that the visit is followed over pages.
 */
consent: boolean, 
/**
 * Pages seen in this visit, this one included; 1 without consent.
 */
pages: number, 
/**
 * Where the visitor came from: scheme, host and path of the referring page, at most 200
 * bytes; null without consent.
 */
referrer: string | null, 
/**
 * The page.
 */
page: PageFacts, 
/**
 * The cart, if the shop tells it.
 */
cart: Cart | null, };

/**
 * The visitor is on another page, or the cart changed.
 */
export type VisitPage = { 
/**
 * Pages seen in this visit, this one included.
 */
pages: number, 
/**
 * The page.
 */
page: PageFacts, 
/**
 * The cart, if the shop tells it.
 */
cart: Cart | null, };

/**
 * What a visitor does.
 */
export type VisitState = "active" | "idle" | "away";

/**
 * What the visitor does.
 */
export type VisitActivity = { 
/**
 * See there.
 */
state: VisitState, };

/**
 * The panel of this page speaks for a conversation.
 */
export type VisitConversation = { 
/**
 * Which. Only shown to agents, and only if it is a conversation of the same inbox.
 */
conversation: ConversationId, };

/**
 * What the loader sends on `/v1/presence`.
 */
export type PresenceFrame = { "type": "visit" } & Visit | { "type": "page" } & VisitPage | { "type": "activity" } & VisitActivity | { "type": "conversation" } & VisitConversation | { "type": "invitation" } & InvitationAnswer | { "type": "beat", };

/**
 * What the launcher may show.
 */
export type InboxState = { 
/**
 * Whether a member of staff is there to answer.
 */
staffed: boolean, };

/**
 * What the server says on `/v1/presence`.
 */
export type PresenceReply = { "type": "inbox" } & InboxState | { "type": "invitation" } & Invitation | { "type": "invitation_over", };

/**
 * Words of an agent to somebody who has not opened the panel.
 */
export type Invitation = { 
/**
 * Its name, for the answer.
 */
invitation: InvitationId, 
/**
 * Name of the agent.
 */
name: string, 
/**
 * The words, at most 280 characters.
 */
text: string, };

/**
 * The visitor has answered an invitation.
 */
export type InvitationAnswer = { 
/**
 * Which.
 */
invitation: InvitationId, 
/**
 * True: the panel opens. False: it was put away, and this visit gets no other.
 */
opened: boolean, };

/**
 * The last invitation of a visit, as staff sees it.
 */
export type InvitationState = { 
/**
 * Which.
 */
invitation: InvitationId, 
/**
 * Who invites.
 */
by: ParticipantId, 
/**
 * Their name.
 */
name: string, 
/**
 * When.
 */
at: UnixMillis, 
/**
 * How far it is.
 */
step: InvitationStep, };

/**
 * How far an invitation is.
 */
export type InvitationStep = "invited" | "opened" | "dismissed" | "expired";

/**
 * `POST /v1/visits/{id}/invitations`: invite a visitor whose panel was never opened. Answered by
 * [`InvitationState`].
 *
 * Refused with `not_found` when the visit is over, `taken` when the panel is open or a colleague's
 * invitation waits, `rate` within 10 minutes of the last one, `ended` once one was put away.
 */
export type NewInvitation = { 
/**
 * Chosen by the client; a repeat with the same id invites once.
 */
id: InvitationId, 
/**
 * 1 to 280 characters of plain text.
 */
text: string, };

/**
 * One visitor on the shop's pages; several tabs are one.
 */
export type VisitorRow = { 
/**
 * Which visit.
 */
visit: VisitId, 
/**
 * The page last looked at.
 */
page: PageFacts, 
/**
 * The cart, if the shop tells it.
 */
cart: Cart | null, 
/**
 * When the visit began.
 */
since: UnixMillis, 
/**
 * Pages seen.
 */
pages: number, 
/**
 * Pages open.
 */
tabs: number, 
/**
 * Where the visitor came from.
 */
referrer: string | null, 
/**
 * What the visitor does.
 */
state: VisitState, 
/**
 * Whether the visit is followed over pages.
 */
consent: boolean, 
/**
 * The conversation, once the panel was opened.
 */
conversation: ConversationId | null, 
/**
 * The name the visitor gave, if any.
 */
name: string | null, 
/**
 * Who answers the conversation.
 */
assignee: ParticipantId | null, 
/**
 * The last invitation of this visit.
 */
invitation: InvitationState | null, 
/**
 * The picture of the page's product, if it is among ours already; nothing is fetched for it.
 */
picture: MediaId | null, };

/**
 * Visitors who came, changed or left; the answer to opening the list has `reset`.
 */
export type VisitorRows = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * True: forget what was there.
 */
reset: boolean, 
/**
 * How many are there in all; rows hold the 100 most recent.
 */
total: number, 
/**
 * New or changed rows.
 */
rows: Array<VisitorRow>, 
/**
 * Visits that left.
 */
gone: Array<VisitId>, };

/**
 * Which conversations a list shows.
 */
export type ListView = "mine" | "unassigned" | "all" | "resolved";

/**
 * How many conversations each view holds, those without a word not counted.
 */
export type ListCounts = { 
/**
 * Open ones that the reader answers.
 */
mine: number, 
/**
 * Open ones that nobody answers.
 */
unassigned: number, 
/**
 * All open ones.
 */
all: number, };

/**
 * The newest message of a conversation, shortened to 120 characters.
 */
export type LastLine = { 
/**
 * Who said it.
 */
by: ParticipantId, 
/**
 * What was said.
 */
text: string, };

/**
 * One conversation in the list.
 */
export type ListRow = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * Grows with each change of this row.
 */
rev: number, 
/**
 * The visitor.
 */
visitor: ParticipantId, 
/**
 * The visitor's name; null while anonymous.
 */
name: string | null, 
/**
 * False while nothing was said or shown: the panel is open and an agent may begin.
 */
started: boolean, 
/**
 * The newest message.
 */
lastLine: LastLine | null, 
/**
 * When something last happened.
 */
activeAt: UnixMillis, 
/**
 * Since when the visitor waits for an answer.
 */
waitingSince: UnixMillis | null, 
/**
 * Messages of the visitor since the last answer.
 */
unanswered: number, 
/**
 * Public messages of others that the reader has not read, at most 100.
 */
unread: number, 
/**
 * Whether it goes on.
 */
status: Status, 
/**
 * Who answers it.
 */
assignee: ParticipantId | null, 
/**
 * The picture on the stage, the first of several.
 */
picture: MediaId | null, 
/**
 * Whether the visitor is connected.
 */
here: boolean, 
/**
 * The page the visitor is on.
 */
page: PageFacts | null, };

/**
 * Rows that are new or changed, and those that are gone.
 */
export type Rows = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * True for the answer to `open`: forget what was there.
 */
reset: boolean, 
/**
 * New or changed rows; the larger `rev` of a conversation wins.
 */
rows: Array<ListRow>, 
/**
 * Conversations that left the list.
 */
gone: Array<ConversationId>, 
/**
 * How many there are in each view.
 */
counts: ListCounts, };

/**
 * What a list holds at this moment, every 30 s, to notice a list that has come apart (LS7).
 */
export type ListDigest = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * How many rows.
 */
rows: number, 
/**
 * Their `rev`s, added up; beyond 2³² it begins at 0 again.
 */
sum: number, };

/**
 * Answer to `GET /v1/conversations?at=…&before=…`: ended conversations beyond a list (LS6).
 */
export type EndedConversations = { 
/**
 * At most 100, latest activity first, with `rev` 0: what a list says of them is newer.
 */
rows: Array<ListRow>, 
/**
 * Whether there are older ones.
 */
more: boolean, };

/**
 * `POST /v1/visitors`: become a visitor of an inbox.
 */
export type NewVisitor = { 
/**
 * The inbox's public key, as in the shop's line of HTML.
 */
inbox: string, };

/**
 * Answer to [`NewVisitor`].
 */
export type VisitorToken = { 
/**
 * 256 random bits, base64url. Kept in the panel's own storage, never in a URL.
 */
token: string, };

/**
 * Answer to [`Continue`].
 */
export type Continued = { 
/**
 * A token of the visitor, like [`VisitorToken`]'s.
 */
token: string, 
/**
 * The page of the shop on which the address was left, if the inbox's origins still hold it.
 */
page: string | null, };

/**
 * `POST /v1/continue`: redeem the link of a mail. Answered by [`Continued`].
 */
export type Continue = { 
/**
 * The inbox's public key, from the link's address.
 */
inbox: string, 
/**
 * What stood behind `#`.
 */
secret: string, };

/**
 * Answer to `DELETE /v1/visitors/{id}`: what was deleted, by the place it was in.
 */
export type ErasureReceipt = { 
/**
 * Who was erased.
 */
visitor: VisitorId, 
/**
 * When.
 */
at: UnixMillis, 
/**
 * Conversations.
 */
conversations: number, 
/**
 * Entries of their logs, and operations remembered beside them.
 */
events: number, 
/**
 * Folded states, views and open strokes.
 */
states: number, 
/**
 * Receipts.
 */
receipts: number, 
/**
 * Pictures that only these conversations had.
 */
pictures: number, 
/**
 * Files of theirs, as sets of sizes.
 */
files: number, 
/**
 * Tokens of browsers.
 */
tokens: number, 
/**
 * Sockets that were open and are closed.
 */
sockets: number, 
/**
 * Whether the database's own log is emptied already; else it is within the hour.
 */
logEmptied: boolean, };

/**
 * Answer to `POST /v1/tickets`.
 */
export type Ticket = { 
/**
 * Opens one socket within 30 s.
 */
ticket: string, };

/**
 * `POST /v1/demo/session`: trade the secret of the printed address for a console cookie.
 */
export type DemoSecret = { 
/**
 * What stood behind `#` in the address.
 */
secret: string, };

/**
 * Answer to `POST /v1/demo/session`: what the demo's page needs to show both sides.
 */
export type DemoInfo = { 
/**
 * Origin of the demo shop.
 */
shop: string, 
/**
 * Path of the product page the story begins on.
 */
startPath: string, 
/**
 * How a phone joins; null while the demo is open to this machine only.
 */
phone: DemoPhone | null, };

/**
 * The address for a phone in the same network.
 */
export type DemoPhone = { 
/**
 * The address.
 */
url: string, 
/**
 * The same as a QR code: rows of `1` for dark and `0` for light, without a margin.
 */
code: Array<string>, };

/**
 * What the demo's page asks of the scripted agent.
 */
export type DemoAction = "begin" | "stop";

/**
 * `POST /v1/demo/story`: begin, stop or restart the scripted agent for one shop page.
 */
export type DemoStory = { 
/**
 * Name of this run of the story, in the `story` parameter of the shop page's address.
 */
story: string, 
/**
 * What shall happen.
 */
action: DemoAction, 
/**
 * Language of the story: `en`, `es` or `ru`.
 */
language: string, };

/**
 * `POST /v1/media`: fetch a picture into our own store.
 */
export type FetchMedia = { 
/**
 * Address of a picture, or of a page whose largest product picture is meant; on one of the
 * inbox's hosts.
 */
url: string, };

/**
 * Answer to `POST /v1/products`, asked with [`FetchMedia`] by staff: the product of a page.
 */
export type FetchedProduct = { 
/**
 * What the page says of it; null when it says nothing, or when it was a picture.
 */
card: ProductCard | null, 
/**
 * Its largest picture.
 */
media: Media, };

/**
 * A picture in our store.
 */
export type Media = { 
/**
 * Its id; its bytes are at `/v1/media/{id}/{variant}`, variant `thumb`, `fit` or `full`.
 */
media: MediaId, 
/**
 * Its pixels.
 */
size: MediaSize, 
/**
 * What it shows, as far as the source said.
 */
title: string, };

/**
 * Answer to `GET /v1/shelf`: pictures of the shop that are ready to be shown.
 */
export type Shelf = { 
/**
 * At most 60 pictures.
 */
pictures: Array<Media>, };

/**
 * Answer to `GET /v1/catalog/products?q=…&from=…`: products that have every word of the question.
 */
export type ProductHits = { 
/**
 * At most 20, best first.
 */
hits: Array<ProductHit>, 
/**
 * How many there are on all pages.
 */
total: number, 
/**
 * Ask with this as `from` for more; null at the end.
 */
next: number | null, };

/**
 * A product that was found.
 */
export type ProductHit = { 
/**
 * The product, with its first variants.
 */
card: ProductCard, 
/**
 * How many variants it has; 0 when it comes in one form.
 */
variants: number, };

/**
 * Answer to `GET /v1/catalog/products/{id}`, by the id of a product or of a variant.
 */
export type CatalogProduct = { 
/**
 * The product; `chosen` is the variant that was asked for.
 */
card: ProductCard, 
/**
 * What the shop says of it, in at most 1,000 characters.
 */
description: string, };

/**
 * Answer to `GET /v1/catalog`: where the products come from and how many there are.
 */
export type CatalogState = { 
/**
 * Address of the feed, if it is fetched by itself; told to administrators only, because shops
 * put secrets into it.
 */
url: string | null, 
/**
 * Minutes between two fetches; 0 while nothing is fetched by itself.
 */
everyMinutes: number, 
/**
 * Languages of the words in it (`en`, `es`, …); empty for those of the interface.
 */
languages: Array<string>, 
/**
 * Products that are searched, each with all its variants.
 */
products: number, 
/**
 * When the feed is fetched next.
 */
dueAt: UnixMillis | null, 
/**
 * Whether an import is under way.
 */
running: boolean, 
/**
 * What became of the last import.
 */
last: CatalogImport | null, };

/**
 * `PATCH /v1/catalog`: where the feed is and how often it is fetched. What is left out stays.
 */
export type PatchCatalog = { 
/**
 * An https address; an empty text ends fetching.
 */
url: string | null, 
/**
 * 15 minutes to a week.
 */
everyMinutes: number | null, 
/**
 * At most six.
 */
languages: Array<string> | null, };

/**
 * What became of one import.
 */
export type CatalogImport = { 
/**
 * How it ended.
 */
outcome: ImportOutcome, 
/**
 * Line of the feed at which it ended, where that says something.
 */
line: number | null, 
/**
 * When it began.
 */
startedAt: UnixMillis, 
/**
 * How long it took, in milliseconds.
 */
tookMs: number, 
/**
 * Items that were there before.
 */
before: number, 
/**
 * New ones.
 */
added: number, 
/**
 * Ones that differ from before.
 */
changed: number, 
/**
 * Ones that are as they were.
 */
unchanged: number, 
/**
 * Ones the feed names no more; with `too_many_removed` those that would have gone.
 */
removed: number, 
/**
 * Ones that cannot be used.
 */
skipped: number, 
/**
 * The first of the skipped ones, at most 20.
 */
examples: Array<SkippedItem>, };

/**
 * How an import ended. Unless it is `done`, nothing of the catalogue was changed.
 */
export type ImportOutcome = "done" | "not_modified" | "too_many_removed" | "names_nothing" | "not_a_feed" | "broken_xml" | "truncated" | "piece_too_long" | "too_large" | "address_refused" | "unreachable" | "unreadable" | "busy" | "unavailable";

/**
 * An item that cannot be used.
 */
export type SkippedItem = { 
/**
 * Line of the feed at which it begins.
 */
line: number, 
/**
 * Its id, if it has one.
 */
id: string | null, 
/**
 * Why.
 */
why: SkipReason, };

/**
 * Why an item cannot be used.
 */
export type SkipReason = "id" | "repeated" | "title" | "link" | "price" | "ambiguous_price" | "currency" | "encoding" | "entity";

/**
 * `POST /v1/uploads`: begin to upload a picture for one conversation.
 *
 * Then, in this order: optionally `PUT /v1/uploads/{id}/preview`; `PATCH /v1/uploads/{id}` until
 * all bytes are there; `POST /v1/uploads/{id}/finish`. After a cut, `HEAD /v1/uploads/{id}` tells
 * the offset to go on from; `DELETE` cancels. Repeating this request with the same `cid` finds
 * the same upload, and after the finish the same picture.
 */
export type NewUpload = { 
/**
 * For which conversation; a visitor's own, stored or not.
 */
conversation: ConversationId, 
/**
 * Name of the file, to be shown only; the server cleans and shortens it.
 */
name: string, 
/**
 * Length of the file in bytes, 1 to 15 MiB; of a clip to 50 MiB.
 */
bytes: number, 
/**
 * Pixels of the picture once it is upright; needed for a preview. The finished picture must
 * have exactly these.
 */
size: MediaSize | null, 
/**
 * How long the clip is in milliseconds, up to a day; with it the file is a clip, an MP4 or
 * WebM film, and needs `size`. Its preview is a frame of it.
 */
durationMs?: number, 
/**
 * The client's name for this upload; the key of de-duplication.
 */
cid: ClientId, };

/**
 * Answer to [`NewUpload`].
 */
export type Upload = { 
/**
 * Its name in the further requests.
 */
upload: UploadId, 
/**
 * Bytes that are there already; send from here.
 */
offset: number, 
/**
 * Bytes to send in one `PATCH`, so that progress can be shown and a cut costs little.
 */
chunkBytes: number, 
/**
 * The picture, once there is one: after the preview, or after a finish whose answer was lost.
 */
media: MediaInfo | null, };

/**
 * Answer to `PATCH /v1/uploads/{id}`, whose header `Upload-Offset` says where its raw body
 * begins. `HEAD` answers with the header alone, and so does a refusal for the wrong offset.
 */
export type UploadOffset = { 
/**
 * Bytes that are there now.
 */
offset: number, };

/**
 * Answer to `GET /v1/stills/{id}`, by the id of a conversation.
 */
export type StillWish = { 
/**
 * Whether a mail waits that a picture of the stage could go with.
 */
wanted: boolean, };

/**
 * `POST /v1/stills/{id}`, by the id of a conversation: let a picture of the stage go with the mail
 * that waits. It was uploaded by the caller for this conversation and stands on no strip.
 */
export type NewStill = { 
/**
 * The item it shows; once that is removed, the still is not sent.
 */
item: ItemId, 
/**
 * The uploaded picture, at most 1,200 px on its longest side.
 */
media: MediaId, };

/**
 * What is known of a picture: answer to `GET /v1/media/{id}`, to the preview and to the finish
 * of an upload.
 */
export type MediaInfo = { 
/**
 * Its id.
 */
media: MediaId, 
/**
 * Its pixels, upright; those of the finished picture while only the preview is there.
 */
size: MediaSize, 
/**
 * What it shows, or the name of the file it was uploaded from.
 */
title: string, 
/**
 * Whether the variants are sharp; false while only the preview is there.
 */
ready: boolean, 
/**
 * Why it did not become sharp, if it did not; its owner may try again.
 */
problem: ErrorCode | null, 
/**
 * Tiles, for a picture with more pixels than its largest variant.
 */
tiles: Tiles | null, 
/**
 * The film, if it is one; the variants are those of its preview then, if it has one.
 */
clip?: ClipInfo, };

/**
 * The tiles of a large picture at `/v1/media/{id}/tiles/{level}/{x}/{y}`; `x` and `y` count from
 * the top left, and the last tile of a row or column is as large as what is left.
 */
export type Tiles = { 
/**
 * Side of a whole tile, in pixels.
 */
side: number, 
/**
 * Level 0 has all pixels; each further one has half of those before, rounded up.
 */
levels: Array<MediaSize>, };

/**
 * A film of ours at `/v1/media/{id}/clip`, which answers requests for ranges.
 */
export type ClipInfo = { 
/**
 * `video/mp4` or `video/webm`; unknown while only the preview is there.
 */
mime: string | null, 
/**
 * How long it is in milliseconds, as the browser that uploaded it told.
 */
durationMs: number, };

/**
 * `POST /v1/media/links`: addresses that work without a header.
 */
export type WantLinks = { 
/**
 * At most 100 pictures.
 */
media: Array<MediaId>, };

/**
 * Answer to [`WantLinks`].
 */
export type MediaLinks = { 
/**
 * One for each picture that exists and that the caller may see.
 */
links: Array<MediaLink>, };

/**
 * The address of a picture for one viewer: `base` + `/thumb` (or `/fit`, `/full`,
 * `/tiles/{level}/{x}/{y}`) + `?` + `query`.
 */
export type MediaLink = { 
/**
 * What is known of the picture.
 */
info: MediaInfo, 
/**
 * Address without variant, with an origin when pictures have one of their own.
 */
base: string, 
/**
 * The signature. The same until shortly before it ends, so that browsers keep what they have.
 */
query: string, 
/**
 * When the address stops working, one to two hours from now; ask again before.
 */
expiresAt: UnixMillis, };

/**
 * A picture of this conversation became sharp, or turned out not to. Whoever shows it asks for
 * it again; whoever was away learns the same from `GET /v1/media/{id}`.
 */
export type MediaReady = { 
/**
 * In which topic.
 */
sub: number, 
/**
 * The picture as it is now.
 */
info: MediaInfo, };

/**
 * Answer to `GET /v1/inbox?key=…`: what the panel needs before anybody is known.
 */
export type InboxInfo = { 
/**
 * The shop's name.
 */
name: string, 
/**
 * Origins the panel accepts messages from, exact.
 */
origins: Array<string>, 
/**
 * Whether answers can reach a visitor who has left an e-mail address.
 */
mail: boolean, };

/**
 * Body of every refused request.
 */
export type ErrorBody = { 
/**
 * Why.
 */
code: ErrorCode, 
/**
 * Number to quote when asking for help; the log has the details under it.
 */
request: string, };

/**
 * What another device is for.
 */
export type DeviceUse = "camera" | "continue";

/**
 * `POST /v1/visitor/device-links`: a link for another device, which works once and for ten
 * minutes. A new one ends the unused one before; a new one for a camera ends the camera before.
 */
export type NewDeviceLink = { 
/**
 * What for.
 */
purpose: DeviceUse, };

/**
 * Answer to [`NewDeviceLink`].
 */
export type DeviceLink = { 
/**
 * By which it is looked at and ended.
 */
id: DeviceLinkId, 
/**
 * The address, its secret behind `#`.
 */
url: string, 
/**
 * The same as a QR code: rows of `1` for dark and `0` for light, without a margin.
 */
code: Array<string>, 
/**
 * When it stops working.
 */
expiresAt: UnixMillis, };

/**
 * How far a link is.
 */
export type DeviceStep = "waiting" | "joined" | "ended" | "expired";

/**
 * Answer to `GET /v1/visitor/device-links/{id}`.
 */
export type DeviceState = { 
/**
 * How far it is.
 */
step: DeviceStep, 
/**
 * Browser and system of the device that came, such as `Safari, iPhone`; empty before.
 */
device: string, };

/**
 * `POST /v1/camera/join`: redeem the link of a camera.
 */
export type JoinCamera = { 
/**
 * What stood behind `#`.
 */
secret: string, };

/**
 * Answer to [`JoinCamera`].
 */
export type CameraToken = { 
/**
 * 256 random bits, base64url; good for pictures of one conversation only.
 */
token: string, 
/**
 * For which.
 */
camera: Camera, };

/**
 * Answer to `GET /v1/camera`: what a phone may know of what it takes photos for.
 */
export type Camera = { 
/**
 * The conversation its pictures are for.
 */
conversation: ConversationId, 
/**
 * Name of the shop.
 */
shop: string, };

/**
 * `POST /v1/camera/items`: put a picture of one's own onto the strip, once for each `cid`.
 * Answered by nothing but its success.
 */
export type CameraItem = { 
/**
 * The client's name for it.
 */
cid: ClientId, 
/**
 * Id of the new item.
 */
item: ItemId, 
/**
 * The picture, uploaded by this device.
 */
media: MediaId, 
/**
 * What it shows, at most 200 characters.
 */
title: string, 
/**
 * Whether it goes onto the stage at once.
 */
show: boolean, };

/**
 * Who finds a saved answer.
 */
export type CannedScope = "me" | "all";

/**
 * Where a picture was looked at: centre and extents as in [`super::View`].
 */
export type CannedView = { 
/**
 * Centre across.
 */
cu: number, 
/**
 * Centre down.
 */
cv: number, 
/**
 * Extent across, at least 1.
 */
eu: number, 
/**
 * Extent down, at least 1.
 */
ev: number, };

/**
 * A picture of a saved answer, as it goes onto the stage.
 */
export type CannedVisual = { 
/**
 * The stored file, a copy of its own.
 */
media: MediaId, 
/**
 * Its pixels.
 */
size: MediaSize, 
/**
 * What it shows.
 */
title: string, 
/**
 * Clockwise quarter turns, 0..=3.
 */
quarterTurns: number, 
/**
 * Where it was looked at; null for all of it.
 */
view: CannedView | null, 
/**
 * Marks in the order they were drawn.
 */
marks: Array<Mark>, 
/**
 * Whether the file is gone; the words can still be used.
 */
gone: boolean, };

/**
 * A saved answer.
 */
export type Canned = { 
/**
 * This one.
 */
id: CannedId, 
/**
 * What is typed after `/`.
 */
name: string, 
/**
 * Who finds it.
 */
scope: CannedScope, 
/**
 * Words by language (BCP 47), which may be none when there is a picture.
 */
bodies: { [key in string]: string }, 
/**
 * The language that stands in for those that are missing.
 */
language: string, 
/**
 * At most four pictures.
 */
visuals: Array<CannedVisual>, 
/**
 * How often it was used.
 */
uses: number, 
/**
 * When it was changed last.
 */
changedAt: UnixMillis, 
/**
 * Whether the caller may change it.
 */
mine: boolean, };

/**
 * Answer to `GET /v1/canned`: what the caller finds, the most used first.
 */
export type CannedList = { 
/**
 * Own ones and those of all.
 */
responses: Array<Canned>, };

/**
 * A picture on the stage of a conversation that is to be saved, with what staff drew on it.
 */
export type CannedSource = { 
/**
 * Which item.
 */
item: ItemId, 
/**
 * Where it is looked at; null for all of it.
 */
view: CannedView | null, };

/**
 * `POST /v1/canned`: save an answer. Repeating it with the same id finds what the first one made.
 * Answered by [`Canned`].
 */
export type NewCanned = { 
/**
 * Its id, chosen by the client.
 */
id: CannedId, 
/**
 * What is typed after `/`: 1 to 40 characters without white space and `/`.
 */
name: string, 
/**
 * Who finds it.
 */
scope: CannedScope, 
/**
 * Words by language, at most 20 languages.
 */
bodies: { [key in string]: string }, 
/**
 * The language that stands in for those that are missing.
 */
language: string, 
/**
 * In which conversation the pictures are; null without pictures.
 */
conversation: ConversationId | null, 
/**
 * At most four of its items. A visitor's photo is refused; a visitor's marks are left out.
 */
items: Array<CannedSource>, };

/**
 * `PATCH /v1/canned/{id}`: change name, scope and words. Pictures stay as they were saved, but
 * for those that are taken away. Answered by [`Canned`].
 */
export type PatchCanned = { 
/**
 * What is typed after `/`.
 */
name: string, 
/**
 * Who finds it.
 */
scope: CannedScope, 
/**
 * Words by language.
 */
bodies: { [key in string]: string }, 
/**
 * The language that stands in for those that are missing.
 */
language: string, 
/**
 * Which of its pictures stay.
 */
visuals: Array<MediaId>, };

/**
 * A person's place in the account.
 */
export type StaffRole = "administrator" | "supervisor" | "agent";

/**
 * Answer to `GET /v1/setup`.
 */
export type SetupState = { 
/**
 * Whether nobody is set up yet, so that the printed link works.
 */
open: boolean, };

/**
 * `POST /v1/setup`: make the shop and its first administrator. Answered by [`Me`] and a cookie.
 */
export type Setup = { 
/**
 * What stood behind `#` in the printed link.
 */
secret: string, 
/**
 * Name of the shop, 1 to 120 characters.
 */
shop: string, 
/**
 * Origins of the shop's pages, such as `https://shop.example`; 1 to 20.
 */
origins: Array<string>, 
/**
 * Own name, 1 to 120 characters.
 */
name: string, 
/**
 * Own e-mail address, the name to sign in with.
 */
email: string, 
/**
 * 12 to 128 characters.
 */
password: string, };

/**
 * `POST /v1/session`: sign in. Answered by [`Me`] and a cookie.
 */
export type SignIn = { 
/**
 * E-mail address.
 */
email: string, 
/**
 * Password.
 */
password: string, };

/**
 * Who is signed in: answer to `GET /v1/me` and to every door that signs somebody in.
 */
export type Me = { 
/**
 * The person.
 */
id: AgentId, 
/**
 * Name shown to visitors.
 */
name: string, 
/**
 * E-mail address; null for the demo's agent, who has none.
 */
email: string | null, 
/**
 * Place in the account.
 */
role: StaffRole, 
/**
 * Name of the account.
 */
account: string, 
/**
 * This session, to tell it from the others in [`Sessions`].
 */
session: AgentSessionId, 
/**
 * How this person wants the console, on every device.
 */
preferences: Preferences, };

/**
 * `PATCH /v1/me`: what is null stays as it is.
 */
export type PatchMe = { 
/**
 * New name, 1 to 120 characters.
 */
name: string | null, 
/**
 * What of it is chosen anew.
 */
preferences: Preferences | null, };

/**
 * A language the console speaks.
 */
export type ConsoleLanguage = "en" | "es" | "ru";

/**
 * Light or dark.
 */
export type ConsoleTheme = "system" | "light" | "dark";

/**
 * How a person wants the console; null where nothing was chosen yet, so that the device decides.
 */
export type Preferences = { 
/**
 * Language of the console.
 */
language: ConsoleLanguage | null, 
/**
 * Light or dark.
 */
theme: ConsoleTheme | null, 
/**
 * Whether a message of a visitor is heard.
 */
sound: boolean | null, };

/**
 * `POST /v1/me/password`. Ends every other session of this person.
 */
export type ChangePassword = { 
/**
 * The password up to now.
 */
current: string, 
/**
 * The password from now on.
 */
next: string, };

/**
 * Answer to `GET /v1/sessions`: where this person is signed in, newest first.
 */
export type Sessions = { 
/**
 * At most 100.
 */
sessions: Array<SessionInfo>, };

/**
 * One place where somebody is signed in.
 */
export type SessionInfo = { 
/**
 * Its name, for `DELETE /v1/sessions/{id}`.
 */
id: AgentSessionId, 
/**
 * When it began.
 */
createdAt: UnixMillis, 
/**
 * When it was used last, to the minute.
 */
lastSeenAt: UnixMillis, 
/**
 * Browser and system in words, such as `Firefox, Linux`; empty when unknown.
 */
device: string, };

/**
 * Answer to `GET /v1/agents`.
 */
export type Agents = { 
/**
 * By name.
 */
agents: Array<AgentInfo>, };

/**
 * A member of staff, as staff sees it.
 */
export type AgentInfo = { 
/**
 * Who.
 */
id: AgentId, 
/**
 * Name shown to visitors.
 */
name: string, 
/**
 * E-mail address; null for the demo's agent, and of others unless an administrator asks.
 */
email: string | null, 
/**
 * Place in the account.
 */
role: StaffRole, 
/**
 * Whether this person may sign in.
 */
active: boolean, 
/**
 * Whether a password was chosen; before that an invitation waits.
 */
joined: boolean, 
/**
 * When it was added.
 */
createdAt: UnixMillis, };

/**
 * `POST /v1/agents`: add somebody, who can sign in after an invitation.
 */
export type NewAgent = { 
/**
 * Chosen by the client; a repeat with the same id adds nobody twice.
 */
id: AgentId, 
/**
 * Name shown to visitors, 1 to 120 characters.
 */
name: string, 
/**
 * E-mail address.
 */
email: string, 
/**
 * Place in the account.
 */
role: StaffRole, };

/**
 * `PATCH /v1/agents/{id}`: what is null stays as it is.
 */
export type PatchAgent = { 
/**
 * New name.
 */
name: string | null, 
/**
 * New place in the account. Ends the person's sessions.
 */
role: StaffRole | null, 
/**
 * Whether this person may sign in. False ends the person's sessions.
 */
active: boolean | null, };

/**
 * `POST /v1/invitations` and `POST /v1/password-resets`: a link for somebody. Older links of
 * the same kind for the same person stop working.
 */
export type NewLink = { 
/**
 * For whom.
 */
agent: AgentId, };

/**
 * Answer to [`NewLink`]. Shown once: the server keeps only its hash.
 */
export type OneTimeLink = { 
/**
 * The address, its secret behind `#`.
 */
url: string, 
/**
 * Until when it works.
 */
expiresAt: UnixMillis, };

/**
 * `POST /v1/invitations/accept` and `POST /v1/password-resets/accept`: choose a password.
 * Answered by [`Me`] and a cookie.
 */
export type AcceptLink = { 
/**
 * What stood behind `#`.
 */
secret: string, 
/**
 * 12 to 128 characters.
 */
password: string, };

/**
 * Answer to `GET /v1/inboxes`, oldest first.
 */
export type Inboxes = { 
/**
 * All of the account.
 */
inboxes: Array<InboxDetails>, };

/**
 * An entry point with what staff may see of it.
 */
export type InboxDetails = { 
/**
 * This inbox.
 */
id: InboxId, 
/**
 * Public key, for the shop's line of HTML.
 */
key: string, 
/**
 * Name in the panel's header.
 */
name: string, 
/**
 * Origins of the shop's pages, exact.
 */
origins: Array<string>, };

/**
 * `POST /v1/inboxes`.
 */
export type NewInbox = { 
/**
 * Chosen by the client; a repeat with the same id makes one inbox.
 */
id: InboxId, 
/**
 * 1 to 120 characters.
 */
name: string, 
/**
 * Origins such as `https://shop.example`, at most 20.
 */
origins: Array<string>, };

/**
 * `PATCH /v1/inboxes/{id}`: what is null stays as it is.
 */
export type PatchInbox = { 
/**
 * New name.
 */
name: string | null, 
/**
 * New origins, all of them.
 */
origins: Array<string> | null, };

/**
 * How a shop's backend signs who its customer is.
 */
export type IdentityAlgorithm = "HS256" | "EdDSA";

/**
 * Answer to `GET /v1/inboxes/{id}/identity-keys`: at most two, oldest first.
 */
export type IdentityKeys = { 
/**
 * Both are valid while a shop changes from one to the other.
 */
keys: Array<IdentityKeyInfo>, };

/**
 * A key that signs identities, without its secret.
 */
export type IdentityKeyInfo = { 
/**
 * The `kid` of the tokens it signs.
 */
id: IdentityKeyId, 
/**
 * The one algorithm it is valid for.
 */
algorithm: IdentityAlgorithm, 
/**
 * When it was added.
 */
createdAt: UnixMillis, };

/**
 * `POST /v1/inboxes/{id}/identity-keys`. A third key is refused with `full`.
 */
export type NewIdentityKey = { 
/**
 * Chosen by the client.
 */
id: IdentityKeyId, 
/**
 * The one algorithm it is valid for.
 */
algorithm: IdentityAlgorithm, 
/**
 * The shop's public key, base64url of 32 bytes; null for HS256.
 */
publicKey: string | null, };

/**
 * Answer to [`NewIdentityKey`].
 */
export type CreatedIdentityKey = { 
/**
 * The key.
 */
key: IdentityKeyInfo, 
/**
 * The HS256 secret, base64url of 32 bytes, shown this once; null for EdDSA.
 */
secret: string | null, };

/**
 * Answer to `GET /v1/audit?before=…`: newest first.
 */
export type AuditPage = { 
/**
 * At most 100.
 */
entries: Array<AuditRow>, 
/**
 * Ask with this for older ones; null at the beginning.
 */
next: number | null, };

/**
 * Who did what, when. Holds ids only: no name, e-mail address or text.
 */
export type AuditRow = { 
/**
 * Counts from 1 without gaps in each account.
 */
seq: number, 
/**
 * When.
 */
at: UnixMillis, 
/**
 * Id of who did it; null for the server itself.
 */
actor: string | null, 
/**
 * What, an [`AuditAction`]; a word of its own from another version.
 */
action: string, 
/**
 * Id of what it was done to.
 */
target: string | null, 
/**
 * A little more, as a JSON object.
 */
detail: string, };

/**
 * What the audit log tells of. Stored as text, so that an entry of any version reads back.
 */
export type AuditAction = "set_up" | "signed_in" | "sign_in_failed" | "signed_out" | "agent_added" | "agent_changed" | "invitation_issued" | "invitation_accepted" | "password_reset_issued" | "password_reset" | "password_changed" | "session_ended" | "sessions_ended" | "inbox_added" | "inbox_changed" | "canned_added" | "canned_changed" | "canned_deleted" | "canned_restored" | "identity_key_added" | "identity_key_removed" | "visitor_identified" | "visitor_erased" | "conversations_expired" | "catalog_changed";

/**
 * Answer to `POST /v1/audit/verify`.
 */
export type AuditVerdict = { 
/**
 * Whether every entry is as it was written, and all are there.
 */
intact: boolean, 
/**
 * How many were read.
 */
entries: number, 
/**
 * The first place where something is altered, missing or moved.
 */
brokenAt: number | null, };

/**
 * `PATCH /v1/visitor`: what a visitor says about itself. Null stays, an empty text takes away.
 * It is shown as told and joins no histories.
 */
export type PatchVisitor = { 
/**
 * At most 120 characters.
 */
name: string | null, 
/**
 * E-mail address.
 */
email: string | null, 
/**
 * Language of the panel, such as `es`; mails are written in it.
 */
language: string | null, 
/**
 * The page of the shop that the panel is on, at most 2,048 bytes. It is kept for whoever has
 * told an address: the link of a mail leads back to it.
 */
page: string | null, };

/**
 * Answer to `PATCH /v1/visitor`.
 */
export type VisitorSelf = { 
/**
 * The visitor.
 */
id: VisitorId, 
/**
 * Name as told or as signed by the shop.
 */
name: string | null, 
/**
 * E-mail address as told or as signed by the shop.
 */
email: string | null, 
/**
 * Whether the shop has signed who this is.
 */
verified: boolean, };

/**
 * `POST /v1/visitor/identify`: the shop's signed word on who this is. Answered by
 * [`super::api::VisitorToken`]: the token from now on; the one before works for 60 s more.
 */
export type Identify = { 
/**
 * A JSON Web Token of the shop's backend, at most 4 KiB.
 */
jwt: string, };

/**
 * Where a card comes from.
 */
export type ProductSource = "page" | "catalog";

/**
 * An amount of money.
 */
export type Money = { 
/**
 * Minor units of the currency (ISO 4217): cents of a euro, whole yen; at most 10^12.
 */
minor: number, 
/**
 * ISO 4217, three capital letters.
 */
currency: string, };

/**
 * Whether it can be bought.
 */
export type StockState = "in_stock" | "low" | "out_of_stock" | "preorder" | "backorder" | "unknown";

/**
 * What is left of it.
 */
export type Stock = { 
/**
 * Whether it can be bought.
 */
state: StockState, 
/**
 * Pieces left, if the shop tells.
 */
left: number | null, };

/**
 * What customers think of it.
 */
export type Rating = { 
/**
 * Tenths of a star, 0..=50.
 */
tenths: number, 
/**
 * How many customers said so.
 */
count: number, };

/**
 * A property of a product, or an option of a variant.
 */
export type Attribute = { 
/**
 * What, at most 80 characters, such as `Colour`.
 */
name: string, 
/**
 * How much or which, at most 200 characters.
 */
value: string, };

/**
 * One of the forms a product comes in.
 */
export type ProductVariant = { 
/**
 * The shop's id of it, 1 to 120 characters.
 */
id: string, 
/**
 * The shop's number of it.
 */
sku: string | null, 
/**
 * What makes it different, at most 6.
 */
options: Array<Attribute>, 
/**
 * What it costs; null for as much as the product.
 */
price: Money | null, 
/**
 * What it cost before, when that was more.
 */
listPrice: Money | null, 
/**
 * What is left of it.
 */
stock: Stock, 
/**
 * Address of its picture, the largest there is.
 */
picture: string | null, };

/**
 * A product as it was when somebody looked.
 */
export type ProductCard = { 
/**
 * Who says so.
 */
source: ProductSource, 
/**
 * The shop's id of it, 1 to 120 characters.
 */
id: string, 
/**
 * The shop's number of it, at most 80 characters.
 */
sku: string | null, 
/**
 * What it is called, 1 to 200 characters.
 */
title: string, 
/**
 * Who makes it, at most 80 characters.
 */
brand: string | null, 
/**
 * Its page; http or https, at most 2,048 bytes.
 */
url: string, 
/**
 * What it costs.
 */
price: Money | null, 
/**
 * What it cost before, when that was more.
 */
listPrice: Money | null, 
/**
 * What is left of it.
 */
stock: Stock, 
/**
 * What customers think of it.
 */
rating: Rating | null, 
/**
 * Addresses of its pictures, best first and the largest of each, at most 12. Browsers load none
 * of them: the server fetches those that are shown.
 */
pictures: Array<string>, 
/**
 * Its properties, at most 40.
 */
attributes: Array<Attribute>, 
/**
 * The forms it comes in, at most 100.
 */
variants: Array<ProductVariant>, 
/**
 * Id of the variant that is meant, if one is.
 */
chosen: string | null, 
/**
 * When somebody looked.
 */
seenAt: UnixMillis, };

/**
 * The product of the page the visitor is on: a register of the visitor, sent when it changes, and
 * the answer to `GET /v1/conversations/{id}/product`.
 */
export type PageProduct = { 
/**
 * The product as the page tells it; null when the page is about none.
 */
card: ProductCard | null, };

/**
 * Why a product goes with another.
 */
export type RelatedReason = "shop" | "category";

/**
 * A product that goes with another.
 */
export type RelatedProduct = { 
/**
 * Which.
 */
card: ProductCard, 
/**
 * Why.
 */
reason: RelatedReason, };

/**
 * Products that go with another, best first.
 */
export type RelatedProducts = { 
/**
 * At most 12.
 */
products: Array<RelatedProduct>, };

/**
 * In what way somebody looked.
 */
export type Looking = "shared" | "own" | "back";

/**
 * A view that somebody had at a moment.
 */
export type SeenView = { 
/**
 * Room time.
 */
at: UnixMillis, 
/**
 * Of which item.
 */
item: ItemId, 
/**
 * Centre across, in 1/32768 of the image width like the next three.
 */
cu: number, 
/**
 * Centre down.
 */
cv: number, 
/**
 * Extent across.
 */
eu: number, 
/**
 * Extent down.
 */
ev: number, 
/**
 * In what way.
 */
how: Looking, };

/**
 * Answer to `GET /v1/conversations/{id}/events?stream=…&after=…`: a page of one stream.
 *
 * A visitor reads the public stream of its own conversations, staff both streams of any of their
 * account. What was erased stands there as what is left of it.
 */
export type ConversationLog = { 
/**
 * Everybody who has taken part.
 */
people: Array<LogPerson>, 
/**
 * In order, from the one after `after`.
 */
events: Array<Event>, 
/**
 * Seq of the newest event of the stream; ask again until it is reached.
 */
head: number, };

/**
 * Somebody who has taken part in a conversation.
 */
export type LogPerson = { 
/**
 * Who.
 */
id: ParticipantId, 
/**
 * In which role.
 */
role: Role, 
/**
 * The name to show; null for an anonymous visitor and for who is gone.
 */
name: string | null, };

/**
 * Answer to `GET /v1/conversations/{id}/views?at=…&who=…`: a page of where people looked.
 */
export type ViewTrace = { 
/**
 * By time, in runs of five seconds.
 */
runs: Array<PersonViews>, 
/**
 * Ask with this for later ones; null at the end.
 */
next: ViewsAfter | null, 
/**
 * For how many days views are kept; 0 when they are not.
 */
keptDays: number, };

/**
 * The views of one person, in order of time.
 */
export type PersonViews = { 
/**
 * Whose.
 */
participant: ParticipantId, 
/**
 * At most twenty.
 */
views: Array<SeenView>, };

/**
 * The last run of a page.
 */
export type ViewsAfter = { 
/**
 * When it began.
 */
at: UnixMillis, 
/**
 * Whose it was.
 */
who: ParticipantId, };

/**
 * Answer to `GET /v1/visitors/{id}`: a visitor as staff sees it.
 */
export type VisitorDetails = { 
/**
 * Who.
 */
id: VisitorId, 
/**
 * Name as told or as signed by the shop.
 */
name: string | null, 
/**
 * E-mail address as told or as signed by the shop.
 */
email: string | null, 
/**
 * Whether the shop has signed who this is.
 */
verified: boolean, };

/**
 * Answer to `GET /v1/visitors/{id}/conversations?before=…`: those of this visitor and of nobody
 * else, newest first.
 *
 * Two browsers are one visitor only when the shop has signed so: a name or an e-mail address that
 * was merely told joins no histories (S17).
 */
export type VisitorConversations = { 
/**
 * At most 20.
 */
conversations: Array<VisitorConversation>, 
/**
 * Ask with this for older ones; null at the end.
 */
next: ConversationId | null, };

/**
 * A conversation in the history of its visitor.
 */
export type VisitorConversation = { 
/**
 * Which.
 */
conversation: ConversationId, 
/**
 * When it began.
 */
beganAt: UnixMillis, 
/**
 * Whether it goes on.
 */
status: Status, 
/**
 * Name of who of the staff answers or answered; null for nobody.
 */
answeredBy: string | null, 
/**
 * The first message that was not erased, shortened to 120 characters; null without one.
 */
firstWords: string | null, 
/**
 * The picture on its stage, the first of several.
 */
picture: MediaId | null, };
