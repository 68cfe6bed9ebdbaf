/** @file Reads why the server refused, whatever class the error is of. */

/** The code of a refused operation; `unavailable` for everything that is not one. */
export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) {
    if (typeof error.code === 'string') return error.code;
  }
  return 'unavailable';
}
