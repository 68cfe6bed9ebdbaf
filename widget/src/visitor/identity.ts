/**
 * @file Who the visitor of this device is: a token in the frame's own store, another one after the
 * shop has signed who it is, and none after `reset`. All tabs follow.
 */

import type { Api } from '../net/api';
import { readVisitorToken } from '../net/frame';
import { type Keep, oneTabAtATime } from '../net/keep';
import type { Auth } from '../wire/generated';

/** See {@link createIdentity}. */
export interface Identity {
  /** The proof for the socket; makes a visitor if there is none yet. */
  auth(): Promise<Auth>;
  /** The token was not accepted. */
  renew(): boolean;
  token(): string | null;
  /** The shop's word; rejects with `Refused`. */
  identify(jwt: string): Promise<void>;
  /** Everything of this visitor leaves the device. */
  forget(): void;
  /** Another tab has another token, or none any more. */
  onChange(listener: (token: string | null) => void): void;
}

const OURS = 'vitrine.';

/** Keeps the token under `name`. */
export function createIdentity(api: () => Api, keep: Keep, inbox: string, name: string): Identity {
  let used = '';

  async function known(): Promise<string> {
    const kept = keep.get(name);
    if (kept !== null) return kept;
    const { token } = await api().post('/v1/visitors', { inbox }, readVisitorToken);
    keep.set(name, token);
    return keep.get(name) ?? token;
  }

  return {
    // Two tabs that become a visitor at the same moment become the same one.
    auth: () =>
      oneTabAtATime(name, async () => {
        used = await known();
        return { visitor: used };
      }),
    renew: () => {
      // Another tab may have another one by now.
      if (keep.get(name) === used) keep.remove(name);
      return true;
    },
    token: () => keep.get(name),
    identify: (jwt) =>
      oneTabAtATime(name, async () => {
        await known();
        const { token } = await api().post('/v1/visitor/identify', { jwt }, readVisitorToken);
        keep.set(name, token);
      }),
    forget: () => {
      used = '';
      for (const key of keep.keys()) if (key.startsWith(OURS)) keep.remove(key);
    },
    onChange: (listener) => {
      window.addEventListener('storage', ({ key, newValue }) => {
        if ((key === name || key === null) && newValue !== used) listener(newValue);
      });
    },
  };
}
