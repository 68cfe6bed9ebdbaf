//! Invitations of visitors whose panel was never opened (PR6, PR7).
//!
//! They live in memory with the visits: an invitation is of the moment, and what was put away is
//! remembered no longer than a visit lasts.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::watch;
use vitrine_shared::ids::{AccountId, ClientId, ConversationId, InvitationId, VisitId};
use vitrine_shared::limits::{INVITATION_LIFE_MS, INVITATION_PAUSE_MS};
use vitrine_shared::room::Principal;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{ErrorCode, Invitation, InvitationState, InvitationStep};

use super::{AccountVisits, Followed, Tab, Visits};

/// Somebody who comes back within this time is on the same visit, in milliseconds; the loader
/// keeps the name of a visit as long.
const REMEMBERED_MS: i64 = 30 * 60 * 1_000;

/// What the pages of a visit show.
pub type Offer = Option<Arc<Invitation>>;

/// Who invites whom, with which words.
#[derive(Clone, Debug)]
pub struct Inviting {
    /// Its name.
    pub id: InvitationId,
    /// Who invites.
    pub by: Principal,
    /// Their name.
    pub name: String,
    /// The words.
    pub text: String,
}

/// The words of an invitation that was opened, to be said in the conversation of the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// Where.
    pub conversation: ConversationId,
    /// By whom.
    pub by: Principal,
    /// Their name.
    pub name: String,
    /// The words.
    pub text: String,
    /// The name of the operation, so that it happens once.
    pub cid: ClientId,
}

#[derive(Debug)]
struct Invited {
    inviting: Inviting,
    at: UnixMillis,
    step: InvitationStep,
    /// Its words were handed over to be said.
    said: bool,
}

impl Invited {
    fn state(&self) -> InvitationState {
        InvitationState {
            invitation: self.inviting.id,
            by: self.inviting.by.participant,
            name: self.inviting.name.clone(),
            at: self.at,
            step: self.step,
        }
    }

    fn offer(&self) -> Offer {
        let Inviting { id, name, text, .. } = &self.inviting;
        let invitation = Invitation { invitation: *id, name: name.clone(), text: text.clone() };
        (self.step == InvitationStep::Invited).then(|| Arc::new(invitation))
    }

    /// Why another one is refused at `now`.
    fn stands_in_the_way(&self, other: &Inviting, now: UnixMillis) -> Option<ErrorCode> {
        let pause = now.since(self.at) < INVITATION_PAUSE_MS;
        match self.step {
            InvitationStep::Dismissed => Some(ErrorCode::Ended),
            _ if !pause => None,
            InvitationStep::Invited if self.inviting.by.participant != other.by.participant => {
                Some(ErrorCode::Taken)
            }
            InvitationStep::Invited | InvitationStep::Opened | InvitationStep::Expired => {
                Some(ErrorCode::Rate)
            }
        }
    }
}

/// The last invitation of each visit.
#[derive(Debug, Default)]
pub(super) struct Invitations(HashMap<VisitId, Invited>);

impl Invitations {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts what is remembered of a visit into its row, when it comes back.
    pub(super) fn recall(&self, id: VisitId, visit: &mut Followed) {
        if let Some(invited) = self.0.get(&id) {
            visit.row.invitation = Some(invited.state());
            visit.offer.send_replace(invited.offer());
        }
    }

    /// Takes off the pages what nobody has answered in its time; the visits whose row changed.
    pub(super) fn expire(&mut self, now: UnixMillis) -> Vec<VisitId> {
        let due = |invited: &Invited| {
            invited.step == InvitationStep::Invited && now.since(invited.at) >= INVITATION_LIFE_MS
        };
        let expired = self.0.iter_mut().filter(|(_, invited)| due(invited));
        let expired = expired.map(|(visit, invited)| {
            invited.step = InvitationStep::Expired;
            *visit
        });
        expired.collect()
    }

    /// Forgets those of visits that have ended.
    pub(super) fn forget(&mut self, here: impl Fn(VisitId) -> bool, now: UnixMillis) {
        self.0.retain(|visit, invited| here(*visit) || now.since(invited.at) < REMEMBERED_MS);
    }
}

impl Visits {
    /// Invites the visitor of a visit; a repeat under the same name changes nothing.
    ///
    /// # Errors
    /// `not_found`, `taken`, `rate` or `ended`, see [`vitrine_shared::wire::NewInvitation`].
    pub fn invite(
        &self,
        account: AccountId,
        id: VisitId,
        inviting: Inviting,
        now: UnixMillis,
    ) -> Result<InvitationState, ErrorCode> {
        self.with(account, |account| {
            let AccountVisits { visits, invitations, changed, .. } = account;
            let visit = visits.get_mut(&id).ok_or(ErrorCode::NotFound)?;
            if let Some(before) = invitations.0.get(&id) {
                if before.inviting.id == inviting.id {
                    return Ok(before.state());
                }
                if let Some(refused) = before.stands_in_the_way(&inviting, now) {
                    return Err(refused);
                }
            }
            if visit.row.conversation.is_some() {
                return Err(ErrorCode::Taken);
            }
            let step = InvitationStep::Invited;
            let invited = Invited { inviting, at: now, step, said: false };
            let state = invited.state();
            invitations.0.insert(id, invited);
            invitations.recall(id, visit);
            *changed = true;
            Ok(state)
        })
    }

    /// What this page shall show, as it changes; `None` for a visit that is not followed.
    #[must_use]
    pub fn offer(&self, tab: Tab) -> Option<watch::Receiver<Offer>> {
        self.with(tab.account, |account| {
            account.visits.get(&tab.visit).map(|visit| visit.offer.subscribe())
        })
    }

    /// The visitor has answered; an answer to anything but the last invitation is passed over. One
    /// whose time ended while it was pressed is opened all the same: the words were read.
    pub fn answer(&self, tab: Tab, id: InvitationId, opened: bool) {
        self.with(tab.account, |account| {
            let AccountVisits { visits, invitations, changed, .. } = account;
            let Some(invited) = invitations.0.get_mut(&tab.visit) else { return };
            let waits = match invited.step {
                InvitationStep::Invited => true,
                InvitationStep::Expired => opened,
                InvitationStep::Opened | InvitationStep::Dismissed => false,
            };
            if invited.inviting.id != id || !waits {
                return;
            }
            invited.step = if opened { InvitationStep::Opened } else { InvitationStep::Dismissed };
            if let Some(visit) = visits.get_mut(&tab.visit) {
                invitations.recall(tab.visit, visit);
                *changed = true;
            }
        });
    }

    /// The words to say in the conversation of a visit whose invitation was opened; given once.
    #[must_use]
    pub fn greeting(&self, tab: Tab) -> Option<Greeting> {
        self.with(tab.account, |account| {
            let conversation = account.visits.get(&tab.visit)?.row.conversation?;
            let invited = account.invitations.0.get_mut(&tab.visit)?;
            if invited.step != InvitationStep::Opened || invited.said {
                return None;
            }
            invited.said = true;
            let Inviting { id, by, name, text } = invited.inviting.clone();
            Some(Greeting { conversation, by, name, text, cid: ClientId(id.0) })
        })
    }
}
