/**
 * @file What a page keeps over a reload: the visitor's token and messages without an answer. Where
 * the browser blocks storage in a frame, it is kept in memory and says so.
 */

import { jsonOf, readStoredMessage, type StoredMessage } from './frame';

/** A string store that never throws. */
export interface Keep {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
  /** False when nothing survives a reload. */
  readonly lasting: boolean;
}

/** Keeps things in memory only. */
export function memoryKeep(): Keep {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => values.set(key, value),
    remove: (key) => values.delete(key),
    keys: () => [...values.keys()],
    lasting: false,
  };
}

/** Keeps things in `localStorage`, or in memory where that is blocked. */
export function lastingKeep(storage: () => Storage = () => localStorage): Keep {
  try {
    const store = storage();
    store.setItem('vitrine.probe', '1');
    store.removeItem('vitrine.probe');
    return {
      get: (key) => store.getItem(key),
      set: (key, value) => {
        try {
          store.setItem(key, value);
        } catch {
          // Full: what is on screen is still sent, it only would not survive a reload.
        }
      },
      remove: (key) => store.removeItem(key),
      keys: () => Object.keys(store),
      lasting: true,
    };
  } catch {
    return memoryKeep();
  }
}

/** Messages without an answer, each under its own key so that two tabs do not overwrite them. */
export interface KeptMessages {
  add(message: StoredMessage): void;
  drop(cid: string): void;
  /** Oldest first. */
  all(): StoredMessage[];
}

/** The kept messages of one conversation. */
export function keptMessages(keep: Keep, conversation: string): KeptMessages {
  const prefix = `vitrine.unsent.${conversation}.`;
  return {
    add: (message) => keep.set(prefix + message.cid, JSON.stringify(message)),
    drop: (cid) => keep.remove(prefix + cid),
    all: () =>
      keep
        .keys()
        .filter((key) => key.startsWith(prefix))
        .map((key) => readStoredMessage(jsonOf(keep.get(key) ?? '')))
        .filter((message) => message !== null)
        .sort((a, b) => a.at - b.at || (a.cid < b.cid ? -1 : 1)),
  };
}

/** Runs while no other tab of this origin runs something of the same name; at once without locks. */
export function oneTabAtATime<T>(name: string, run: () => Promise<T>): Promise<T> {
  // Browsers have no locks on pages that are not secure, and refuse them where storage is blocked.
  const locks = globalThis.navigator?.locks;
  if (!locks) return run();
  let begun = false;
  const once = () => {
    begun = true;
    return run();
  };
  return locks.request(name, once).catch((error) => {
    if (begun) throw error;
    return run();
  });
}
