/** @file The doors of staff: who is signed in, people, sites, the audit log. */

import type {
  AcceptLink,
  AgentInfo,
  Agents,
  AuditPage,
  AuditVerdict,
  ChangePassword,
  CreatedIdentityKey,
  EndedConversations,
  IdentityKeys,
  InboxDetails,
  Inboxes,
  InvitationState,
  ListRow,
  Me,
  NewAgent,
  NewIdentityKey,
  NewInbox,
  NewInvitation,
  OneTimeLink,
  PageProduct,
  PatchAgent,
  PatchInbox,
  PatchMe,
  Sessions,
  Setup,
  SetupState,
  SignIn,
  VisitorConversations,
  VisitorDetails,
} from '../wire/generated';
import type { Api } from './api';
import {
  readAgent,
  readAgents,
  readAuditPage,
  readCreatedKey,
  readEndedConversations,
  readIdentityKeys,
  readInbox,
  readInboxes,
  readInvitationState,
  readMe,
  readNothing,
  readOneTimeLink,
  readPageProduct,
  readSessions,
  readSetupState,
  readVerdict,
  readVisitorConversations,
  readVisitorDetails,
} from './frame';

/** What a one-time link is for. */
export type LinkKind = 'invitations' | 'password-resets';

/** All of them; each rejects with `Refused`. */
export interface StaffDoors {
  setupState(): Promise<SetupState>;
  setUp(setup: Setup): Promise<Me>;
  signIn(proof: SignIn): Promise<Me>;
  signOut(): Promise<true>;
  me(): Promise<Me>;
  patchMe(patch: PatchMe): Promise<Me>;
  changePassword(change: ChangePassword): Promise<true>;
  sessions(): Promise<Sessions>;
  endSession(id: string): Promise<true>;
  /** Ends every session but this one. */
  endOtherSessions(): Promise<true>;
  agents(): Promise<Agents>;
  addAgent(agent: NewAgent): Promise<AgentInfo>;
  patchAgent(id: string, patch: Partial<PatchAgent>): Promise<AgentInfo>;
  makeLink(kind: LinkKind, agent: string): Promise<OneTimeLink>;
  acceptLink(kind: LinkKind, accept: AcceptLink): Promise<Me>;
  inboxes(): Promise<Inboxes>;
  addInbox(inbox: NewInbox): Promise<InboxDetails>;
  patchInbox(id: string, patch: Partial<PatchInbox>): Promise<InboxDetails>;
  identityKeys(inbox: string): Promise<IdentityKeys>;
  addIdentityKey(inbox: string, key: NewIdentityKey): Promise<CreatedIdentityKey>;
  removeIdentityKey(inbox: string, key: string): Promise<true>;
  /** Entries before this number, newest first; the newest of all without one. */
  audit(before: number | null): Promise<AuditPage>;
  verifyAudit(): Promise<AuditVerdict>;
  /** Ended conversations below this row of the list. */
  endedBefore(last: Pick<ListRow, 'activeAt' | 'conversation'>): Promise<EndedConversations>;
  visitor(id: string): Promise<VisitorDetails>;
  /** What the page of its visitor is about. */
  pageProduct(conversation: string): Promise<PageProduct>;
  inviteVisitor(visit: string, invitation: NewInvitation): Promise<InvitationState>;
  /** Conversations before this one, newest first; the newest of all without one. */
  conversationsOf(visitor: string, before: string | null): Promise<VisitorConversations>;
}

/** The doors behind `api`. */
export function staffDoors(api: Api): StaffDoors {
  const of = (path: string, ...ids: string[]) => [path, ...ids.map(encodeURIComponent)].join('/');
  const keysOf = (inbox: string) => `${of('/v1/inboxes', inbox)}/identity-keys`;
  return {
    setupState: () => api.get('/v1/setup', readSetupState),
    setUp: (setup) => api.post('/v1/setup', setup, readMe),
    signIn: (proof) => api.post('/v1/session', proof, readMe),
    signOut: () => api.delete('/v1/session'),
    me: () => api.get('/v1/me', readMe),
    patchMe: (patch) => api.patch('/v1/me', patch, readMe),
    changePassword: (change) => api.post('/v1/me/password', change, readNothing),
    sessions: () => api.get('/v1/sessions', readSessions),
    endSession: (id) => api.delete(of('/v1/sessions', id)),
    endOtherSessions: () => api.delete('/v1/sessions'),
    agents: () => api.get('/v1/agents', readAgents),
    addAgent: (agent) => api.post('/v1/agents', agent, readAgent),
    patchAgent: (id, patch) => api.patch(of('/v1/agents', id), patch, readAgent),
    makeLink: (kind, agent) => api.post(`/v1/${kind}`, { agent }, readOneTimeLink),
    acceptLink: (kind, accept) => api.post(`/v1/${kind}/accept`, accept, readMe),
    inboxes: () => api.get('/v1/inboxes', readInboxes),
    addInbox: (inbox) => api.post('/v1/inboxes', inbox, readInbox),
    patchInbox: (id, patch) => api.patch(of('/v1/inboxes', id), patch, readInbox),
    identityKeys: (inbox) => api.get(keysOf(inbox), readIdentityKeys),
    addIdentityKey: (inbox, key) => api.post(keysOf(inbox), key, readCreatedKey),
    removeIdentityKey: (inbox, key) => api.delete(of(keysOf(inbox), key)),
    audit: (before) =>
      api.get(`/v1/audit${before === null ? '' : `?before=${before}`}`, readAuditPage),
    inviteVisitor: (visit, invitation) =>
      api.post(`${of('/v1/visits', visit)}/invitations`, invitation, readInvitationState),
    endedBefore: ({ activeAt, conversation }) => {
      const query = new URLSearchParams({ at: String(activeAt), before: conversation });
      return api.get(`/v1/conversations?${query}`, readEndedConversations);
    },
    pageProduct: (id) => api.get(`${of('/v1/conversations', id)}/product`, readPageProduct),
    visitor: (id) => api.get(of('/v1/visitors', id), readVisitorDetails),
    conversationsOf: (visitor, before) => {
      const query = before === null ? '' : `?before=${encodeURIComponent(before)}`;
      return api.get(
        `${of('/v1/visitors', visitor)}/conversations${query}`,
        readVisitorConversations,
      );
    },
    verifyAudit: () => api.post('/v1/audit/verify', {}, readVerdict),
  };
}
