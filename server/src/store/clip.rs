//! Films behind items.

/// A film behind an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClipRecord {
    /// How long it is in milliseconds, as the browser that uploaded it told.
    pub duration_ms: u32,
    /// What its bytes are; `None` while they are not there.
    pub kind: Option<ClipKind>,
}

/// What the bytes of a film are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClipKind {
    /// MP4, or QuickTime, which is the same to players.
    Mp4,
    /// WebM.
    Webm,
}

impl ClipKind {
    /// Its media type, under which it is stored and served.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
        }
    }

    /// The kind with this media type.
    #[must_use]
    pub fn from_mime(mime: &str) -> Option<Self> {
        [Self::Mp4, Self::Webm].into_iter().find(|kind| kind.mime() == mime)
    }
}
