//! Why something was refused, as a closed set of codes.

use serde::{Deserialize, Serialize};

use crate::room::Rejected;

/// Why an operation, a frame or a request was refused. The words for people are the client's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ErrorCode {
    /// The frame or body cannot be read: bad JSON, an unknown kind or field, too deep.
    BadFrame,
    /// Nobody is signed in, or the token or ticket is not valid.
    Unauthorized,
    /// This role may not do that.
    Forbidden,
    /// It does not exist, or not for this principal; the two are told apart nowhere.
    NotFound,
    /// The topic is not open on this socket.
    NotOpen,
    /// A text is empty or too long.
    TextLength,
    /// The item or its file is gone.
    ItemGone,
    /// The id belongs to something else.
    IdTaken,
    /// One to four different items can be shown.
    BadSelection,
    /// The mark cannot be drawn.
    BadMark,
    /// No moving item of this name is on the stage.
    NotShown,
    /// Somebody else's hand is on the view.
    LeadBusy,
    /// Somebody else answers the conversation; take it first.
    NotYours,
    /// Somebody else has taken the conversation meanwhile.
    Taken,
    /// The conversation has ended.
    Ended,
    /// Staff have locked what the stage shows.
    Locked,
    /// The time in which it could be erased is over, or it is no message.
    TooLate,
    /// The conversation is full.
    Full,
    /// Permissions changed meanwhile; open the topic again.
    StaleAccess,
    /// Too fast; retry after `retryMs`.
    Rate,
    /// Too big.
    TooBig,
    /// It claims to be a picture we read, but cannot be read to its end.
    BadPicture,
    /// It is no MP4 or WebM film that is whole.
    BadClip,
    /// The picture has more pixels than allowed.
    TooManyPixels,
    /// The picture has other dimensions than announced.
    SizeDiffers,
    /// HEIC or HEIF, as phones take them.
    KindHeic,
    /// AVIF.
    KindAvif,
    /// SVG.
    KindSvg,
    /// TIFF, or a camera's raw file.
    KindTiff,
    /// Photoshop.
    KindPsd,
    /// BMP.
    KindBmp,
    /// ICO.
    KindIco,
    /// PDF.
    KindPdf,
    /// A page of HTML.
    KindHtml,
    /// ZIP, or an office document.
    KindZip,
    /// A film.
    KindVideo,
    /// An animated PNG or WebP.
    KindAnimated,
    /// Not a picture at all, or of a kind we do not know.
    KindUnknown,
    /// The upload is at another offset; the header `Upload-Offset` says at which.
    WrongOffset,
    /// Bytes came more slowly than anybody can wait for; go on from the offset.
    TooSlow,
    /// The daily share of bytes is used up.
    Quota,
    /// The server's disk is nearly full.
    StorageFull,
    /// The address may not be fetched.
    BadAddress,
    /// The password is too short, too long or too easy to guess.
    WeakPassword,
    /// The link was used, has expired, or never was one; the three are told apart nowhere.
    LinkGone,
    /// A name, an e-mail address or an origin is not of the expected form.
    BadField,
    /// The account would be left without an administrator.
    LastAdministrator,
    /// The store cannot answer now; retry after `retryMs`.
    Unavailable,
}

impl From<Rejected> for ErrorCode {
    fn from(reason: Rejected) -> Self {
        match reason {
            Rejected::Forbidden => Self::Forbidden,
            Rejected::TextLength => Self::TextLength,
            Rejected::ItemGone => Self::ItemGone,
            Rejected::IdTaken => Self::IdTaken,
            Rejected::BadSelection => Self::BadSelection,
            Rejected::BadMark => Self::BadMark,
            Rejected::NotShown => Self::NotShown,
            Rejected::BadAddress => Self::BadAddress,
            Rejected::LeadBusy => Self::LeadBusy,
            Rejected::NotYours => Self::NotYours,
            Rejected::Taken => Self::Taken,
            Rejected::Ended => Self::Ended,
            Rejected::Locked => Self::Locked,
            Rejected::TooLate => Self::TooLate,
            Rejected::BadCard => Self::BadField,
            Rejected::Full => Self::Full,
            Rejected::NotBegun => Self::NotFound,
        }
    }
}
