/**
 * @file The service as a view's state needs it: stands in for `fetch` and `WebSocket` of this page,
 * so that the real pages run to the last line, and says only what its state says.
 */

import type { ClientMessage, ServerMessage } from '../wire/generated';

/** What a socket does. */
export type Line =
  /** Answers like the service. */
  | 'live'
  /** Never answers. */
  | 'silent'
  /** Answers, and breaks when everything has been said; afterwards it is silent. */
  | 'cut'
  /** Closes with this code instead of a welcome. */
  | number;

/** An answer of a door: a JSON body, or a refusal. */
export type Answer =
  | { readonly body: unknown }
  | { readonly blob: Blob }
  | { readonly status: number; readonly code: string; readonly retryAfterS?: number }
  | 'never';

/** A door that looks at what is asked for. */
export type Door = (path: string, query: URLSearchParams) => Answer | Promise<Answer>;

/** What the service says in one state. */
export interface Script {
  readonly line: Line;
  /** The code a cut line closes with; 1006 is a cable that was pulled. */
  readonly cutBy: number;
  /** By method and path without its query, such as `GET /v1/me`. */
  readonly doors: Readonly<Record<string, Answer | Door>>;
  /** What is said to a frame of the page; the handshake too. */
  readonly hears: (message: ClientMessage) => readonly ServerMessage[];
  /** Whether the device has a network. */
  readonly onLine: boolean;
}

/** Frames are cut this long after the first answer, when all of them are through. */
const CUT_MS = 60;

function answerOf(script: Script, method: string, url: string): Promise<Answer> | Answer {
  const { pathname: path, searchParams } = new URL(url, location.href);
  const exact = script.doors[`${method} ${path}`];
  const below = Object.entries(script.doors).find(
    ([door]) => door.endsWith('/*') && `${method} ${path}`.startsWith(door.slice(0, -1)),
  )?.[1];
  const found = exact ?? below ?? { status: 404, code: 'not_found' };
  return typeof found === 'function' ? found(path, searchParams) : found;
}

function respond(answer: Exclude<Answer, 'never'>): Response {
  if ('blob' in answer) return new Response(answer.blob);
  if ('body' in answer) return Response.json(answer.body);
  const headers = new Headers();
  if (answer.retryAfterS !== undefined) headers.set('Retry-After', String(answer.retryAfterS));
  const { status, code } = answer;
  return Response.json({ code, request: '0' }, { status, headers });
}

/** Takes the place of the network. */
export function standIn(script: Script): void {
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => script.onLine });

  window.fetch = async (input, init) => {
    const request = new Request(input, init);
    const answer = await answerOf(script, request.method, request.url);
    if (answer === 'never') return new Promise<Response>(() => undefined);
    return respond(answer);
  };

  let cut = false;
  class Socket extends EventTarget {
    static readonly OPEN = 1;
    readyState = 0;
    readonly bufferedAmount = 0;

    constructor() {
      super();
      if (script.line === 'silent' || cut) return;
      queueMicrotask(() => {
        this.readyState = Socket.OPEN;
        this.dispatchEvent(new Event('open'));
      });
    }

    send(text: string) {
      const message: ClientMessage = JSON.parse(text);
      if (typeof script.line === 'number') {
        const { line } = script;
        queueMicrotask(() => this.#end(line));
        return;
      }
      for (const said of script.hears(message)) this.#say(said);
      if (script.line === 'cut' && message.type === 'open')
        setTimeout(() => this.#end(script.cutBy), CUT_MS);
    }

    close() {
      this.readyState = 3;
    }

    #say(message: ServerMessage) {
      queueMicrotask(() => {
        this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
      });
    }

    #end(code: number) {
      if (this.readyState !== Socket.OPEN) return;
      cut = true;
      this.readyState = 3;
      this.dispatchEvent(new CloseEvent('close', { code }));
    }
  }
  Object.defineProperty(window, 'WebSocket', { configurable: true, value: Socket });
}
