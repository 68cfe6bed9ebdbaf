/** @file What a password must at least be, so that one learns it before the server says it. */

/** The shortest password the server takes, in characters. */
export const PASSWORD_CHARS = 12;

/** Whether it is too short to be taken. */
export function shortPassword(password: string): boolean {
  return [...password].length < PASSWORD_CHARS;
}
