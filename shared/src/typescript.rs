//! Writes `widget/src/wire/generated.ts` from the types of this crate.
//!
//! `cargo test -p vitrine-shared` fails when the file is stale;
//! `VITRINE_WRITE=1 cargo test -p vitrine-shared` writes it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ts_rs::{Config, TS};

use crate::{ids, limits, room, wire};

macro_rules! declare {
    ($($ty:ty),* $(,)?) => {{
        let config = Config::default();
        let mut out = String::new();
        $(
            if let Some(docs) = <$ty as TS>::docs() {
                out.push_str(docs.trim_end());
                out.push('\n');
            }
            writeln!(out, "export {}\n", <$ty as TS>::decl(&config)).expect("a string grows");
        )*
        out
    }};
}

fn types() -> String {
    declare!(
        ids::ConversationId,
        ids::ParticipantId,
        ids::SessionId,
        ids::ConnectionId,
        ids::AgentId,
        ids::AgentSessionId,
        ids::IdentityKeyId,
        ids::InboxId,
        ids::VisitorId,
        ids::ItemId,
        ids::MediaId,
        ids::UploadId,
        ids::AnnotationId,
        ids::ProductId,
        ids::ProposalId,
        ids::ClientId,
        ids::VisitId,
        ids::InvitationId,
        crate::time::UnixMillis,
        room::Stream,
        room::Role,
        room::Tool,
        room::Path,
        room::Mark,
        room::Provider,
        room::Moving,
        room::PlaybackWait,
        room::Playback,
        room::PlaybackCause,
        room::ReadyState,
        room::Readiness,
        room::MediaSize,
        room::Item,
        room::Lead,
        room::Annotation,
        room::Participant,
        room::Status,
        room::Cleared,
        room::Event,
        room::EventBody,
        room::Joined,
        room::MessageSent,
        room::NoteAdded,
        room::ItemAdded,
        room::ItemsShown,
        room::ItemRotated,
        room::ItemRemoved,
        room::ItemRestored,
        room::ItemMoved,
        room::ZoomLinked,
        room::StageLocked,
        room::LeadTaken,
        room::AnnotationAdded,
        room::AnnotationsDeleted,
        room::AnnotationsRestored,
        room::AnnotationsCleared,
        room::PlaybackChanged,
        room::Assigned,
        room::Resolved,
        room::Reopened,
        room::Erased,
        room::Redacted,
        room::Unknown,
        room::Command,
        room::SendMessage,
        room::AddNote,
        room::AddItem,
        room::AddPlayer,
        room::ShowItems,
        room::RotateItem,
        room::TakeLead,
        room::AddAnnotation,
        room::DeleteAnnotations,
        room::RestoreAnnotations,
        room::ClearAnnotations,
        room::RemoveItem,
        room::RestoreItem,
        room::MoveItem,
        room::LinkZoom,
        room::LockStage,
        room::Play,
        room::Pause,
        room::Seek,
        room::SetRate,
        room::Take,
        room::Release,
        room::Resolve,
        room::Reopen,
        room::Redact,
        room::SharedProduct,
        room::ProductPicture,
        room::NewProductPicture,
        room::Proposal,
        room::ProposalStep,
        room::ProposalFailure,
        room::ProposalOutcome,
        room::ShareProduct,
        room::ChooseVariant,
        room::ProposeProduct,
        room::AcceptProposal,
        room::DeclineProposal,
        room::WithdrawProposal,
        room::SettleProposal,
        room::ProductShared,
        room::VariantChosen,
        room::ProductProposed,
        room::ProposalAccepted,
        room::ProposalDeclined,
        room::ProposalWithdrawn,
        room::ProposalSettled,
        wire::ClientMessage,
        wire::ServerMessage,
        wire::ErrorCode,
        wire::Auth,
        wire::Hello,
        wire::Welcome,
        wire::Ping,
        wire::Pong,
        wire::Drain,
        wire::ServerPing,
        wire::TopicName,
        wire::Resume,
        wire::Open,
        wire::Mode,
        wire::Opened,
        wire::Close,
        wire::Closed,
        wire::Events,
        wire::Stage,
        wire::Snapshot,
        wire::GetHistory,
        wire::History,
        wire::Product,
        wire::PageFacts,
        wire::Operation,
        wire::Ack,
        wire::Nack,
        wire::View,
        wire::StrokeChunk,
        wire::Laser,
        wire::Applied,
        wire::LiveFrame,
        wire::LiveUpdate,
        wire::PersonState,
        wire::Person,
        wire::Presence,
        wire::Receipt,
        wire::ReceiptOf,
        wire::Receipts,
        wire::Cart,
        wire::Visit,
        wire::VisitPage,
        wire::VisitState,
        wire::VisitActivity,
        wire::VisitConversation,
        wire::PresenceFrame,
        wire::InboxState,
        wire::PresenceReply,
        wire::Invitation,
        wire::InvitationAnswer,
        wire::InvitationState,
        wire::InvitationStep,
        wire::NewInvitation,
        wire::VisitorRow,
        wire::VisitorRows,
        wire::ListView,
        wire::ListCounts,
        wire::LastLine,
        wire::ListRow,
        wire::Rows,
        wire::ListDigest,
        wire::EndedConversations,
        wire::api::NewVisitor,
        wire::api::VisitorToken,
        wire::api::Continued,
        wire::api::Continue,
        wire::api::ErasureReceipt,
        wire::api::Ticket,
        wire::api::DemoSecret,
        wire::api::DemoInfo,
        wire::api::DemoPhone,
        wire::api::DemoAction,
        wire::api::DemoStory,
        wire::api::FetchMedia,
        wire::api::FetchedProduct,
        wire::api::Media,
        wire::api::Shelf,
        wire::media::NewUpload,
        wire::media::Upload,
        wire::media::UploadOffset,
        wire::media::StillWish,
        wire::media::NewStill,
        wire::media::MediaInfo,
        wire::media::Tiles,
        wire::media::ClipInfo,
        wire::media::WantLinks,
        wire::media::MediaLinks,
        wire::media::MediaLink,
        wire::media::MediaReady,
        wire::api::InboxInfo,
        wire::api::ErrorBody,
        wire::people::StaffRole,
        wire::people::SetupState,
        wire::people::Setup,
        wire::people::SignIn,
        wire::people::Me,
        wire::people::PatchMe,
        wire::people::ConsoleLanguage,
        wire::people::ConsoleTheme,
        wire::people::Preferences,
        wire::people::ChangePassword,
        wire::people::Sessions,
        wire::people::SessionInfo,
        wire::people::Agents,
        wire::people::AgentInfo,
        wire::people::NewAgent,
        wire::people::PatchAgent,
        wire::people::NewLink,
        wire::people::OneTimeLink,
        wire::people::AcceptLink,
        wire::people::Inboxes,
        wire::people::InboxDetails,
        wire::people::NewInbox,
        wire::people::PatchInbox,
        wire::people::IdentityAlgorithm,
        wire::people::IdentityKeys,
        wire::people::IdentityKeyInfo,
        wire::people::NewIdentityKey,
        wire::people::CreatedIdentityKey,
        wire::people::AuditPage,
        wire::people::AuditRow,
        wire::people::AuditAction,
        wire::people::AuditVerdict,
        wire::people::PatchVisitor,
        wire::people::VisitorSelf,
        wire::people::Identify,
        wire::product::ProductSource,
        wire::product::Money,
        wire::product::StockState,
        wire::product::Stock,
        wire::product::Rating,
        wire::product::Attribute,
        wire::product::ProductVariant,
        wire::product::ProductCard,
        wire::product::PageProduct,
        wire::product::RelatedReason,
        wire::product::RelatedProduct,
        wire::product::RelatedProducts,
        crate::trace::Looking,
        crate::trace::SeenView,
        wire::replay::ConversationLog,
        wire::replay::LogPerson,
        wire::replay::ViewTrace,
        wire::replay::PersonViews,
        wire::replay::ViewsAfter,
        wire::visitor::VisitorDetails,
        wire::visitor::VisitorConversations,
        wire::visitor::VisitorConversation,
    )
}

/// The caps a client keeps to by itself.
fn constants() -> String {
    let numbers: &[(&str, i64)] = &[
        ("PROTOCOL_VERSION", i64::from(wire::PROTOCOL_VERSION)),
        ("TERMINAL_FROM", i64::from(wire::close::TERMINAL_FROM)),
        ("CLOSE_REPLACED", i64::from(wire::close::CloseCode::Replaced.code())),
        ("CLOSE_BAD_TOKEN", i64::from(wire::close::CloseCode::BadToken.code())),
        ("MESSAGE_CHARS", count(limits::MESSAGE_CHARS)),
        ("TITLE_CHARS", count(limits::TITLE_CHARS)),
        ("URL_BYTES", count(limits::URL_BYTES)),
        ("PATH_POINTS", count(limits::PATH_POINTS)),
        ("CHUNK_POINTS", count(limits::CHUNK_POINTS)),
        ("CARD_BYTES", count(limits::CARD_BYTES)),
        ("PRODUCT_ID_CHARS", count(limits::PRODUCT_ID_CHARS)),
        ("PRODUCT_WORD_CHARS", count(limits::PRODUCT_WORD_CHARS)),
        ("ATTRIBUTE_CHARS", count(limits::ATTRIBUTE_CHARS)),
        ("PRODUCT_PICTURES", count(limits::PRODUCT_PICTURES)),
        ("PRODUCT_ATTRIBUTES", count(limits::PRODUCT_ATTRIBUTES)),
        ("PRODUCT_VARIANTS", count(limits::PRODUCT_VARIANTS)),
        ("VARIANT_OPTIONS", count(limits::VARIANT_OPTIONS)),
        ("PROPOSED_PIECES", i64::from(limits::PROPOSED_PIECES)),
        ("CART_TIMEOUT_MS", limits::CART_TIMEOUT_MS),
        ("CART_INTERRUPTED_MS", limits::CART_INTERRUPTED_MS),
        ("PRICE_MINOR", 1_000_000_000_000),
        ("UPLOAD_BYTES", i64::from(limits::UPLOAD_BYTES)),
        ("CLIP_BYTES", i64::from(limits::CLIP_BYTES)),
        ("CLIP_PX", i64::from(limits::CLIP_PX)),
        ("FILM_MS", i64::from(limits::FILM_MS)),
        ("RATE_SLOWEST", i64::from(limits::RATES.0)),
        ("RATE_FASTEST", i64::from(limits::RATES.1)),
        ("PREVIEW_BYTES", count(limits::PREVIEW_BYTES)),
        ("LINKS", count(limits::LINKS)),
        ("PREVIEW_PX", i64::from(limits::PREVIEW_PX)),
        ("UNIT", i64::from(limits::UNIT)),
        ("MARGIN", i64::from(limits::MARGIN)),
        ("GESTURE_HOLD_MS", limits::GESTURE_HOLD_MS),
        ("LEAD_RETRY_MS", i64::from(limits::LEAD_RETRY_MS)),
        ("MARK_TEXT_CHARS", count(limits::MARK_TEXT_CHARS)),
        ("SHOWN_ITEMS", count(limits::SHOWN_ITEMS)),
        ("REDACT_WITHIN_MS", limits::REDACT_WITHIN_MS),
        ("INVITATION_CHARS", count(limits::INVITATION_CHARS)),
        ("INVITATION_PAUSE_MS", limits::INVITATION_PAUSE_MS),
        ("LIST_ROWS", i64::from(limits::LIST_ROWS)),
        ("IN_FLIGHT", count(limits::IN_FLIGHT)),
    ];
    numbers.iter().fold(String::new(), |mut out, (name, value)| {
        writeln!(out, "export const {name} = {value};").expect("a string grows");
        out
    })
}

fn count(cap: usize) -> i64 {
    i64::try_from(cap).expect("a cap is small")
}

/// Compares `wanted` with the file, or writes it when `VITRINE_WRITE` is set.
#[expect(clippy::disallowed_methods, reason = "a switch of this test, not a setting")]
fn current(path: &Path, wanted: &str) {
    if std::env::var_os("VITRINE_WRITE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folder");
        std::fs::write(path, wanted).expect("file is written");
        return;
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == wanted,
        "{} is stale: run VITRINE_WRITE=1 cargo test -p vitrine-shared",
        path.display()
    );
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn generated_types_are_current() {
    let text = format!(
        "/** @file Generated from the Rust crate `shared`; never edited. See shared/src/typescript.rs. */\n\n{}\n{}",
        constants(),
        types().trim_end(),
    );
    current(&repository().join("widget/src/wire/generated.ts"), &format!("{}\n", text.trim_end()));
}

/// Event lists with the state after each, for the TypeScript mirror of `apply`.
#[test]
fn fixtures_of_apply_are_current() {
    for (name, text) in room::fixtures::all() {
        current(&repository().join(format!("shared/fixtures/room/{name}.json")), &text);
    }
}
