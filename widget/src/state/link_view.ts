/** @file The connection as people see it: short interruptions are not worth a word. */

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Socket } from '../net/socket';

/** What the bar above the composer says. */
export type LinkView =
  | { readonly kind: 'fine' }
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'ended'; readonly code: number };

/** An interruption shorter than this is not shown. */
const QUIET_MS = 800;

/** Watches a socket; `stop` ends it. */
export function watchLink(
  socket: Socket,
  onLine: () => boolean = () => navigator.onLine,
): { view: ReadonlySignal<LinkView>; stop: () => void } {
  const view = signal<LinkView>({ kind: 'fine' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const interrupted = (): LinkView => ({ kind: onLine() ? 'reconnecting' : 'offline' });

  const stop = effect(() => {
    const state = socket.state.value;
    switch (state.kind) {
      case 'idle':
      case 'live':
        clearTimeout(timer);
        timer = undefined;
        view.value = { kind: 'fine' };
        break;
      case 'ended':
        clearTimeout(timer);
        timer = undefined;
        view.value = { kind: 'ended', code: state.code };
        break;
      case 'connecting':
      case 'waiting':
        if (view.peek().kind !== 'fine') view.value = interrupted();
        else {
          timer ??= setTimeout(() => {
            view.value = interrupted();
          }, QUIET_MS);
        }
        break;
    }
  });
  return {
    view,
    stop: () => {
      clearTimeout(timer);
      stop();
    },
  };
}
