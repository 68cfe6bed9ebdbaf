/**
 * @file A product from the shop's page into the shop's cart: the agent shows the visitor's own
 * variant with one key, both see the same, the agent proposes it, the visitor says yes, the page's
 * own WooCommerce adds it once, and the agent sees what the cart said. Another price is asked
 * again, and what is sold out meanwhile is said and added nowhere.
 *
 * The page is one of WooCommerce as it was recorded, at the shop's origin; the test's browser
 * answers for it and for its Store API.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { openAgent, openVisitor } from './people.mjs';
import { startDemo } from './server.mjs';

const LINE = 'I am looking at the hoodie';
const FIXTURES = new URL('../../widget/src/embed/product/fixtures/', import.meta.url);
const CARD =
  '[data-testid="thread"] [data-testid="product-card"], .chat [data-testid="product-card"]';
const ON_STAGE = '.cv-product [data-testid="product-card"]';
const RED = '27';
const GREEN = '28';

/** The shop's page with its interface; `shop` says what it answers and keeps what was asked. */
function wooPage({ origin, shop: address }, html, shop) {
  const picture = (name) => ({ full_src: `${address}/pictures/${name}`, url: '', src: '' });
  const scripts = `<script>window.Vitrine=window.Vitrine||function(){(Vitrine.q=Vitrine.q||[]).push(arguments)};
Vitrine('on','product_added',()=>{document.body.dataset.added=Number(document.body.dataset.added??0)+1});</script>
<script async src="${origin}/widget.js" data-inbox="demo"></script>`;
  const page = html
    // Where it was recorded is not where it is shown.
    .replaceAll('http://127.0.0.1:8088', address)
    // The theme's own scripts and styles come from a server that is not there.
    .replace(/<script(?![^>]*ld\+json)[\s\S]*?<\/script>/g, '')
    .replace(/<link[^>]*>/g, (link) => (link.includes('api.w.org') ? link : ''))
    .replace(/<img[^>]*>/g, '')
    .replace(/data-product_variations="([^"]*)"/, (_, json) => {
      const list = JSON.parse(json.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
      const pictures = ['bag-1.jpg', 'lamp-1.jpg', 'mug-1.jpg', 'stool-1.jpg'];
      const shown = list.map((one, at) => ({ ...one, image: picture(pictures[at]) }));
      return `data-product_variations='${JSON.stringify(shown).replaceAll("'", '&#39;')}'`;
    })
    .replace('</body>', `${scripts}</body>`);
  const json = (value, status = 200, headers = {}) => ({
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
  return (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/product/')) {
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: page });
    }
    shop.asked.push(`${request.method()} ${pathname}`);
    if (pathname.endsWith('/cart/add-item')) {
      if (request.headers().nonce !== 'n0nce') {
        return route.fulfill(json({ code: 'woocommerce_rest_missing_nonce' }, 401));
      }
      shop.cart.push(request.postDataJSON());
      return route.fulfill(json({ items_count: shop.cart.length }, 201));
    }
    if (pathname.endsWith('/cart')) return route.fulfill(json({}, 200, { Nonce: 'n0nce' }));
    const id = Number(pathname.split('/').at(-1));
    return route.fulfill(
      json({
        id,
        is_in_stock: shop.inStock,
        low_stock_remaining: null,
        variations: [],
        prices: { price: String(shop.price), currency_code: 'EUR', currency_minor_unit: 2 },
      }),
    );
  };
}

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const shop = { asked: [], cart: [], price: 4500, inStock: true };
  const html = await readFile(new URL('product_variable.html', FIXTURES), 'utf8');
  const browser = await journey.launch();
  journey.step('opening both pages');
  const visitor = await openVisitor(browser, demo, {
    page: `${demo.shop}/product/hoodie/`,
    width: 1280,
    height: 800,
    density: 1,
    touch: false,
    answer: { path: /\/(product\/hoodie|wp-json)\//, handle: wooPage(demo, html, shop) },
  });
  journey.watch(visitor);
  const agent = await openAgent(browser, demo);
  journey.watch(agent);

  journey.step('choosing a variation on the page');
  const choose = (id) =>
    visitor.screen.top.evaluate((value) => {
      const field = document.querySelector('input[name="variation_id"]');
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }, id);
  await choose(RED);
  await visitor.openPanel();
  await visitor.say(LINE);
  await agent.pick(LINE);

  journey.step('seeing it together with one key');
  await agent.screen.top.evaluate(() => document.activeElement?.blur());
  await agent.screen.key('p');
  for (const { pane } of [visitor, agent]) {
    await pane.until(
      'the product is on the stage, in the chosen variation and at its price',
      ([stage, id]) => {
        const card = document.querySelector(stage);
        const chosen = card?.querySelector(`[data-variant="${id}"]`)?.ariaPressed === 'true';
        return chosen && card.textContent.includes('42.00') && card.textContent.includes('45.00');
      },
      [ON_STAGE, RED],
    );
    await pane.shows(CARD);
  }
  await journey.picture(agent.screen, 'together');
  await journey.picture(visitor.screen, 'together');

  journey.step('another variation is another picture for both');
  const shown = (pane) =>
    pane.evaluate(
      () =>
        document
          .querySelector('.cv-strip [aria-current="true"], .cv-strip [aria-pressed="true"]')
          ?.closest('[data-item]')?.dataset.item ?? null,
    );
  const before = await shown(agent.pane);
  await visitor.pane.click(`${ON_STAGE} [data-variant="${GREEN}"]`);
  for (const { pane } of [visitor, agent]) {
    await pane.until(
      'the variation is chosen',
      ([stage, id]) =>
        document.querySelector(`${stage} [data-variant="${id}"]`)?.ariaPressed === 'true',
      [ON_STAGE, GREEN],
    );
    await pane.until(
      'two pictures are on the strip',
      () => document.querySelectorAll('.cv-strip [data-item]').length >= 2,
    );
  }
  assert.notEqual(await shown(agent.pane), before ?? '', 'the picture changed with it');

  await proposing(journey, { visitor, agent, shop });
}

const step = (pane, kind, at = -1) =>
  pane.until(
    `the proposal is ${kind}`,
    ([wanted, place]) =>
      [...document.querySelectorAll('[data-testid="proposal"]')].at(place)?.dataset.step === wanted,
    [kind, at],
  );

async function proposing(journey, { visitor, agent, shop }) {
  const propose = '[data-testid="thread"] [data-testid="propose"]:not([disabled])';
  const accept = '[data-testid="proposal-accept"]';

  journey.step('proposed: nothing happens to the cart by itself');
  await agent.pane.click(propose);
  await step(visitor.pane, 'asked');
  await journey.picture(visitor.screen, 'proposed');
  assert.deepEqual(shop.asked, [], 'a proposal asks nothing of the shop');

  journey.step('the price has changed: said, and asked again');
  shop.price = 4800;
  await visitor.pane.click(accept);
  await step(visitor.pane, 'price_changed');
  await step(agent.pane, 'price_changed');
  assert.deepEqual(shop.cart, [], 'nothing was added at another price');
  await journey.picture(visitor.screen, 'dearer');

  journey.step('the visitor agrees, twice in a row: in the cart once');
  await visitor.pane.evaluate((button) => {
    document.querySelector(button).click();
    document.querySelector(button)?.click();
  }, accept);
  await step(visitor.pane, 'added');
  await step(agent.pane, 'added');
  assert.deepEqual(shop.cart, [{ id: Number(GREEN), quantity: 1 }]);
  await visitor.screen.top.until(
    'the shop’s page was told',
    () => document.body.dataset.added === '1',
  );
  await journey.picture(agent.screen, 'added');

  journey.step('a reload adds nothing and forgets nothing');
  await visitor.screen.reload();
  await visitor.pane.shows('[data-testid="proposal"][data-step="added"]');
  assert.equal(shop.cart.length, 1);

  journey.step('sold out meanwhile: said, and not added');
  await agent.pane.click(propose);
  await step(visitor.pane, 'asked');
  shop.inStock = false;
  await visitor.pane.click(accept);
  await step(visitor.pane, 'sold_out');
  await step(agent.pane, 'sold_out');
  assert.equal(shop.cart.length, 1);

  journey.step('taken back and declined');
  await agent.pane.click(propose);
  await step(visitor.pane, 'asked');
  await agent.pane.click('[data-testid="proposal-withdraw"]');
  await step(visitor.pane, 'withdrawn');
  await agent.pane.click(propose);
  await step(visitor.pane, 'asked');
  await visitor.pane.click('[data-testid="proposal-decline"]');
  await step(agent.pane, 'declined');
  assert.equal(shop.cart.length, 1);
}
