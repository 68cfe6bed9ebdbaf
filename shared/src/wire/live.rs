//! The moment: views, open strokes, lasers, typing, presence. Newest wins, nothing is stored
//! event by event.

use serde::{Deserialize, Serialize};

use crate::ids::{AnnotationId, ItemId, ParticipantId, SessionId};
use crate::room::{Path, Readiness, Role, Tool};
use crate::time::UnixMillis;

/// Everything live of one animation tick of a client, in one frame.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(optional_fields))]
pub struct LiveFrame {
    /// An open public conversation topic.
    pub sub: u32,
    /// Where this hand looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    /// What is being drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stroke: Option<StrokeChunk>,
    /// Where the laser points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laser: Option<Laser>,
    /// Whether this person is writing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typing: Option<bool>,
    /// What this stage shows by now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<Applied>,
    /// How the moving item on this stage is doing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<Readiness>,
    /// Whether this tab is hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<bool>,
}

/// Registers and transients of somebody else, or of this person in another tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(optional_fields))]
pub struct LiveUpdate {
    /// In which topic.
    pub sub: u32,
    /// Whose.
    pub from: ParticipantId,
    /// In which tab or on which device.
    pub session: SessionId,
    /// Where that hand looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    /// What is being drawn there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stroke: Option<StrokeChunk>,
    /// Where the laser points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laser: Option<Laser>,
    /// Whether that person is writing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typing: Option<bool>,
    /// What that stage shows by now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<Applied>,
    /// How the moving item on that stage is doing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<Readiness>,
}

/// A visible rectangle of an item: its centre and extents in 1/32768 of the image width, along
/// the axes of the upright picture, without what the interface covers.
///
/// Whoever follows fits the whole rectangle into the own stage, so everybody sees at least what
/// the leading hand sees, whatever the shapes of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct View {
    /// Of which item.
    pub item: ItemId,
    /// Centre across.
    pub cu: i32,
    /// Centre down.
    pub cv: i32,
    /// Extent across, at least 1.
    pub eu: i32,
    /// Extent down, at least 1.
    pub ev: i32,
    /// Fence of the lead under which it moves the others; a view under another fence than the
    /// state's lead moves nobody.
    pub fence: u32,
    /// Grows with each view of this session.
    pub n: u32,
    /// Room time, as far as the sender knows it.
    pub at: UnixMillis,
    /// True while the sender looks on its own: drawn as an outline, moving nobody.
    pub own: bool,
}

/// Points of a mark that is still being drawn: an append-register.
///
/// The receiver keeps `from` points, then appends `path`. An arrow sends its head again and again
/// with `from: 1`. After a lost connection the author begins again with `from: 0`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StrokeChunk {
    /// Id of the mark it will become.
    pub sid: AnnotationId,
    /// On which item.
    pub item: ItemId,
    /// Drawn with what.
    pub tool: Tool,
    /// Line width in 1/32768 of the image width.
    pub width: i32,
    /// How many points the receiver keeps.
    pub from: u32,
    /// The points from there on; its first pair is absolute.
    pub path: Path,
    /// On a moving item: the position it belongs to, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub at_ms: Option<u32>,
    /// True when the author gave it up: it disappears.
    #[serde(default)]
    pub cancelled: bool,
}

/// Where the laser has been since the last frame. Fades, is never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Laser {
    /// On which item.
    pub item: ItemId,
    /// Points since the last frame.
    pub path: Path,
    /// True for the first frame of a gesture, so that no line joins two gestures.
    pub down: bool,
}

/// What a stage shows by now; the base of the "in sync" badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Applied {
    /// Last public event applied.
    pub seq: u32,
    /// Fence of the view on screen.
    pub fence: u32,
    /// Number of the view on screen.
    pub n: u32,
    /// The round trip this client measured, in milliseconds.
    pub rtt_ms: u32,
}

/// Who is there; sent in full whenever it changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Presence {
    /// In which topic.
    pub sub: u32,
    /// Everybody who has taken part or is here now.
    pub people: Vec<Person>,
    /// The page the visitor is on, if known. Never sent to a visitor.
    pub page: Option<super::PageFacts>,
}

/// Somebody in a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Person {
    /// Who.
    pub id: ParticipantId,
    /// In which role.
    pub role: Role,
    /// The name to show; null for an anonymous visitor.
    pub name: Option<String>,
    /// Whether somebody is at the other end.
    pub state: PersonState,
}

/// Whether somebody is at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum PersonState {
    /// A visible tab is connected.
    Online,
    /// Connected, but every tab is hidden.
    Away,
    /// The connection was lost less than 15 s ago.
    Reconnecting,
    /// Not connected.
    Offline,
}
