/** @file Who can be invited, and what is said of it. @vitest-environment happy-dom */

import { expect, test } from 'vitest';
import greetings from '../i18n/invitation_words.json';
import {
  INVITATION_CHARS,
  INVITATION_PAUSE_MS,
  type InvitationStep,
  type VisitorRow,
} from '../wire/generated';
import { invitationWords, mayInvite } from './invitations';

const AT = 1_000_000;
const row = (step: InvitationStep | null, conversation: string | null = null): VisitorRow => ({
  visit: 'visit',
  page: { url: 'https://shop.example/', title: 'Shop', language: 'en', product: null },
  cart: null,
  since: AT,
  pages: 1,
  tabs: 1,
  referrer: null,
  state: 'active',
  consent: true,
  conversation,
  name: null,
  assignee: null,
  picture: null,
  invitation: step && { invitation: 'i', by: 'ana', name: 'Ana', at: AT, step },
});

test('pr7 who has not answered may be invited again after ten minutes', () => {
  expect(mayInvite(row(null), AT)).toBe(true);
  expect(mayInvite(row(null, 'room'), AT)).toBe(false);
  expect(mayInvite(row('invited'), AT + INVITATION_PAUSE_MS - 1)).toBe(false);
  expect(mayInvite(row('invited'), AT + INVITATION_PAUSE_MS)).toBe(true);
  expect(mayInvite(row('expired'), AT + 3 * INVITATION_PAUSE_MS)).toBe(true);
  expect(mayInvite(row('dismissed'), AT + 9 * INVITATION_PAUSE_MS)).toBe(false);
});

test('the agent reads how far an invitation is', () => {
  expect(invitationWords(row(null), AT)).toBeNull();
  expect(invitationWords(row('invited'), AT)).toBe('Invited by Ana just now');
  expect(invitationWords(row('invited'), AT + 125_000)).toBe('Invited by Ana 2 minutes ago');
  expect(invitationWords(row('dismissed'), AT)).toBe('Put the invitation away');
  expect(invitationWords(row('expired'), AT)).toBe('Did not answer the invitation');
  expect(invitationWords(row('opened'), AT)).toBe('Opened the invitation');
  expect(invitationWords(row('opened', 'room'), AT)).toBeNull();
});

test('the words to begin with fit into an invitation', () => {
  for (const words of Object.values(greetings)) {
    expect([...words].length).toBeLessThanOrEqual(INVITATION_CHARS);
  }
});
