/** @file The end of every exhaustive switch over a union. */

/** Fails to compile when a member of the union was forgotten. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
