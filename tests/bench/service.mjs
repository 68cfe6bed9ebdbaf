/** @file `vitrine serve` on an empty folder, set up as its first administrator would do it. */

import { join } from 'node:path';
import { startProgram } from '../journeys/program.mjs';
import { get, post } from '../journeys/server.mjs';

const ADDRESS = /Vitrine serves (\S+) at [\d.:]+\./;
const SETUP_LINK = /Set it up within 24 hours at \S+#(\S+)/;
/** Where the shop's pages are; nothing listens there. */
export const SHOP = 'https://shop.example';

/** Starts it, with `settings` and `through` as `startProgram` takes them. */
export async function startService({ settings, through } = {}) {
  let data = '';
  const { found, pid, stop, log } = await startProgram({
    flags: (folder) => {
      data = join(folder, 'data');
      return ['serve', '--listen', '127.0.0.1:0', '--data', data];
    },
    find: (said) => {
      const [address, link] = [ADDRESS.exec(said), SETUP_LINK.exec(said)];
      return address && link && [address[1], link[1]];
    },
    settings,
    through,
  });
  const [origin, secret] = found;
  try {
    const signedIn = await post(origin, '/v1/setup', {
      secret,
      shop: 'Corda & Clay',
      origins: [SHOP],
      name: 'Ana',
      email: 'ana@shop.example',
      password: 'maple-orbit-sandal-37',
    });
    const cookie = signedIn.headers['set-cookie'][0].split(';')[0];
    const { inboxes } = JSON.parse((await get(origin, '/v1/inboxes', { Cookie: cookie })).body);
    return { origin, cookie, inbox: inboxes[0].key, pid, data, stop, log };
  } catch (error) {
    await stop();
    throw error;
  }
}
