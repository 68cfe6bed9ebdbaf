/**
 * @file The secret of a one-time link: read from behind `#` once, and taken out of the address bar
 * and of the history at once, so that nobody who looks over a shoulder or goes back finds it.
 */

/** A secret of ours is 32 bytes in base64url; anything longer is not one. */
const SECRET = /^[A-Za-z0-9_-]{16,200}$/;

/** The secret in the address, or null; the address has none afterwards. */
export function takeSecret(page: Location = location, past: History = history): string | null {
  const found = page.hash.slice(1);
  if (found === '') return null;
  past.replaceState(null, '', page.pathname + page.search);
  return SECRET.test(found) ? found : null;
}
