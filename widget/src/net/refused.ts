/** @file The one error this layer throws: the server said no, and why. */

import type { ErrorCode } from '../wire/generated';

/** The server refused, or cannot be reached (`unavailable`). The words for people are elsewhere. */
export class Refused extends Error {
  readonly code: ErrorCode;
  /** When trying again makes sense, in milliseconds; null when the server does not say. */
  readonly retryMs: number | null;

  constructor(code: ErrorCode, retryMs: number | null = null) {
    super(`refused: ${code}`);
    this.name = 'Refused';
    this.code = code;
    this.retryMs = retryMs;
  }
}

/** The code behind whatever was thrown; what is no refusal counts as not reachable. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof Refused ? error.code : 'unavailable';
}

/** How long the server asks to wait, in milliseconds; null when it does not say. */
export function retryOf(error: unknown): number | null {
  return error instanceof Refused ? error.retryMs : null;
}
