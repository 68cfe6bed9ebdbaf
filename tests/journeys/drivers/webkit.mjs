/**
 * @file WebKit behind the seam that `screen.mjs` describes: WebKitGTK's MiniBrowser by
 * WebKitWebDriver, over plain WebDriver. It wants a screen (`xvfb-run`) and sends no touch.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { findDeep } from './deep.mjs';

const DRIVERS = ['/usr/bin/WebKitWebDriver', '/usr/lib/webkit2gtk-4.1/WebKitWebDriver'];
const BROWSERS = [
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser',
];
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const KEYS = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004' };
const START_MS = 30_000;

/** Each window is a browser of its own. */
export async function launch() {
  const driver = process.env.WEBKIT_DRIVER ?? DRIVERS.find((path) => existsSync(path));
  const binary = process.env.WEBKIT ?? BROWSERS.find((path) => existsSync(path));
  if (!driver || !binary) throw new Error('no WebKitWebDriver with a MiniBrowser is installed');
  if (!process.env.DISPLAY) throw new Error('there is no screen: run it under xvfb-run');
  return {
    name: 'webkit',
    touches: false,
    open: (options) => open(driver, binary, options),
    close: async () => {},
  };
}

async function open(driver, binary, { width, height }) {
  const service = await startService(driver);
  const { sessionId } = await service.call('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        pageLoadStrategy: 'normal',
        'webkitgtk:browserOptions': { binary, args: ['--automation'] },
      },
    },
  });
  const call = (method, path, body) => service.call(method, `/session/${sessionId}${path}`, body);
  await call('POST', '/timeouts', { script: 30_000, pageLoad: 60_000 });
  await makeRoom();

  /** Makes the page, not the window, this large. */
  async function makeRoom() {
    await call('POST', '/window/rect', { x: 0, y: 0, width, height });
    const inner = await execute(() => ({ width: innerWidth, height: innerHeight }));
    const rect = await call('GET', '/window/rect');
    await call('POST', '/window/rect', {
      x: 0,
      y: 0,
      width: width + rect.width - inner.width,
      height: height + rect.height - inner.height,
    });
  }

  function execute(fn, arg = null) {
    const script = `return (${fn})(arguments[0]);`;
    return call('POST', '/execute/sync', { script, args: [arg] });
  }

  async function enter(hops) {
    await call('POST', '/frame', { id: null });
    for (const hop of hops) {
      const found = await execute(findDeep, hop);
      if (!found?.[ELEMENT]) throw new Error(`there is no frame ${hops.join(' | ')}`);
      await call('POST', '/frame', { id: found });
    }
  }

  let scrolled = 0;
  const pointer = (actions) => [
    { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions },
  ];
  async function act(actions) {
    await call('POST', '/frame', { id: null });
    await call('POST', '/actions', { actions });
  }
  const press = (key) => [
    { type: 'keyDown', value: KEYS[key] ?? key },
    { type: 'keyUp', value: KEYS[key] ?? key },
  ];

  return {
    problems: [],
    goto: (url) => call('POST', '/url', { url }),
    reload: () => call('POST', '/refresh', {}),
    evaluate: async (hops, fn, arg) => {
      await enter(hops);
      return execute(fn, arg);
    },
    mouse: (kind, x, y) => {
      const move = { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) };
      const name = { down: 'pointerDown', up: 'pointerUp' }[kind];
      return act(pointer([name ? { type: name, button: 0 } : move]));
    },
    wheel: (x, y, dy) => {
      // This driver scrolls by the difference to what it scrolled last.
      scrolled += dy;
      const at = { x: Math.round(x), y: Math.round(y) };
      const scroll = { type: 'scroll', ...at, deltaX: 0, deltaY: scrolled };
      return act([{ type: 'wheel', id: 'wheel', actions: [scroll] }]);
    },
    key: (_kind, key) => act([{ type: 'key', id: 'keys', actions: press(key) }]),
    text: (text) => act([{ type: 'key', id: 'keys', actions: [...text].flatMap(press) }]),
    screenshot: async () => {
      await call('POST', '/frame', { id: null });
      return Buffer.from(await call('GET', '/screenshot'), 'base64');
    },
    close: async () => {
      await call('DELETE', '').catch(() => undefined);
      await service.stop();
    },
  };
}

async function startService(driver) {
  const port = await freePort();
  const child = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      // Its sandbox does not work for root, as which containers run.
      ...(process.getuid?.() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' } : {}),
      LIBGL_ALWAYS_SOFTWARE: '1',
      NO_AT_BRIDGE: '1',
    },
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const origin = `http://127.0.0.1:${port}`;

  async function call(method, path, body) {
    const answer = await fetch(`${origin}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = await answer.json();
    if (!answer.ok)
      throw new Error(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  const from = Date.now();
  for (;;) {
    try {
      await call('GET', '/status');
      break;
    } catch (error) {
      if (Date.now() - from > START_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return {
    call,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
