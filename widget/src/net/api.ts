/** @file The HTTP doors. The only user of `fetch`. */

import { errorCode, jsonOf, type Read, readNothing } from './frame';
import { Refused } from './refused';

/** Doors of the service this page came from. */
export interface Api {
  get<T>(path: string, read: Read<T>): Promise<T>;
  post<T>(path: string, body: object, read: Read<T>): Promise<T>;
  patch<T>(path: string, body: object, read: Read<T>): Promise<T>;
  delete(path: string): Promise<true>;
  /** Anything else, such as raw bytes. */
  send<T>(method: string, path: string, options: SendOptions, read: Read<T>): Promise<T>;
  /** A picture's bytes. */
  blob(path: string): Promise<Blob>;
  /** The bytes at an address that was signed, without saying who asks; `stop` ends it early. */
  signed(address: string, stop: AbortSignal): Promise<Blob>;
}

/** What goes with a request. */
export interface SendOptions {
  readonly body?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the request early. */
  readonly stop?: AbortSignal;
  /** How long the answer may take, in milliseconds, where that is longer than usual. */
  readonly patienceMs?: number;
}

/** Longer than this no door takes, except fetching a picture from the shop. */
const TIMEOUT_MS = 20_000;
/** A piece of a picture on a slow line: half a megabyte at 10 kB a second. */
const BYTES_MS = 60_000;

/** What `Retry-After` says, in milliseconds; dates are not in use among us. */
function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
}

/** `bearer` gives the visitor's token; agents are known by their cookie. */
export function createApi(bearer: () => string | null = () => null): Api {
  function call(path: string, init: RequestInit, patienceMs = TIMEOUT_MS): Promise<Response> {
    const headers = new Headers(init.headers);
    // The server takes changes only from pages that can send this.
    headers.set('x-vitrine', '1');
    const token = bearer();
    if (token !== null) headers.set('Authorization', `Bearer ${token}`);
    return answer(path, { ...init, headers }, patienceMs);
  }

  async function answer(path: string, init: RequestInit, patienceMs: number): Promise<Response> {
    const timeout = AbortSignal.timeout(init.body instanceof Blob ? BYTES_MS : patienceMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    let response: Response;
    try {
      response = await fetch(path, { ...init, signal, credentials: 'same-origin' });
    } catch {
      throw new Refused('unavailable');
    }
    if (response.ok) return response;
    const code = errorCode(jsonOf(await response.text().catch(() => '')));
    const fallback = response.status === 401 ? 'unauthorized' : 'unavailable';
    throw new Refused(code ?? fallback, retryAfter(response));
  }

  async function json<T>(
    path: string,
    init: RequestInit,
    read: Read<T>,
    patienceMs?: number,
  ): Promise<T> {
    const response = await call(path, init, patienceMs);
    const body = await response.text().catch(() => '');
    const value = read(jsonOf(body));
    if (value === null) throw new Refused('unavailable');
    return value;
  }

  async function bytes(response: Response): Promise<Blob> {
    try {
      return await response.blob();
    } catch {
      throw new Refused('unavailable');
    }
  }

  const send = (method: string, body: object): RequestInit => ({
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

  return {
    get: (path, read) => json(path, {}, read),
    post: (path, body, read) => json(path, send('POST', body), read),
    patch: (path, body, read) => json(path, send('PATCH', body), read),
    delete: (path) => json(path, { method: 'DELETE' }, readNothing),
    send: (method, path, { body, headers, stop, patienceMs }, read) =>
      json(
        path,
        {
          method,
          headers: { ...headers, ...(body ? { 'Content-Type': 'application/octet-stream' } : {}) },
          ...(body ? { body } : {}),
          ...(stop ? { signal: stop } : {}),
        },
        read,
        patienceMs,
      ),
    blob: async (path) => bytes(await call(path, {})),
    // No header of ours: across origins such a request needs no leave of its own.
    signed: async (address, stop) => bytes(await answer(address, { signal: stop }, BYTES_MS)),
  };
}
