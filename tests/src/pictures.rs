//! Things to draw and places to look at, as short as tests want to write them.

use vitrine_shared::ids::{AnnotationId, ItemId};
use vitrine_shared::room::{AddAnnotation, Command, Mark, Path, Tool};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{StrokeChunk, View};

/// Width of test marks.
const WIDTH: i32 = 128;

/// The wish to keep a mark of these points.
#[must_use]
pub fn drawn(annotation: AnnotationId, item: ItemId, points: &[(i32, i32)]) -> Command {
    let mark =
        Mark { tool: Tool::Pen, path: Path::encode(points), width: WIDTH, text: None, at_ms: None };
    Command::AddAnnotation(AddAnnotation { annotation, item, mark })
}

/// The wish to keep an arrow.
#[must_use]
pub fn arrow(annotation: AnnotationId, item: ItemId) -> Command {
    let path = Path::encode(&[(1_000, 2_000), (9_000, 8_000)]);
    let mark = Mark { tool: Tool::Arrow, path, width: WIDTH, text: None, at_ms: None };
    Command::AddAnnotation(AddAnnotation { annotation, item, mark })
}

/// The part of an open stroke from point `from` on.
#[must_use]
pub fn chunk(sid: AnnotationId, item: ItemId, from: usize, points: &[(i32, i32)]) -> StrokeChunk {
    StrokeChunk {
        sid,
        item,
        tool: Tool::Pen,
        width: WIDTH,
        from: u32::try_from(from).expect("a stroke is short"),
        path: Path::encode(points),
        at_ms: None,
        cancelled: false,
    }
}

/// A line of `count` points.
#[must_use]
pub fn line(count: i32) -> Vec<(i32, i32)> {
    (0..count).map(|n| (100 + n * 40, 200 + (n * n) % 977)).collect()
}

/// A shared view under `fence`.
#[must_use]
pub fn view(item: ItemId, fence: u32, n: u32) -> View {
    let cu = 16_000 + i32::try_from(n).expect("a test looks seldom");
    View { item, cu, cv: 12_000, eu: 8_000, ev: 6_000, fence, n, at: UnixMillis(0), own: false }
}
