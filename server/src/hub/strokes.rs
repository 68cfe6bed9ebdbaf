//! Marks that are still being drawn: append-registers (RG4).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use vitrine_shared::ids::{AnnotationId, ItemId, ParticipantId, SessionId};
use vitrine_shared::limits;
use vitrine_shared::room::{Mark, Path, Tool};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::StrokeChunk;

use super::frames::encode;

/// Changes of a stroke remembered for readers that lag; a reader further behind gets all points.
const REMEMBERED_CHANGES: usize = 64;
/// How long a stroke without its author waits before it is kept as it is, in milliseconds.
const ORPHAN_MS: i64 = 15_000;
/// How long a given-up stroke is remembered so that everybody hears of it, in milliseconds.
const CANCELLED_MS: i64 = 5_000;

#[derive(Debug)]
pub(super) struct Stroke {
    pub(super) from: ParticipantId,
    pub(super) session: SessionId,
    pub(super) item: ItemId,
    pub(super) tool: Tool,
    pub(super) width: i32,
    at_ms: Option<u32>,
    points: Vec<(i32, i32)>,
    /// `(version, kept)`: at this version all points from `kept` on were written anew.
    changes: VecDeque<(u64, usize)>,
    pub(super) version: u64,
    cancelled: bool,
    /// Since when nobody draws it any more.
    idle_since: Option<UnixMillis>,
    /// Whether points came since the last checkpoint.
    unsaved: bool,
}

/// An open stroke as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredStroke {
    from: ParticipantId,
    session: SessionId,
    chunk: StrokeChunk,
}

impl Stroke {
    /// What a reader who has seen everything up to `seen` lacks.
    pub(super) fn since(&self, sid: AnnotationId, seen: u64) -> StrokeChunk {
        let oldest = self.changes.front().map_or(0, |(version, _)| *version);
        let whole = seen < oldest && self.changes.len() >= REMEMBERED_CHANGES;
        let from = if whole || seen == 0 {
            0
        } else {
            let lacking = self.changes.iter().filter(|(version, _)| *version > seen);
            lacking.map(|(_, kept)| *kept).min().unwrap_or(self.points.len())
        };
        StrokeChunk {
            sid,
            item: self.item,
            tool: self.tool,
            width: self.width,
            from: u32::try_from(from).unwrap_or(u32::MAX),
            path: Path::encode(&self.points[from.min(self.points.len())..]),
            at_ms: self.at_ms,
            cancelled: self.cancelled,
        }
    }
}

/// The open strokes of a room.
#[derive(Debug, Default)]
pub(super) struct Strokes {
    open: BTreeMap<AnnotationId, Stroke>,
    /// Strokes that are stored, or were when they ended.
    stored: BTreeSet<AnnotationId>,
}

/// Names of the stored registers of open strokes begin with this.
pub(super) const STROKE_REGISTER: &str = "stroke:";

impl Strokes {
    /// Merges a chunk. False when it is not one that can be drawn or not the author's own.
    pub(super) fn merge(
        &mut self,
        from: ParticipantId,
        session: SessionId,
        chunk: &StrokeChunk,
        version: u64,
        now: UnixMillis,
    ) -> bool {
        let (thin, thick) = limits::MARK_WIDTH;
        let Some(points) = chunk.path.decode() else { return false };
        let kept = usize::try_from(chunk.from).unwrap_or(usize::MAX);
        if points.len() > limits::PATH_POINTS || !(thin..=thick).contains(&chunk.width) {
            return false;
        }
        let open = self.open.values().filter(|s| s.from == from && !s.cancelled).count();
        let has = self.open.get(&chunk.sid).map_or(0, |stroke| stroke.points.len());
        let fits = kept <= has && kept + points.len() <= limits::PATH_POINTS;
        if !fits || (!self.open.contains_key(&chunk.sid) && open >= limits::OPEN_STROKES) {
            return false;
        }
        let stroke = self.open.entry(chunk.sid).or_insert_with(|| Stroke {
            from,
            session,
            item: chunk.item,
            tool: chunk.tool,
            width: chunk.width,
            at_ms: chunk.at_ms,
            points: Vec::new(),
            changes: VecDeque::new(),
            version,
            cancelled: false,
            idle_since: None,
            unsaved: true,
        });
        if stroke.from != from || stroke.item != chunk.item {
            return false;
        }
        stroke.session = session;
        stroke.points.truncate(kept);
        stroke.points.extend(points);
        stroke.cancelled = chunk.cancelled;
        stroke.idle_since = chunk.cancelled.then_some(now);
        stroke.version = version;
        stroke.unsaved = true;
        if stroke.changes.len() == REMEMBERED_CHANGES {
            stroke.changes.pop_front();
        }
        stroke.changes.push_back((version, kept));
        true
    }

    /// The stroke has become a mark.
    pub(super) fn finish(&mut self, sid: AnnotationId) -> bool {
        self.open.remove(&sid).is_some()
    }

    /// The tab that drew is gone.
    pub(super) fn orphan(&mut self, session: SessionId, now: UnixMillis) {
        for stroke in self.open.values_mut().filter(|stroke| stroke.session == session) {
            stroke.idle_since.get_or_insert(now);
        }
    }

    /// Strokes whose author did not come back: removed here, to be kept as marks if they are
    /// long enough to be one.
    pub(super) fn expire(
        &mut self,
        now: UnixMillis,
    ) -> Vec<(AnnotationId, ParticipantId, ItemId, Mark)> {
        let over = |stroke: &Stroke| {
            let patience = if stroke.cancelled { CANCELLED_MS } else { ORPHAN_MS };
            stroke.idle_since.is_some_and(|at| now.since(at) >= patience)
        };
        let ids: Vec<_> = self.open.iter().filter(|(_, s)| over(s)).map(|(id, _)| *id).collect();
        ids.into_iter()
            .filter_map(|sid| self.open.remove(&sid).map(|stroke| (sid, stroke)))
            .filter(|(_, stroke)| !stroke.cancelled && stroke.points.len() >= 2)
            .map(|(sid, s)| {
                let path = Path::encode(&s.points);
                let (tool, width, at_ms) = (s.tool, s.width, s.at_ms);
                let mark = Mark { tool, path, width, text: None, at_ms };
                (sid, s.from, s.item, mark)
            })
            .collect()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&AnnotationId, &Stroke)> {
        self.open.iter()
    }

    /// What has to be stored so that a crash loses at most the points since now: name and JSON,
    /// or nothing for a stroke that has ended.
    pub(super) fn checkpoint(&mut self) -> Vec<(String, Option<String>)> {
        let name = |sid: &AnnotationId| format!("{STROKE_REGISTER}{sid}");
        let ended: Vec<_> =
            self.stored.iter().filter(|sid| !self.open.contains_key(sid)).copied().collect();
        let mut writes: Vec<_> = ended.iter().map(|sid| (name(sid), None)).collect();
        self.stored.retain(|sid| !ended.contains(sid));
        for (sid, stroke) in self.open.iter_mut().filter(|(_, stroke)| stroke.unsaved) {
            stroke.unsaved = false;
            self.stored.insert(*sid);
            let (from, session) = (stroke.from, stroke.session);
            let stored = StoredStroke { from, session, chunk: stroke.since(*sid, 0) };
            writes.push((name(sid), Some(encode(&stored))));
        }
        writes
    }

    /// Takes a stored stroke up again. Its author's page sends it from point 0 when it is back;
    /// until then it waits like one whose author is gone.
    pub(super) fn restore(&mut self, json: &str, version: u64, now: UnixMillis) {
        let Ok(StoredStroke { from, session, chunk }) = serde_json::from_str(json) else { return };
        if self.merge(from, session, &chunk, version, now) {
            self.stored.insert(chunk.sid);
            self.orphan(session, now);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clock::new_id;

    /// What a receiver does with chunks.
    fn receive(points: &mut Vec<(i32, i32)>, chunk: &StrokeChunk) {
        points.truncate(chunk.from as usize);
        points.extend(chunk.path.decode().expect("the server sends paths"));
    }

    proptest! {
        /// However the reader's wake-ups fall between the author's chunks, and also when the
        /// author begins again from 0 after a reconnect, the reader has the author's points.
        #[test]
        fn rg4_merged_chunks_carry_the_authors_points(
            steps in prop::collection::vec((0..40usize, prop::collection::vec((0..999, 0..999), 1..6), any::<bool>()), 1..120)
        ) {
            let (author, session, sid, item) = (new_id(), new_id(), new_id(), new_id());
            let mut strokes = Strokes::default();
            let (mut drawn, mut seen_points, mut seen) = (Vec::new(), Vec::new(), 0u64);
            for (version, (kept, points, read)) in (1u64..).zip(steps) {
                let kept = kept.min(drawn.len());
                let chunk = StrokeChunk {
                    sid, item, tool: Tool::Pen, width: 100,
                    from: u32::try_from(kept).expect("small"),
                    path: Path::encode(&points), at_ms: None, cancelled: false,
                };
                if strokes.merge(author, session, &chunk, version, UnixMillis(0)) {
                    receive(&mut drawn, &chunk);
                }
                if read {
                    let (_, stroke) = strokes.iter().next().expect("one stroke");
                    receive(&mut seen_points, &stroke.since(sid, seen));
                    seen = version;
                    prop_assert_eq!(&seen_points, &drawn);
                }
            }
        }
    }

    #[test]
    fn a_stranger_cannot_write_into_anothers_stroke() {
        let (sid, item) = (new_id(), new_id());
        let mut strokes = Strokes::default();
        let chunk = StrokeChunk {
            sid,
            item,
            tool: Tool::Pen,
            width: 100,
            from: 0,
            path: Path::encode(&[(1, 1)]),
            at_ms: None,
            cancelled: false,
        };
        assert!(strokes.merge(new_id(), new_id(), &chunk, 1, UnixMillis(0)));
        assert!(!strokes.merge(new_id(), new_id(), &chunk, 2, UnixMillis(0)));
    }

    #[test]
    fn a_stroke_without_its_author_is_kept_after_15_s() {
        let (author, session, sid, item) = (new_id(), new_id(), new_id(), new_id());
        let mut strokes = Strokes::default();
        let chunk = StrokeChunk {
            sid,
            item,
            tool: Tool::Pen,
            width: 100,
            from: 0,
            path: Path::encode(&[(1, 1), (2, 2)]),
            at_ms: None,
            cancelled: false,
        };
        strokes.merge(author, session, &chunk, 1, UnixMillis(0));
        strokes.orphan(session, UnixMillis(0));
        assert!(strokes.expire(UnixMillis(14_999)).is_empty());
        assert_eq!(strokes.expire(UnixMillis(15_000)).len(), 1);
        assert!(strokes.is_empty());
    }
}
