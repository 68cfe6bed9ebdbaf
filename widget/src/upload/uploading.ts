/** @file What a conversation needs to take pictures: the desk where they are chosen, the queue. */

import type { Api } from '../net/api';
import { newId } from '../net/ids';
import { createUploadDoors } from '../net/uploads';
import type { Conversation } from '../state/conversation';
import { createUploads, type Uploads } from '../state/uploads';
import { createDesk, type Desk } from './desk';
import { openFile, prepare, type Sender } from './prepare';

/** See {@link uploadingOf}. */
export interface Uploading {
  readonly desk: Desk;
  readonly uploads: Uploads;
}

/** What pictures are put onto: a conversation, or what stands for one. */
export type Target = Pick<Conversation, 'id' | 'op'>;

/** One for each conversation: a picture on its way outlives the stage being put away. */
const known = new WeakMap<Target, Uploading>();

/** The one of a conversation. */
export function uploadingOf(conversation: Target, api: Api, sender: Sender): Uploading {
  let found = known.get(conversation);
  if (!found) {
    const uploads = createUploads({
      doors: createUploadDoors(api),
      conversation: conversation.id,
      op: conversation.op,
      newId,
    });
    const open = (file: File) => openFile(file, sender);
    found = { uploads, desk: createDesk({ hand: uploads.add, open, make: prepare }) };
    known.set(conversation, found);
  }
  return found;
}
