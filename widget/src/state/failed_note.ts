/** @file Why a message was not sent, as a key of the catalogues. */

import type { Messages } from './messages';

/** The words for one refused message. */
export function failedNote(messages: Messages, cid: string) {
  const code = messages.unsaid.find((one) => one.cid === cid)?.refused;
  if (code === 'full') return 'message.failed.full';
  if (code === 'text_length' || code === 'too_big') return 'message.failed.length';
  if (code === 'ended') return 'message.failed.ended';
  return 'message.failed';
}
