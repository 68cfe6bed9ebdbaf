/** @file Addresses of a shop as people write them, made into the origins a browser compares. */

/** The origin of one address; a missing `https://` is added. Null for what is no web address. */
function originOf(written: string): string | null {
  const full = /^[a-z][a-z0-9+.-]*:\/\//iu.test(written) ? written : `https://${written}`;
  try {
    const url = new URL(full);
    const web = url.protocol === 'https:' || url.protocol === 'http:';
    return web && url.hostname !== '' ? url.origin : null;
  } catch {
    return null;
  }
}

/**
 * The origins of addresses that stand on lines or between spaces and commas, each once; null when
 * there is none or one of them is no web address.
 */
export function originsOf(written: string): string[] | null {
  const words = written.split(/[\s,;]+/u).filter(Boolean);
  const origins = words.map(originOf);
  if (origins.length === 0 || origins.includes(null)) return null;
  return [...new Set(origins.filter((one) => one !== null))];
}
