//! The picture of the stage that goes with a mail.

use bytes::Bytes;

use crate::app::App;
use crate::media::Variant;
use crate::store::{DueMail, StoreResult};

/// The bytes of the still, a JPEG, if there is one and what it shows is still on the strip.
pub(super) async fn still_of(app: &App, mail: &DueMail) -> StoreResult<Option<Bytes>> {
    let Some((media, item)) = mail.still else { return Ok(None) };
    // Read from the log and not from memory: another node may have removed the picture.
    let room = app.store.load_room(mail.account, mail.conversation).await?;
    if room.is_none_or(|room| room.state.item(item).is_none()) {
        return Ok(None);
    }
    let Some(record) = app.store.find_media(mail.account, media).await? else { return Ok(None) };
    let own = record.conversation == Some(mail.conversation);
    if !own || !record.ready {
        return Ok(None);
    }
    // A mail without its picture is better than none.
    let read = app.media.read(&record, Variant::Full).await.ok();
    Ok(read.filter(|(_, kind)| *kind == "image/jpeg").map(|(bytes, _)| bytes))
}
