// The demo shop: languages, the gallery and a cart kept in this browser.
(() => {
  "use strict";
  const words = {
    en: { skip: "Skip to the content", cart: "Cart", shop: "Shop", foot1: "Made in small runs in our workshop. Sent within two days, returns for thirty.", foot2: "This is a demonstration shop. Nothing is sold here.", homeTitle: "Leather, clay and light", hero: "Made slowly, used every day.", lead: "Leather, clay and oak from one small workshop.", quantity: "Quantity", add: "Add to cart", stock: "In stock, ready to send", more: "From the same workshop", yourCart: "Your cart", empty: "Nothing here yet.", look: "Have a look round the shop", total: "Total", noCheckout: "There is no checkout in this demonstration.", remove: "Remove", added: "Added to your cart.", removed: "Removed.", language: "Language", products: "Products", pictures: "Pictures", picture: "Picture" },
    es: { skip: "Ir al contenido", cart: "Cesta", shop: "Tienda", foot1: "Hecho en series cortas en nuestro taller. Sale en dos días y tienes treinta para devolverlo.", foot2: "Esta tienda es una demostración. Aquí no se vende nada.", homeTitle: "Piel, barro y luz", hero: "Hecho despacio, usado cada día.", lead: "Piel, barro y roble de un solo taller pequeño.", quantity: "Cantidad", add: "Añadir a la cesta", stock: "En stock, listo para enviar", more: "Del mismo taller", yourCart: "Tu cesta", empty: "Aquí todavía no hay nada.", look: "Date una vuelta por la tienda", total: "Total", noCheckout: "En esta demostración no se puede pagar.", remove: "Quitar", added: "Añadido a tu cesta.", removed: "Quitado.", language: "Idioma", products: "Productos", pictures: "Imágenes", picture: "Imagen" },
    ru: { skip: "Перейти к содержанию", cart: "Корзина", shop: "Магазин", foot1: "Делаем небольшими партиями в своей мастерской. Отправим за два дня, вернуть можно за тридцать.", foot2: "Это демонстрационный магазин. Здесь ничего не продаётся.", homeTitle: "Кожа, глина и свет", hero: "Сделано не спеша, служит каждый день.", lead: "Кожа, глина и дуб из одной небольшой мастерской.", quantity: "Количество", add: "В корзину", stock: "Есть в наличии, готово к отправке", more: "Из той же мастерской", yourCart: "Ваша корзина", empty: "Здесь пока пусто.", look: "Загляните в магазин", total: "Итого", noCheckout: "В этой демонстрации нельзя оформить заказ.", remove: "Убрать", added: "Добавлено в корзину.", removed: "Убрано.", language: "Язык", products: "Товары", pictures: "Снимки", picture: "Снимок" },
  };
  const asked = new URLSearchParams(location.search).get("lang");
  const lang = Object.hasOwn(words, asked ?? "") ? asked : "en";
  const t = (key) => words[lang][key] ?? words.en[key] ?? key;
  const all = (sel, root = document) => [...root.querySelectorAll(sel)];
  const money = (value) => new Intl.NumberFormat(lang, { style: "currency", currency: "EUR" }).format(value);

  // --- products, fetched once and only when something needs them
  let loading;
  const products = () => (loading ??= fetch("/products.json").then((r) => (r.ok ? r.json() : Promise.reject(new Error(String(r.status))))));
  const find = (list, path) => {
    const [id, ...rest] = path.split(".");
    return rest.reduce((o, key) => o?.[key], list.find((p) => p.id === id));
  };

  // --- language
  document.documentElement.lang = lang;
  for (const a of all(".langs a")) {
    const to = new URL(location.href);
    to.searchParams.set("lang", a.hreflang);
    a.href = to.pathname + to.search;
    if (a.hreflang === lang) a.setAttribute("aria-current", "true");
  }
  if (lang !== "en") {
    for (const a of all("a[href^='/']:not(.langs a)")) {
      const to = new URL(a.href);
      to.searchParams.set("lang", lang);
      a.href = to.pathname + to.search;
    }
    for (const el of all("[data-t]")) el.textContent = t(el.dataset.t);
    for (const el of all("[data-label]")) el.setAttribute("aria-label", t(el.dataset.label));
    for (const el of all("[data-price]")) el.textContent = money(Number(el.dataset.price));
    for (const el of all("[data-show]")) el.setAttribute("aria-label", `${t("picture")} ${Number(el.dataset.show) + 1}`);
    const title = document.querySelector("title");
    const named = (name) => { document.title = `${name} · Corda & Clay`; };
    if (words[lang][title.dataset.title]) named(t(title.dataset.title));
    products().then((list) => {
      for (const el of all("[data-p]")) el.textContent = find(list, el.dataset.p)?.[lang] ?? el.textContent;
      for (const el of all("[data-alt]")) {
        const [id, i] = el.dataset.alt.split(".");
        el.alt = list.find((p) => p.id === id)?.alt[i]?.[lang] ?? el.alt;
      }
      const name = title.dataset.title && find(list, title.dataset.title)?.[lang];
      if (name) named(name);
    }, () => {});
  }

  // --- cart: [{ id, variant, qty }]
  const KEY = "corda-clay-cart";
  const read = () => {
    try {
      const list = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(list) ? list.filter((l) => typeof l?.id === "string" && Number.isInteger(l.qty) && l.qty > 0) : [];
    } catch {
      return [];
    }
  };
  let kept = read();
  const write = (list) => {
    kept = list;
    try { localStorage.setItem(KEY, JSON.stringify(list)); } catch { /* private mode: kept for this page */ }
    count();
  };
  const count = () => {
    const n = kept.reduce((sum, l) => sum + l.qty, 0);
    for (const el of all("[data-count]")) { el.textContent = String(n); el.classList.toggle("some", n > 0); }
  };
  const quantity = (raw) => Math.min(20, Math.max(1, Math.round(Number(raw)) || 1));
  count();
  addEventListener("storage", (e) => { if (e.key === KEY) { kept = read(); count(); drawCart(); } });

  // --- product page
  const article = document.querySelector("[data-product]");
  if (article) {
    const shown = article.querySelector(".shown");
    const thumbs = all("[data-show]", article);
    for (const b of thumbs) {
      b.addEventListener("click", () => {
        for (const other of thumbs) other.setAttribute("aria-pressed", String(other === b));
        const small = b.querySelector("img").getAttribute("src");
        shown.srcset = `${small} 640w, ${small.replace("-640.jpg", ".jpg")} 2400w`;
        shown.src = small;
        products().then((list) => {
          shown.alt = list.find((p) => p.id === article.dataset.product)?.alt[b.dataset.show]?.[lang] ?? shown.alt;
        }, () => {});
      });
    }
    article.querySelector("form").addEventListener("submit", (e) => {
      e.preventDefault();
      const form = new FormData(e.currentTarget);
      const line = { id: article.dataset.product, variant: form.get("variant") ?? "", qty: quantity(form.get("qty")) };
      const list = read();
      const same = list.find((l) => l.id === line.id && (l.variant ?? "") === line.variant);
      if (same) same.qty = quantity(same.qty + line.qty);
      else list.push(line);
      write(list);
      article.querySelector(".said").textContent = t("added");
    });
  }

  // --- cart page
  const make = (tag, cls, text) => {
    const el = document.createElement(tag);
    if (cls) el.className = cls;
    if (text !== undefined) el.textContent = text;
    return el;
  };
  const linesEl = document.querySelector(".cart .lines");
  function drawCart() {
    if (!linesEl) return;
    products().then((list) => {
      linesEl.replaceChildren();
      let total = 0;
      kept.forEach((line, i) => {
        const p = list.find((x) => x.id === line.id);
        if (!p) return;
        total += Number(p.price) * line.qty;
        const li = make("li", "line");
        const img = make("img");
        img.src = `/pictures/${p.pictures[0].replace(".jpg", "-640.jpg")}`;
        img.width = 640;
        img.height = 480;
        img.alt = "";
        const what = make("div", "what");
        const a = make("a", "name", p.name[lang]);
        a.href = `/p/${p.id}.html${lang === "en" ? "" : `?lang=${lang}`}`;
        what.append(a);
        const option = p.variants?.options.find((o) => o.id === line.variant);
        if (option) what.append(make("p", "quiet", option.name[lang]));
        const label = make("label", "qty");
        label.append(make("span", "", t("quantity")));
        const input = make("input");
        input.type = "number";
        input.min = "1";
        input.max = "20";
        input.inputMode = "numeric";
        input.value = String(line.qty);
        input.addEventListener("change", () => {
          write(kept.map((l, k) => (k === i ? { ...l, qty: quantity(input.value) } : l)));
          drawCart();
        });
        label.append(input);
        const remove = make("button", "plain", t("remove"));
        remove.type = "button";
        remove.setAttribute("aria-label", `${t("remove")}: ${p.name[lang]}`);
        remove.addEventListener("click", () => {
          write(kept.filter((_, k) => k !== i));
          drawCart();
          document.querySelector(".cart .said").textContent = t("removed");
        });
        const tools = make("div", "tools");
        tools.append(label, remove);
        what.append(tools);
        li.append(img, what, make("p", "price", money(Number(p.price) * line.qty)));
        linesEl.append(li);
      });
      const none = linesEl.childElementCount === 0;
      document.querySelector(".cart .empty").hidden = !none;
      document.querySelector(".cart .sum").hidden = none;
      document.querySelector("[data-total]").textContent = money(total);
    }, () => {});
  }
  drawCart();
})();
