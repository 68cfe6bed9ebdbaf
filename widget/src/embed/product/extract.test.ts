/**
 * @file What is read from shops' pages: recorded ones of WooCommerce, and pages that lie.
 * @vitest-environment happy-dom
 */

import { Window } from 'happy-dom';
import { describe, expect, test } from 'vitest';
import { cardOf } from '../../host/card';
import { CARD_BYTES } from '../../wire/generated';
import { extract } from './extract';
import { minor, priced } from './money';
import { fromShopify } from './shopify_page';

const WOO = import.meta.glob<string>('./fixtures/*.html', {
  eager: true,
  query: '?raw',
  import: 'default',
});

function page(html: string, url = 'https://shop.example/p/bag?x=1'): Document {
  const window = new Window({ url });
  window.document.write(html);
  // Another realm's document: what is read of it is the same.
  return window.document as unknown as Document;
}

function woo(name: string, url: string): Document {
  const found = Object.entries(WOO).find(([path]) => path.endsWith(name));
  return page(found?.[1] ?? '', url);
}

const jsonLd = (value: unknown) =>
  `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const read = (html: string, said: unknown = null) => extract(page(html), said, 7);

describe('recorded pages of WooCommerce', () => {
  test('a simple product: its number, price and the one before', () => {
    const url = 'http://127.0.0.1:8088/product/beanie-with-logo/';
    const card = extract(woo('product_simple.html', url), null, 7);
    expect(card).toMatchObject({
      source: 'page',
      id: '31',
      sku: 'Woo-beanie-logo',
      title: 'Beanie with Logo',
      url,
      price: { minor: 1800, currency: 'EUR' },
      listPrice: { minor: 2000, currency: 'EUR' },
      stock: { state: 'in_stock' },
      seenAt: 7,
    });
  });

  test('a variable product: each variation with options and price, and the chosen one', () => {
    const url = 'http://127.0.0.1:8088/product/hoodie/';
    const hoodie = woo('product_variable.html', url);
    const card = extract(hoodie, null, 7);
    expect(card).toMatchObject({ id: '11', title: 'Hoodie', chosen: null });
    expect(card?.price).toEqual({ minor: 4200, currency: 'EUR' });
    expect(card?.variants).toHaveLength(4);
    const [red] = card?.variants ?? [];
    expect(red).toMatchObject({
      sku: 'woo-hoodie-red',
      price: { minor: 4200, currency: 'EUR' },
      listPrice: { minor: 4500, currency: 'EUR' },
      stock: { state: 'in_stock' },
    });
    expect(red?.options.map(({ value }) => value.toLowerCase())).toEqual(['red', 'no']);
    const field = hoodie.querySelector<HTMLInputElement>('input[name="variation_id"]');
    if (field) field.value = red?.id ?? '';
    expect(extract(hoodie, null, 7)?.chosen).toBe(red?.id);
  });
});

describe('what pages say', () => {
  const product = { '@type': 'Product', name: 'Bag', sku: 'B-1' };

  test('prices: as they are, specified, or the lowest of many', () => {
    const price = (offers: unknown) => read(jsonLd({ ...product, offers }));
    const plain = price({ price: 42, priceCurrency: 'EUR' });
    expect(plain?.price).toEqual({ minor: 4200, currency: 'EUR' });
    const listed = price([
      {
        priceSpecification: [
          { price: '20.00', priceCurrency: 'EUR', priceType: 'https://schema.org/ListPrice' },
          { price: '18.00', priceCurrency: 'EUR' },
        ],
      },
    ]);
    expect([listed?.price?.minor, listed?.listPrice?.minor]).toEqual([1800, 2000]);
    const many = price({ '@type': 'AggregateOffer', lowPrice: '1.299,00', priceCurrency: 'eur' });
    expect(many?.price).toEqual({ minor: 129900, currency: 'EUR' });
    expect(price({ price: '-3', priceCurrency: 'EUR' })?.price).toBeNull();
    expect(price({ price: '3', priceCurrency: 'bells' })?.price).toBeNull();
  });

  test('a type may be a list, and a product may stand in a graph', () => {
    const graph = {
      '@graph': [{ '@type': 'WebPage' }, { ...product, '@type': ['Thing', 'Product'] }],
    };
    expect(read(jsonLd(graph))?.title).toBe('Bag');
  });

  test('variants of a group, each with its picture', () => {
    const group = {
      '@type': 'ProductGroup',
      name: 'Shirt',
      productGroupID: 'S',
      hasVariant: [
        {
          sku: 'S-red',
          color: 'Red',
          image: '/red.jpg',
          offers: { price: '9', priceCurrency: 'EUR' },
        },
        {
          sku: 'S-blue',
          color: 'Blue',
          image: ['/blue.jpg'],
          offers: { price: '9', priceCurrency: 'EUR' },
        },
      ],
    };
    const card = read(jsonLd(group));
    expect(card?.variants.map((one) => one.picture)).toEqual([
      'https://shop.example/red.jpg',
      'https://shop.example/blue.jpg',
    ]);
    expect(card?.price).toEqual({ minor: 900, currency: 'EUR' });
  });

  test('the largest picture of each, from srcset or what a zoom reads', () => {
    const html = `${jsonLd({ ...product, image: ['/i/bag-640.jpg', '/i/seam-300x300.jpg'] })}
      <img src="/i/bag-640.jpg" srcset="/i/bag-640.jpg 640w, /i/bag.jpg 2400w">
      <img src="/i/seam-300x300.jpg" data-large_image="/i/seam.jpg">`;
    expect(read(html)?.pictures).toEqual([
      'https://shop.example/i/bag.jpg',
      'https://shop.example/i/seam.jpg',
    ]);
  });

  test('microdata, then OpenGraph', () => {
    const microdata = `<div itemscope itemtype="https://schema.org/Product">
      <h1 itemprop="name">Mug</h1><meta itemprop="sku" content="M-1"><img itemprop="image" src="/m.jpg">
      <div itemprop="offers" itemscope><meta itemprop="priceCurrency" content="JPY">
      <span itemprop="price" content="1200">1.200 ¥</span>
      <link itemprop="availability" href="https://schema.org/OutOfStock"></div></div>`;
    expect(read(microdata)).toMatchObject({
      id: 'M-1',
      title: 'Mug',
      price: { minor: 1200, currency: 'JPY' },
      stock: { state: 'out_of_stock' },
      pictures: ['https://shop.example/m.jpg'],
    });
    const graph = `<meta property="og:type" content="product"><meta property="og:title" content="Lamp">
      <meta property="product:price:amount" content="89,00"><meta property="product:price:currency" content="EUR">`;
    expect(read(graph)).toMatchObject({ id: 'bag', title: 'Lamp', price: { minor: 8900 } });
  });

  test('the shop’s script wins over what the page says', () => {
    const said = {
      id: 5,
      name: 'Bag, in green',
      price: 39,
      currency: 'EUR',
      stock: 2,
      variant: 'g',
    };
    const card = read(jsonLd(product), {
      ...said,
      variants: [{ id: 'g', options: { Colour: 'Green' } }],
    });
    expect(card).toMatchObject({ id: '5', title: 'Bag, in green', chosen: 'g' });
    expect(card?.stock).toEqual({ state: 'in_stock', left: 2 });
  });

  test('Shopify tells prices in hundredths', () => {
    const shop = { root: '/', currency: 'EUR', handle: 'bag', variant: '2' };
    const json = {
      handle: 'bag',
      title: 'Bag',
      price: 4200,
      available: true,
      images: ['//cdn.example/bag.jpg'],
      options: [{ name: 'Colour' }],
      variants: [
        { id: 1, option1: 'Red', price: 4200, compare_at_price: 5000, available: true },
        { id: 2, option1: 'Blue', price: 4300, compare_at_price: null, available: false },
      ],
    };
    const card = cardOf(
      { url: 'https://s.example/products/bag', ...fromShopify(json, shop) },
      'https://s.example/products/bag',
      7,
    );
    expect(card).toMatchObject({
      id: 'bag',
      chosen: '2',
      pictures: ['https://cdn.example/bag.jpg'],
    });
    expect(card?.variants[1]).toMatchObject({
      price: { minor: 4300 },
      stock: { state: 'out_of_stock' },
    });
  });
});

describe('pages that lie', () => {
  test('script stays text, and addresses are those of the web', () => {
    const evil = '<img src=x onerror=alert(1)>\u0000\n\u202e';
    const card = read(
      jsonLd({
        '@type': 'Product',
        name: evil,
        sku: evil,
        brand: { name: evil },
        image: ['javascript:alert(1)', 'data:text/html,x', '/ok.jpg'],
        additionalProperty: [{ name: evil, value: evil }],
        offers: { price: '1e9999', priceCurrency: 'EUR', availability: evil },
      }),
    );
    expect(card?.pictures).toEqual(['https://shop.example/ok.jpg']);
    expect(card?.title).toContain('<img src=x onerror=alert(1)>');
    expect(JSON.stringify(card)).not.toMatch(/javascript:|data:text|\\u0000/);
    expect(card?.stock.state).toBe('unknown');
  });

  test('an enormous description is cut off, one nested a thousand deep is passed over', () => {
    const deep = `${'['.repeat(1000)}${JSON.stringify({ '@type': 'Product', name: 'Deep' })}${']'.repeat(1000)}`;
    expect(read(`<script type="application/ld+json">${deep}</script>`)).toBeNull();
    const huge = { '@type': 'Product', name: 'x'.repeat(600_000) };
    expect(read(jsonLd(huge))).toBeNull();
    const many = Array.from({ length: 300 }, (_, at) => ({
      sku: `v${at}`,
      image: `/${'p'.repeat(900)}`,
    }));
    const card = read(
      jsonLd({ '@type': 'ProductGroup', name: 'Many', productGroupID: 'm', hasVariant: many }),
    );
    expect(new TextEncoder().encode(JSON.stringify(card)).length).toBeLessThanOrEqual(CARD_BYTES);
    expect(card?.variants.length).toBeGreaterThan(2);
  });

  test('a page about nothing is no product', () => {
    expect(read('<h1>About us</h1>')).toBeNull();
    expect(read(jsonLd({ '@type': 'Product' }))).toBeNull();
    expect(read('<script type="application/ld+json">{"@type":"Product",</script>')).toBeNull();
  });

  test('a card cannot call itself the catalogue’s', () => {
    const card = cardOf({ source: 'catalog', id: 1, title: 'A' }, 'https://a.example/', 7);
    expect(card?.source).toBe('page');
  });
});

test('amounts in minor units of their currency', () => {
  const cases: [unknown, string, number | undefined][] = [
    ['42.00', 'EUR', 4200],
    [19.99, 'EUR', 1999],
    ['1 299,00 ₽', 'RUB', 129900],
    ['1.299', 'EUR', 129900],
    ['1,234.50', 'USD', 123450],
    ['1200', 'JPY', 1200],
    ['1.250', 'KWD', 1250000],
    ['', 'EUR', undefined],
    ['free', 'EUR', undefined],
  ];
  for (const [amount, currency, wanted] of cases) {
    expect(priced(amount, currency)?.minor, `${amount} ${currency}`).toBe(wanted);
  }
  expect(minor('4200', 2, 'EUR')?.minor).toBe(4200);
  expect(minor('42', 0, 'EUR')?.minor).toBe(4200);
  expect(minor(null, 2, 'EUR')).toBeNull();
});
