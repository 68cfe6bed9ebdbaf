/**
 * @file Markup, scripts and addresses of scripts in every field that holds a text: what people say
 * and are called, what the shop's page claims about itself, names of sites and files. Each is shown
 * to both sides, and is shown as the text it is: nothing runs, nothing is made of it, nothing is
 * asked for, and the policies of the pages had nothing to stop.
 */

import assert from 'node:assert/strict';
import { openAgent, openVisitor } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { startDemo } from './server.mjs';
import { choose } from './show_a_photo.mjs';

const SIZE = { width: 600, height: 400 };

/** What would run, load or stand elsewhere if it were more than text; `tag` says where it was. */
function payload(tag) {
  return [
    `${tag}"'>`,
    `<img src=x onerror="hit('${tag}')">`,
    `<svg onload=hit('${tag}')>`,
    `<script>hit('${tag}')</script>`,
    '{{7*7}}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a template would take
    '${7*7}',
    `javascript:hit('${tag}')`,
    'https://evil.test/"onmouseover="hit(1)',
  ].join(' ');
}

/** The same for fields of 120 characters. */
function short(tag) {
  return `${tag}"'><img src=x onerror=hit('${tag}')><svg onload=hit(1)>{{7*7}}`;
}

/** As much of it as an address may hold. */
const EMAIL = "x'onerror=hit`1`'{{7*7}}@evil.test";
/** As much of it as a title may hold. */
const PRODUCT = payload('product').slice(0, 200);
const TURNED = '\u202Egnp.exe';

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const browser = await journey.launch();
  journey.step('opening a page that claims it all');
  const claims = {
    page: `${demo.shop}/claims/page.html?q=${encodeURIComponent(short('address'))}`,
    width: 1280,
    height: 800,
    density: 1,
    touch: false,
    script: `(${listen})()`,
    answer: { path: '**/claims/*', handle: claimingPage(demo) },
  };
  const visitor = await openVisitor(browser, demo, claims);
  journey.watch(visitor);
  await nameTheSite(journey, { demo, visitor });
  const agent = await openAgent(browser, demo, { script: `(${listen})()` });
  journey.watch(agent);
  const scene = { demo, visitor, agent };
  await names(journey, scene);
  await talk(journey, scene);
  await stage(journey, scene);
  await places(journey, scene);
  await invitation(journey, scene, () => openVisitor(browser, demo, claims));
  await journey.picture(visitor.screen, 'end');
  provesQuiet([visitor.screen, agent.screen]);
}

/** A page of the shop whose own description is hostile. */
function claimingPage({ origin }) {
  const product = {
    '@type': 'Product',
    name: PRODUCT,
    image: `https://evil.test/x.png?${short('picture')}`,
    offers: { price: short('price').slice(0, 40), priceCurrency: short('currency') },
  };
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const json = JSON.stringify(product).replaceAll('<', '\\u003c');
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(short('title'))}${TURNED}</title>
<script type="application/ld+json">${json}</script></head>
<body><h1>A page</h1>
<script src="${origin}/widget.js" data-inbox="demo" async></script></body></html>`;
  return (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body });
}

/** Runs before every page and frame: notes what must not happen. */
function listen() {
  const hits = [];
  globalThis.hits = hits;
  globalThis.hit = (tag) => hits.push(`ran: ${tag}`);
  for (const name of ['alert', 'confirm', 'prompt', 'open']) {
    window[name] = (words) => hits.push(`${name}: ${words}`);
  }
  document.addEventListener('securitypolicyviolation', (event) => {
    hits.push(`policy: ${event.effectiveDirective} ${event.blockedURI}`);
  });
}

/** What a page shows and what became of it. */
function look() {
  const all = [];
  const gather = (root) => {
    for (const element of root.querySelectorAll('*')) {
      all.push(element);
      if (element.shadowRoot) gather(element.shadowRoot);
    }
  };
  gather(document);
  const made = all.filter((element) => {
    const named = [...element.attributes].some(({ name, value }) => {
      const address = ['href', 'src', 'action', 'formaction'].includes(name);
      return name.startsWith('on') || (address && /^\s*(javascript|data:text)/i.test(value));
    });
    const script = element.localName === 'script' && element.textContent.includes('hit(');
    const image = element.localName === 'img' && element.getAttribute('src') === 'x';
    return named || (script && element.type !== 'application/ld+json') || image;
  });
  const asked = performance.getEntriesByType('resource').map(({ name }) => name);
  return {
    text: document.body.innerText,
    title: document.title,
    hits: globalThis.hits,
    made: made.map((element) => element.outerHTML.slice(0, 200)),
    asked: asked.filter((name) => /evil\.test|\/x$/.test(name)),
    links: all
      .filter((element) => element.localName === 'a' && element.target === '_blank')
      .map((element) => element.rel),
  };
}

/** Waits until the texts are on screen, whole and as they are; nothing may have come of them. */
async function showsAsText(pane, texts) {
  for (const text of texts) {
    await pane.until(
      `shows as text: ${text}`,
      (wanted) => {
        const plain = (words) => words.replace(/[\s\u2066-\u2069]+/g, ' ');
        const fields = [...document.querySelectorAll('input, textarea')].map((one) => one.value);
        return plain([document.body.textContent, ...fields].join(' ')).includes(plain(wanted));
      },
      text,
    );
  }
  await provesNothingCame(pane);
}

async function provesNothingCame(pane) {
  const seen = await pane.evaluate(look);
  assert.deepEqual(seen.hits, [], 'something ran, or a policy had to stop it');
  assert.deepEqual(seen.made, [], 'an element came of a text');
  assert.deepEqual(seen.asked, [], 'something was asked for');
  // The shop's own page is called what it is called.
  const ours = pane.hops.length > 0 || pane.screen.name === 'agent';
  assert.ok(!ours || !seen.title.includes('hit('), `in the title: ${seen.title}`);
  assert.ok(!seen.text.includes(' 49'), 'a template was filled in');
  for (const rel of seen.links) assert.equal(rel, 'noopener noreferrer nofollow');
}

/** One request of a page of ours in its person's name; the answer. */
function ask(pane, method, path, body) {
  return pane.evaluate(
    async ([verb, door, json]) => {
      const key = Object.keys(localStorage).find((one) => one.startsWith('vitrine.visitor.'));
      const token = key ? { Authorization: `Bearer ${localStorage.getItem(key)}` } : {};
      const headers = { 'Content-Type': 'application/json', 'x-vitrine': '1', ...token };
      const init = json === null ? { headers } : { method: verb, headers, body: json };
      const answer = await fetch(door, init);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${verb} ${door}: ${answer.status} ${text}`);
      return text === '' ? null : JSON.parse(text);
    },
    [method, path, body === null ? null : JSON.stringify(body)],
  );
}

/** The site's name stands in the panel as long as nobody else does. */
async function nameTheSite(journey, { demo, visitor }) {
  journey.step('naming the site');
  const headers = {
    Cookie: demo.cookie,
    Origin: demo.origin,
    'Content-Type': 'application/json',
    'x-vitrine': '1',
  };
  const list = await fetch(`${demo.origin}/v1/inboxes`, { headers });
  const { inboxes } = await list.json();
  const inbox = inboxes.find(({ key }) => key === 'demo');
  const body = JSON.stringify({ name: short('site') });
  const named = await fetch(`${demo.origin}/v1/inboxes/${inbox.id}`, {
    method: 'PATCH',
    headers,
    body,
  });
  assert.equal(named.status, 200);
  await visitor.openPanel();
  await showsAsText(visitor.pane, [short('site')]);
}

/** Everybody gets a name. */
async function names(journey, { visitor, agent }) {
  journey.step('naming the agent and a colleague');
  await ask(agent.pane, 'PATCH', '/v1/me', { name: short('agent') });
  const id = await agent.pane.evaluate(() => crypto.randomUUID());
  const colleague = { id, name: short('colleague'), email: EMAIL, role: 'agent' };
  await ask(agent.pane, 'POST', '/v1/agents', colleague);
  await agent.screen.reload();

  journey.step('speaking and naming the visitor');
  await visitor.screen.top.evaluate(
    ([name, price, total]) => {
      globalThis.Vitrine('setProduct', { name, price, picture: 'javascript:hit(1)' });
      globalThis.Vitrine('setCart', { count: 2, total });
    },
    [PRODUCT, short('price').slice(0, 40), short('cart').slice(0, 40)],
  );
  await visitor.say(payload('message'));
  await visitor.hears(payload('message'), { mine: true });
  const told = { name: short('visitor'), email: EMAIL };
  await ask(visitor.pane, 'PATCH', '/v1/visitor', told);
  await showsAsText(visitor.pane, [payload('message')]);
}

/** Both sides speak, and staff among itself. */
async function talk(journey, { visitor, agent }) {
  journey.step('reading and answering');
  await agent.pick('message"');
  await showsAsText(agent.pane, [payload('message'), short('visitor'), PRODUCT]);
  await agent.pane.click('[data-testid="context"]');
  await agent.pane.shows('[data-testid="context-pane"]');
  await showsAsText(agent.pane, [short('price').slice(0, 40), short('cart').slice(0, 40)]);
  await agent.say(payload('answer'));
  await visitor.hears(payload('answer'), { mine: false });
  await showsAsText(visitor.pane, [payload('answer'), short('agent')]);
  journey.step('writing a note');
  await agent.pane.click('[data-tab="note"]');
  await agent.say(payload('note'));
  await showsAsText(agent.pane, [payload('note')]);
  await agent.pane.click('[data-tab="reply"]');

  journey.step('looking from beside the launcher');
  await visitor.screen.top.evaluate(() => globalThis.Vitrine('close'));
  await agent.say(short('peek'));
  await visitor.pane.shows('[data-testid="peek"]');
  await showsAsText(visitor.pane, [short('peek'), short('agent')]);
  await provesNothingCame(visitor.screen.top);
  await visitor.screen.top.evaluate(() => globalThis.Vitrine('open'));
  await visitor.pane.shows('[data-testid="composer"]');
}

/** A picture with a name, and words on it. */
async function stage(journey, { visitor, agent }) {
  journey.step('showing a picture with a name');
  const file = { name: `${short('file')}${TURNED}.jpg`, size: SIZE, colour: [9, 90, 180] };
  await choose(visitor.pane, '[data-input="photo"]', file);
  await visitor.pane.click('[data-testid="upload-sheet"] [data-upload="show"]');
  const [v, a] = [visitor.stage(SIZE), agent.stage(SIZE)];
  await a.until('shows the picture', (state) => state.item !== '');
  await Promise.all([v.ready(), a.ready()]);
  journey.step('writing on it');
  await a.tool('pin');
  const { x, y } = await a.middle();
  await agent.screen.press(x, y);
  await agent.pane.shows('.cv-writer:not([aria-hidden])');
  await agent.screen.text(payload('pin'));
  await agent.screen.key('Enter');
  await visitor.pane.until(
    'the list of pins has the words',
    (wanted) => document.querySelector('.cv-pins')?.textContent.includes(wanted),
    payload('pin'),
  );
  await provesNothingCame(visitor.pane);
  await provesNothingCame(agent.pane);
  const files = await agent.pane.evaluate(() =>
    [...document.querySelectorAll('*')]
      .flatMap((one) => [...one.attributes].map(({ value }) => value).concat(one.textContent))
      .filter((words) => words.includes('file"')),
  );
  assert.ok(files.length > 0, 'the name of the file is shown');
  for (const words of files) {
    const from = words.indexOf('\u202E');
    assert.equal(
      from,
      -1,
      `a name turns the direction of writing: ${words.slice(from - 80, from)}`,
    );
  }
}

/** The other places of the console. */
async function places(journey, { agent }) {
  for (const [place, texts] of [
    ['visitors', [short('visitor'), short('cart').slice(0, 40)]],
    ['settings/team', [short('agent'), short('colleague'), EMAIL]],
    ['settings/sites', [short('site')]],
    ['settings/audit', []],
    ['me', [short('agent')]],
  ]) {
    journey.step(`looking at ${place}`);
    await agent.pane.evaluate((to) => {
      location.hash = `#/${to}`;
    }, place);
    await agent.pane.until(`is at ${place}`, () => document.querySelector('main h1') !== null);
    await showsAsText(agent.pane, texts);
    await journey.picture(agent.screen, place.replace('/', '-'));
  }
}

/** An agent's words on the shop's own page, beside the launcher. */
async function invitation(journey, { agent }, arrive) {
  journey.step('inviting somebody who has not opened the panel');
  await agent.pane.evaluate(() => {
    location.hash = '#/visitors';
  });
  const guest = await arrive();
  journey.watch(guest);
  await agent.pane.click('[data-testid="invite-visitor"]');
  await agent.pane.write('[data-testid="invitation-text"]', short('invitation'));
  await agent.pane.click('[data-testid="invitation-send"]');
  await agent.pane.lacks('[data-testid="invitation-dialog"]');
  const { top } = guest.screen;
  await top.until(
    'the invitation is shown as text',
    (wanted) => {
      const root = document.querySelector('vitrine-widget')?.shadowRoot;
      return root?.querySelector('[data-testid="invitation"]')?.textContent.includes(wanted);
    },
    short('invitation'),
  );
  await provesNothingCame(top);
  await provesNothingCame(agent.pane);
  provesQuiet([guest.screen]);
}
