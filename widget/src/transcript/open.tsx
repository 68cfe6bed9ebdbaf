/** @file Opens the transcript of a conversation over whatever page there is. */

import { render } from 'preact';
import { loadTranscriptTexts, transcriptText as say } from '../i18n/transcript';
import type { Api } from '../net/api';
import type { MediaCache } from '../net/media_cache';
import { recordDoors } from '../net/record';
import { createFilm } from '../state/film';
import { colour } from '../state/people';
import { readRecord } from '../state/record';
import { isStaff } from '../state/staff';
import { participantColour } from '../ui/participants';
import type { ConversationId } from '../wire/generated';
import { Transcript } from './Transcript';
import './transcript.css';

/** See {@link openTranscript}. */
export interface TranscriptOptions {
  readonly api: Api;
  readonly media: MediaCache;
  readonly conversation: ConversationId;
  /** The reader, who is "you". */
  readonly me: string;
  readonly shop: string;
  /** Staff may have the private notes in it. */
  readonly staff: boolean;
}

/** Reads it and shows it until it is closed; rejects with `Refused`. */
export async function openTranscript(options: TranscriptOptions): Promise<void> {
  const { api, media, conversation, me, shop, staff } = options;
  const [record] = await Promise.all([
    readRecord(recordDoors(api), conversation, { staff, views: false }),
    loadTranscriptTexts(),
  ]);
  const film = createFilm(record);
  const { participants } = film.stateAfter(record.steps.length);
  const nameOf = (id: string) => {
    // Staff hands it on: there, nobody is "you".
    if (id === me && !staff) return say('transcript.you');
    const person = record.people.find((one) => one.id === id);
    const words = person && isStaff(person.role) ? 'transcript.agent' : 'transcript.visitor';
    return person?.name ?? say(words);
  };
  const root = document.createElement('div');
  root.className = 'transcript-root';
  document.body.append(root);
  const opener = document.activeElement;
  render(
    <Transcript
      shop={shop}
      record={record}
      nameOf={nameOf}
      colourOf={(id) => participantColour(colour(participants, [], id))}
      bitmap={media.bitmap}
      mayHaveNotes={staff}
      onClose={() => {
        render(null, root);
        root.remove();
        if (opener instanceof HTMLElement) opener.focus();
      }}
    />,
    root,
  );
}
