//! A camera's picture comes onto the strip: the same operation as from the visitor's own panel.

use std::sync::Arc;
use std::time::Duration;

use vitrine_shared::room::{AddItem, Command, Principal, Role};
use vitrine_shared::wire::devices::CameraItem;
use vitrine_shared::wire::{ErrorCode, ServerMessage};

use crate::app::App;
use crate::hub::{Outbox, RoomHandle, Submission};
use crate::people::PeopleError;
use crate::store::CameraRecord;

/// A commit takes milliseconds; after this the phone is told to try again, under the same name.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Who answers may change between reading the fence and the commit; hardly twice in a row.
const TRIES: usize = 3;

/// Puts a picture of this camera onto the strip of its conversation, once for each `cid`.
///
/// # Errors
/// `not_found` for a film and for a picture that this visitor has not uploaded for this
/// conversation, and what the rules of the room refuse.
pub async fn show_from_camera(
    app: &App,
    camera: &CameraRecord,
    wish: CameraItem,
) -> Result<(), PeopleError> {
    let (account, conversation) = (camera.visitor.account, camera.conversation);
    let media = app.store.find_media(account, wish.media).await?.ok_or(ErrorCode::NotFound)?;
    let own = media.source.starts_with(&format!("upload:{}:", camera.visitor.id));
    // A camera's page takes photographs; a film would lie on the strip as a picture that never comes.
    if media.conversation != Some(conversation) || !own || media.clip.is_some() {
        return Err(ErrorCode::NotFound.into());
    }
    let room = app.hub.room_of_visitor(&camera.visitor, conversation).await?;
    let room = room.ok_or(ErrorCode::LinkGone)?;
    let CameraItem { cid, item, title, show, .. } = wish;
    let size = Some(media.size);
    let command =
        Command::AddItem(AddItem { item, media: media.id, size, moving: None, title, show });
    let principal = Principal { participant: camera.visitor.id.into(), role: Role::Visitor };
    for _ in 0..TRIES {
        let reply_to = Outbox::new(None);
        let submission = Submission {
            principal,
            acl_epoch: room.lock().acl_epoch(),
            cid,
            command: command.clone(),
            reply_to: Some(Arc::clone(&reply_to)),
        };
        match answer(app, &room, submission, &reply_to).await {
            Err(ErrorCode::StaleAccess) => {}
            answered => return answered.map_err(Into::into),
        }
    }
    Err(ErrorCode::Unavailable.into())
}

async fn answer(
    app: &App,
    room: &Arc<RoomHandle>,
    submission: Submission,
    outbox: &Outbox,
) -> Result<(), ErrorCode> {
    app.hub.submit(room, submission);
    let answered = async {
        loop {
            outbox.woken().await;
            match outbox.take_replies().pop() {
                Some(ServerMessage::Nack(nack)) => return Err(nack.code),
                Some(_ack) => return Ok(()),
                None => {}
            }
        }
    };
    let within = tokio::time::timeout(ANSWER_WITHIN, answered).await;
    within.unwrap_or(Err(ErrorCode::Unavailable))
}
