/** @file The one error this layer throws: the server said no, and why. */

import type { ErrorCode } from '../wire/generated';

/** The server refused, or cannot be reached (`unavailable`). The words for people are elsewhere. */
export class Refused extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(`refused: ${code}`);
    this.name = 'Refused';
    this.code = code;
  }
}

/** The code behind whatever was thrown; what is no refusal counts as not reachable. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof Refused ? error.code : 'unavailable';
}
