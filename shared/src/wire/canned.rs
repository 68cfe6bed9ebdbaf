//! Saved answers: words by language, and pictures with their view and marks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{CannedId, ConversationId, ItemId, MediaId};
use crate::room::{Mark, MediaSize};
use crate::time::UnixMillis;

/// Who finds a saved answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum CannedScope {
    /// Who saved it.
    Me,
    /// All staff of the account; supervisors and administrators write these.
    All,
}

/// Where a picture was looked at: centre and extents as in [`super::View`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CannedView {
    /// Centre across.
    pub cu: i32,
    /// Centre down.
    pub cv: i32,
    /// Extent across, at least 1.
    pub eu: i32,
    /// Extent down, at least 1.
    pub ev: i32,
}

/// A picture of a saved answer, as it goes onto the stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CannedVisual {
    /// The stored file, a copy of its own.
    pub media: MediaId,
    /// Its pixels.
    pub size: MediaSize,
    /// What it shows.
    pub title: String,
    /// Clockwise quarter turns, 0..=3.
    pub quarter_turns: u8,
    /// Where it was looked at; null for all of it.
    pub view: Option<CannedView>,
    /// Marks in the order they were drawn.
    pub marks: Vec<Mark>,
    /// Whether the file is gone; the words can still be used.
    #[serde(default)]
    pub gone: bool,
}

/// A saved answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Canned {
    /// This one.
    pub id: CannedId,
    /// What is typed after `/`.
    pub name: String,
    /// Who finds it.
    pub scope: CannedScope,
    /// Words by language (BCP 47), which may be none when there is a picture.
    pub bodies: BTreeMap<String, String>,
    /// The language that stands in for those that are missing.
    pub language: String,
    /// At most four pictures.
    pub visuals: Vec<CannedVisual>,
    /// How often it was used.
    pub uses: u32,
    /// When it was changed last.
    pub changed_at: UnixMillis,
    /// Whether the caller may change it.
    pub mine: bool,
}

/// Answer to `GET /v1/canned`: what the caller finds, the most used first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CannedList {
    /// Own ones and those of all.
    pub responses: Vec<Canned>,
}

/// A picture on the stage of a conversation that is to be saved, with what staff drew on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CannedSource {
    /// Which item.
    pub item: ItemId,
    /// Where it is looked at; null for all of it.
    pub view: Option<CannedView>,
}

/// `POST /v1/canned`: save an answer. Repeating it with the same id finds what the first one made.
/// Answered by [`Canned`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewCanned {
    /// Its id, chosen by the client.
    pub id: CannedId,
    /// What is typed after `/`: 1 to 40 characters without white space and `/`.
    pub name: String,
    /// Who finds it.
    pub scope: CannedScope,
    /// Words by language, at most 20 languages.
    pub bodies: BTreeMap<String, String>,
    /// The language that stands in for those that are missing.
    pub language: String,
    /// In which conversation the pictures are; null without pictures.
    pub conversation: Option<ConversationId>,
    /// At most four of its items. A visitor's photo is refused; a visitor's marks are left out.
    pub items: Vec<CannedSource>,
}

/// `PATCH /v1/canned/{id}`: change name, scope and words. Pictures stay as they were saved, but
/// for those that are taken away. Answered by [`Canned`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatchCanned {
    /// What is typed after `/`.
    pub name: String,
    /// Who finds it.
    pub scope: CannedScope,
    /// Words by language.
    pub bodies: BTreeMap<String, String>,
    /// The language that stands in for those that are missing.
    pub language: String,
    /// Which of its pictures stay.
    pub visuals: Vec<MediaId>,
}
