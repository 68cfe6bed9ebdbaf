/** @file Finding elements in pages, open shadow roots included. Runs inside the page. */

/** The element of `outer >>> inner`, where each `>>>` enters a shadow root. */
export function findDeep(selector) {
  let root = document;
  let element = null;
  for (const part of selector.split(' >>> ')) {
    element = root?.querySelector(part) ?? null;
    root = element?.shadowRoot ?? null;
  }
  return element;
}
