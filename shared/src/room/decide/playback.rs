//! Playing together: play, pause, seek, rate, and waiting for somebody.

use super::{Principal, Rejected};
use crate::ids::{ItemId, MediaId};
use crate::limits;
use crate::room::command::{AddPlayer, GoOn, HoldPlayback};
use crate::room::event::{EventBody, ItemAdded, PlaybackChanged};
use crate::room::live::Live;
use crate::room::playback::{Moving, Playback, PlaybackCause, PlaybackWait};
use crate::room::state::{MediaSize, Role, RoomState};
use crate::time::UnixMillis;

/// The shape of a player that tells none.
const PLAYER_SIZE: MediaSize = MediaSize { width: 1_920, height: 1_080 };

/// What is known when a playback is to change.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) state: &'a RoomState,
    pub(super) live: &'a Live,
    pub(super) now: UnixMillis,
}

impl<'a> Scene<'a> {
    /// The playback of a moving item on the stage, its position now and its end.
    fn shown(&self, id: ItemId) -> Result<(&'a Playback, u32, u32), Rejected> {
        let shown = self.state.shown.contains(&id).then(|| self.state.item(id)).flatten();
        let item = shown.ok_or(Rejected::NotShown)?;
        let (Some(moving), Some(playback)) = (&item.moving, &item.playback) else {
            return Err(Rejected::NotShown);
        };
        let end = moving.end_ms();
        Ok((playback, playback.target(self.now, end), end))
    }

    /// When all begin together, if they do so now.
    fn soon(&self, item: ItemId) -> UnixMillis {
        UnixMillis(self.now.0 + self.live.audience.notice_ms(item))
    }
}

pub(super) fn add(
    state: &RoomState,
    role: Role,
    add: &AddPlayer,
) -> Result<Vec<EventBody>, Rejected> {
    if !add.allowed {
        return Err(Rejected::Forbidden);
    }
    if !add.provider.names(&add.video) {
        return Err(Rejected::BadAddress);
    }
    super::items::put_on_strip(
        state,
        role,
        ItemAdded {
            item: add.item,
            // There is no file behind it; the id names none, because ids are never given twice.
            media: MediaId(add.item.0),
            size: PLAYER_SIZE,
            title: add.title.clone(),
            moving: Some(Moving::Player { provider: add.provider, video: add.video.clone() }),
        },
        add.show,
    )
}

pub(super) fn play(scene: Scene<'_>, item: ItemId) -> Result<Vec<EventBody>, Rejected> {
    let (playback, pos, end) = scene.shown(item)?;
    if playback.playing && pos < end {
        return Ok(vec![]);
    }
    let who = scene.live.audience.late(scene.state, item);
    let (at, waiting) = if who.is_empty() {
        (scene.soon(item), None)
    } else {
        let until = UnixMillis(scene.now.0 + limits::PLAY_WAIT_MS);
        (scene.now, Some(PlaybackWait { who, until }))
    };
    let pos_ms = if pos < end { pos } else { 0 };
    let next = Playback { playing: true, pos_ms, at, waiting, ..playback.clone() };
    Ok(changed(item, next, PlaybackCause::Play))
}

/// Pauses at the frame the person saw, so that everybody sees it (VD3). A claim further away than
/// the network explains is not believed.
pub(super) fn pause(
    scene: Scene<'_>,
    principal: &Principal,
    item: ItemId,
    seen_ms: u32,
) -> Result<Vec<EventBody>, Rejected> {
    let (playback, pos, end) = scene.shown(item)?;
    if !playback.playing {
        return Ok(vec![]);
    }
    let way = scene.live.audience.rtt_ms(principal.participant).min(limits::PAUSE_RTT_MS) / 2;
    let near = seen_ms.abs_diff(pos) <= limits::PAUSE_NEAR_MS + way;
    let pos_ms = if near { seen_ms.min(end) } else { pos };
    let (at, waiting) = (scene.now, None);
    let next = Playback { playing: false, pos_ms, at, waiting, ..playback.clone() };
    Ok(changed(item, next, PlaybackCause::Pause))
}

pub(super) fn seek(scene: Scene<'_>, item: ItemId, to_ms: u32) -> Result<Vec<EventBody>, Rejected> {
    let (playback, pos, end) = scene.shown(item)?;
    let pos_ms = to_ms.min(end);
    if !playback.playing && pos_ms == pos {
        return Ok(vec![]);
    }
    let runs = playback.playing && playback.waiting.is_none();
    let at = if runs { scene.soon(item) } else { scene.now };
    Ok(changed(item, Playback { pos_ms, at, ..playback.clone() }, PlaybackCause::Seek))
}

pub(super) fn set_rate(
    scene: Scene<'_>,
    item: ItemId,
    rate: u32,
) -> Result<Vec<EventBody>, Rejected> {
    let (playback, pos_ms, _) = scene.shown(item)?;
    let (slow, fast) = limits::RATES;
    let rate = rate.clamp(slow, fast);
    if rate == playback.rate {
        return Ok(vec![]);
    }
    // One that is about to begin still begins at its time.
    let at = playback.at.max(scene.now);
    Ok(changed(item, Playback { rate, pos_ms, at, ..playback.clone() }, PlaybackCause::Rate))
}

/// The server found somebody's video stalled. Nobody goes back for it.
pub(super) fn hold(scene: Scene<'_>, hold: &HoldPlayback) -> Result<Vec<EventBody>, Rejected> {
    let (playback, pos_ms, end) = scene.shown(hold.item)?;
    let runs = playback.playing && playback.waiting.is_none() && pos_ms < end;
    if playback.rev != hold.rev || !runs || hold.who.is_empty() {
        return Ok(vec![]);
    }
    let until = UnixMillis(scene.now.0 + limits::STALL_WAIT_MS);
    let waiting = Some(PlaybackWait { who: hold.who.clone(), until });
    let next = Playback { pos_ms, at: scene.now, waiting, ..playback.clone() };
    Ok(changed(hold.item, next, PlaybackCause::Wait))
}

/// The server found that all are ready, or that the wait was long enough.
pub(super) fn go_on(scene: Scene<'_>, go_on: &GoOn) -> Result<Vec<EventBody>, Rejected> {
    let (playback, pos_ms, _) = scene.shown(go_on.item)?;
    if playback.rev != go_on.rev || playback.waiting.is_none() {
        return Ok(vec![]);
    }
    let (at, waiting) = (scene.soon(go_on.item), None);
    let next = Playback { pos_ms, at, waiting, ..playback.clone() };
    Ok(changed(go_on.item, next, PlaybackCause::GoOn))
}

/// Pauses what plays and will not be on the stage any more: where it stands is where it is found
/// again. Goes in front of the event that takes it off.
pub(super) fn leave(
    state: &RoomState,
    now: UnixMillis,
    stays: impl Fn(ItemId) -> bool,
) -> Vec<EventBody> {
    let gone = state.items.iter().filter(|item| !stays(item.id));
    let plays = gone.filter_map(|item| {
        let (moving, playback) = (item.moving.as_ref()?, item.playback.as_ref()?);
        playback.playing.then(|| {
            let pos_ms = playback.target(now, moving.end_ms());
            let waiting = None;
            let next = Playback { playing: false, pos_ms, at: now, waiting, ..playback.clone() };
            (item.id, next)
        })
    });
    plays.flat_map(|(item, next)| changed(item, next, PlaybackCause::Left)).collect()
}

fn changed(item: ItemId, next: Playback, cause: PlaybackCause) -> Vec<EventBody> {
    let Playback { playing, rate, pos_ms, at, waiting, rev: _ } = next;
    let event = PlaybackChanged { item, playing, rate, pos_ms, at, waiting, cause };
    vec![EventBody::PlaybackChanged(event)]
}
