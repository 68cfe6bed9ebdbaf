/**
 * @file The one socket of a page before anybody wants to chat: which page is looked at, and
 * whether somebody is there to answer. It carries no conversation and no token.
 */

import type {
  Cart,
  Invitation,
  PageFacts,
  PresenceFrame,
  Visit,
  VisitState,
} from '../wire/generated';

/** What the socket tells, as it stands at the moment. */
export interface PresenceFacts {
  readonly url: string;
  visit(): Visit;
  page(): { readonly pages: number; readonly page: PageFacts; readonly cart: Cart | null };
  /** Null until the panel was opened. */
  conversation(): string | null;
  readonly onStaffed: (staffed: boolean) => void;
  /** An agent invites the visitor; null when that was answered on another page. */
  readonly onInvitation: (invitation: Invitation | null) => void;
}

/** See {@link createPresence}. */
export interface Presence {
  /** The page or the cart changed. */
  page(): void;
  /** The panel speaks for a conversation. */
  conversation(): void;
  /** The visitor opened an invitation, or put it away. */
  answer(invitation: string, opened: boolean): void;
  /** Says everything anew, as after another visit began. */
  again(): void;
  stop(): void;
}

const BEAT_MS = 25_000;
const IDLE_MS = 120_000;
const AGAIN_MS = 2_000;
const LONGEST_MS = 60_000;
/** From here on the other side does not want us back. */
const TERMINAL_FROM = 4100;
const INPUTS = ['pointerdown', 'keydown', 'scroll', 'touchstart'];

/** Opens it and keeps it open. */
export function createPresence(facts: PresenceFacts): Presence {
  let socket: WebSocket | null = null;
  let tries = 0;
  let retry = 0;
  let idle = 0;
  let state: VisitState | null = null;
  let usedAt = Date.now();
  let said = '';

  function send(frame: PresenceFrame) {
    if (socket?.readyState === 1) socket.send(JSON.stringify(frame));
  }

  function tellPage(always: boolean) {
    const now = facts.page();
    const text = JSON.stringify(now);
    if (always || text !== said) send({ type: 'page', ...now });
    said = text;
  }

  function tellState() {
    const rest = usedAt + IDLE_MS - Date.now();
    const now = document.hidden ? 'away' : rest > 0 ? 'active' : 'idle';
    clearTimeout(idle);
    if (now === 'active') idle = window.setTimeout(tellState, rest + 1);
    if (now === state) return;
    state = now;
    send({ type: 'activity', state: now });
  }

  function tellConversation() {
    const conversation = facts.conversation();
    if (conversation !== null) send({ type: 'conversation', conversation });
  }

  function open() {
    if (socket) return;
    const mine = new WebSocket(facts.url);
    socket = mine;
    mine.onopen = () => {
      tries = 0;
      state = null;
      const visit = facts.visit();
      send({ type: 'visit', ...visit });
      const { pages, page, cart } = visit;
      said = JSON.stringify({ pages, page, cart });
      tellState();
      tellConversation();
    };
    mine.onmessage = ({ data }) => {
      try {
        const reply = JSON.parse(data);
        if (reply.type === 'inbox') facts.onStaffed(reply.staffed === true);
        if (reply.type === 'invitation_over') facts.onInvitation(null);
        if (reply.type !== 'invitation') return;
        const { invitation, name, text } = reply;
        const words = [invitation, name, text].every((one) => typeof one === 'string');
        if (words) facts.onInvitation({ invitation, name, text });
      } catch {
        // Nothing of ours.
      }
    };
    mine.onclose = ({ code }) => {
      if (socket !== mine) return;
      socket = null;
      if (code >= TERMINAL_FROM) return;
      const most = Math.min(AGAIN_MS * 2 ** tries, LONGEST_MS);
      tries += 1;
      // Spread, so that all pages of a shop do not come back at once.
      retry = window.setTimeout(open, most * (0.5 + Math.random() / 2));
    };
  }

  function close() {
    clearTimeout(retry);
    const before = socket;
    socket = null;
    before?.close();
  }

  function used() {
    usedAt = Date.now();
    if (state !== 'active') tellState();
  }

  const listeners: [EventTarget, string, () => void][] = [
    ...INPUTS.map((kind): [EventTarget, string, () => void] => [window, kind, used]),
    [document, 'visibilitychange', tellState],
    [window, 'pagehide', close],
    // Back from the browser's cache of pages.
    [window, 'pageshow', open],
  ];
  const options = { capture: true, passive: true };
  for (const [target, kind, act] of listeners) target.addEventListener(kind, act, options);
  const beat = window.setInterval(() => send({ type: 'beat' }), BEAT_MS);
  open();

  return {
    page: () => tellPage(false),
    conversation: tellConversation,
    answer: (invitation, opened) => send({ type: 'invitation', invitation, opened }),
    again: () => {
      close();
      open();
    },
    stop: () => {
      for (const [target, kind, act] of listeners) target.removeEventListener(kind, act, options);
      clearInterval(beat);
      clearTimeout(idle);
      close();
    },
  };
}
