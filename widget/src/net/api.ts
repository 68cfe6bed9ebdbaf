/** @file The HTTP doors. The only user of `fetch`. */

import { errorCode, jsonOf, type Read, readNothing } from './frame';
import { Refused } from './refused';

/** Doors of the service this page came from. */
export interface Api {
  get<T>(path: string, read: Read<T>): Promise<T>;
  post<T>(path: string, body: object, read: Read<T>): Promise<T>;
  patch<T>(path: string, body: object, read: Read<T>): Promise<T>;
  delete(path: string): Promise<true>;
  /** A picture's bytes. */
  blob(path: string): Promise<Blob>;
}

/** Longer than this no door takes, except fetching a picture from the shop. */
const TIMEOUT_MS = 20_000;

/** What `Retry-After` says, in milliseconds; dates are not in use among us. */
function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
}

/** `bearer` gives the visitor's token; agents are known by their cookie. */
export function createApi(bearer: () => string | null = () => null): Api {
  async function call(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const token = bearer();
    if (token !== null) headers.set('Authorization', `Bearer ${token}`);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers, signal, credentials: 'same-origin' });
    } catch {
      throw new Refused('unavailable');
    }
    if (response.ok) return response;
    const code = errorCode(jsonOf(await response.text().catch(() => '')));
    const fallback = response.status === 401 ? 'unauthorized' : 'unavailable';
    throw new Refused(code ?? fallback, retryAfter(response));
  }

  async function json<T>(path: string, init: RequestInit, read: Read<T>): Promise<T> {
    const response = await call(path, init);
    const body = await response.text().catch(() => '');
    const value = read(jsonOf(body));
    if (value === null) throw new Refused('unavailable');
    return value;
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
    blob: async (path) => {
      const response = await call(path, {});
      try {
        return await response.blob();
      } catch {
        throw new Refused('unavailable');
      }
    },
  };
}
