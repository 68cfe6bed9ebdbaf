// Writes the shop's pages from products.json: node server/demo/build-pages.mjs
// The server fills in {{widget_origin}} and {{inbox_key}} when it serves a page.
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";

const here = new URL("./", import.meta.url);
const products = JSON.parse(readFileSync(new URL("products.json", here), "utf8"));
const esc = (s) => String(s).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const price = (p) => new Intl.NumberFormat("en", { style: "currency", currency: p.currency }).format(Number(p.price));
const small = (file) => file.replace(/\.jpg$/, "-640.jpg");

const picture = (p, i, { sizes, lazy = true, cls = "" }) =>
  `<img${cls ? ` class="${cls}"` : ""} src="/pictures/${small(p.pictures[i])}" srcset="/pictures/${small(p.pictures[i])} 640w, /pictures/${p.pictures[i]} 2400w" sizes="${sizes}" width="2400" height="1800" alt="${esc(p.alt[i].en)}" data-alt="${p.id}.${i}"${lazy ? ' loading="lazy"' : ' fetchpriority="high"'} decoding="async">`;

const page = ({ title, titleKey, main, head = "" }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title${titleKey ? ` data-title="${titleKey}"` : ""}>${esc(title)} · Corda &amp; Clay</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
<script defer src="/shop.js"></script>
${head}</head>
<body>
<a class="skip" href="#main" data-t="skip">Skip to the content</a>
<header class="top">
  <a class="brand" href="/" aria-label="Corda &amp; Clay"><span>Corda</span> <i>&amp;</i> <span>Clay</span></a>
  <nav class="langs" aria-label="Language" data-label="language">
    <a href="?lang=en" hreflang="en" lang="en" aria-label="EN, English">EN</a>
    <a href="?lang=es" hreflang="es" lang="es" aria-label="ES, español">ES</a>
    <a href="?lang=ru" hreflang="ru" lang="ru" aria-label="RU, русский">RU</a>
  </nav>
  <a class="cartlink" href="/cart.html"><span data-t="cart">Cart</span> <span class="count" data-count>0</span></a>
</header>
<main id="main">
${main}
</main>
<footer class="foot">
  <p data-t="foot1">Made in small runs in our workshop. Sent within two days, returns for thirty.</p>
  <p class="quiet" data-t="foot2">This is a demonstration shop. Nothing is sold here.</p>
</footer>
<script async src="{{widget_origin}}/widget.js" data-inbox="{{inbox_key}}" data-demo></script>
</body>
</html>
`;

const card = (p, lazy = true, level = "h2") => `  <li class="card">
    <a href="/p/${p.id}.html">
      ${picture(p, 0, { sizes: "(min-width: 1000px) 300px, 50vw", lazy })}
      <${level} class="name" data-p="${p.id}.name">${esc(p.name.en)}</${level}>
    </a>
    <p class="price" data-price="${p.price}">${price(p)}</p>
  </li>`;

const home = page({
  title: "Leather, clay and light",
  titleKey: "homeTitle",
  main: `<section class="hero">
  <div class="words">
    <h1 data-t="hero">Made slowly, used every day.</h1>
    <p class="lead" data-t="lead">Leather, clay and oak from one small workshop.</p>
  </div>
</section>
<section aria-label="Products" data-label="products">
<ul class="grid">
${products.map((p, i) => card(p, i > 3)).join("\n")}
</ul>
</section>`,
});

const product = (p) => {
  const n = products.length;
  const at = products.indexOf(p);
  const others = [1, 2, 3, 4].map((k) => products[(at + k) % n]);
  const ld = {
    "@context": "https://schema.org",
    "@type": "Product",
    name: p.name.en,
    sku: p.sku,
    description: p.description.en,
    category: p.category.en,
    brand: { "@type": "Brand", name: "Corda & Clay" },
    image: p.pictures.map((f) => `/pictures/${f}`),
    offers: {
      "@type": "Offer",
      url: `/p/${p.id}.html`,
      price: p.price,
      priceCurrency: p.currency,
      availability: "https://schema.org/InStock",
    },
  };
  const chips = p.variants
    ? `    <fieldset class="chips">
      <legend data-p="${p.id}.variants.label">${esc(p.variants.label.en)}</legend>
      <div class="row">
${p.variants.options
  .map(
    (o, i) => `        <label><input type="radio" name="variant" value="${o.id}"${i ? "" : " checked"}><span data-p="${p.id}.variants.options.${i}.name">${esc(o.name.en)}</span></label>`,
  )
  .join("\n")}
      </div>
    </fieldset>
`
    : "";
  return page({
    title: p.name.en,
    titleKey: `${p.id}.name`,
    head: `<script type="application/ld+json">
${JSON.stringify(ld, null, 2).replace(/</g, "\\u003c")}
</script>
`,
    main: `<p class="crumbs"><a href="/" data-t="shop">Shop</a> <span aria-hidden="true">/</span> <span data-p="${p.id}.category">${esc(p.category.en)}</span></p>
<article class="product" data-product="${p.id}">
  <section class="gallery" aria-label="Pictures" data-label="pictures">
    <div class="frame">
      ${picture(p, 0, { sizes: "(min-width: 900px) 60vw, 100vw", lazy: false, cls: "shown" })}
    </div>
    <div class="thumbs">
${p.pictures
  .map(
    (f, i) => `      <button type="button" data-show="${i}" aria-pressed="${i ? "false" : "true"}" aria-label="Picture ${i + 1}"><img src="/pictures/${small(f)}" width="640" height="480" alt="" decoding="async"></button>`,
  )
  .join("\n")}
    </div>
  </section>
  <form class="buy">
    <h1 data-p="${p.id}.name">${esc(p.name.en)}</h1>
    <p class="price" data-price="${p.price}">${price(p)}</p>
    <p class="about" data-p="${p.id}.description">${esc(p.description.en)}</p>
${chips}    <div class="row order">
      <label class="qty"><span data-t="quantity">Quantity</span>
        <input type="number" name="qty" min="1" max="20" value="1" inputmode="numeric" autocomplete="off">
      </label>
      <button class="primary" type="submit" data-t="add">Add to cart</button>
    </div>
    <p class="said" role="status" aria-live="polite"></p>
    <ul class="facts">
${p.details.map((d, i) => `      <li data-p="${p.id}.details.${i}">${esc(d.en)}</li>`).join("\n")}
      <li data-t="stock">In stock, ready to send</li>
    </ul>
  </form>
</article>
<section class="more">
  <h2 data-t="more">From the same workshop</h2>
  <ul class="grid">
${others.map((o) => card(o, true, "h3")).join("\n")}
  </ul>
</section>`,
  });
};

const cart = page({
  title: "Cart",
  titleKey: "cart",
  main: `<section class="cart">
  <h1 data-t="yourCart">Your cart</h1>
  <noscript><p>The cart needs JavaScript.</p></noscript>
  <ul class="lines"></ul>
  <p class="empty" hidden><span data-t="empty">Nothing here yet.</span> <a href="/" data-t="look">Have a look round the shop</a></p>
  <div class="sum" hidden>
    <p class="total"><span data-t="total">Total</span> <strong data-total></strong></p>
    <p class="quiet" data-t="noCheckout">There is no checkout in this demonstration.</p>
  </div>
  <p class="said" role="status" aria-live="polite"></p>
</section>`,
});

mkdirSync(new URL("shop/p/", here), { recursive: true });
writeFileSync(new URL("shop/index.html", here), home);
writeFileSync(new URL("shop/cart.html", here), cart);
for (const p of products) writeFileSync(new URL(`shop/p/${p.id}.html`, here), product(p));
