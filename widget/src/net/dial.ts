/** @file One WebSocket behind the few calls we make on it. The only user of `WebSocket`. */

/** What happens on a socket. */
export interface WireEvents {
  open(): void;
  message(text: string): void;
  /** Code 1006 when there was no proper goodbye. */
  close(code: number): void;
}

/** An open or opening socket. */
export interface Wire {
  send(text: string): void;
  close(code: number): void;
  /** Bytes handed over and not sent yet. */
  buffered(): number;
}

/** Opens a socket. */
export type Dial = (url: string, events: WireEvents) => Wire;

/** Opens a real one. */
export const dial: Dial = (url, events) => {
  const socket = new WebSocket(url);
  socket.addEventListener('open', () => events.open());
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') events.message(data);
  });
  socket.addEventListener('close', ({ code }) => events.close(code));
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: (code) => socket.close(code),
    buffered: () => socket.bufferedAmount,
  };
};

/** Address of the socket on the server this page came from. */
export function socketUrl(page: Location = location): string {
  return `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/v1/socket`;
}
