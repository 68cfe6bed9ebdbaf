/** @file What is wrong with a view, as far as a program can see it. Runs inside the page. */

import { readFile } from 'node:fs/promises';
import { pathOf } from './packages.mjs';

/** axe-core, to be evaluated in the page before {@link runAxe}. */
export const axeSource = await readFile(pathOf('axe-core/axe.min.js'), 'utf8');

/** What axe finds: WCAG 2.2 up to AA, contrast included. */
export async function runAxe() {
  const result = await globalThis.axe.run(document, {
    iframes: false,
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
    resultTypes: ['violations'],
  });
  return result.violations.flatMap((rule) =>
    rule.nodes.map((node) => `axe ${rule.id}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
}

/**
 * Overflow, cut words, small targets, words that are in no catalogue. A target is what takes the
 * pointer: 24 px by mouse, 44 px by finger; links inside a sentence are exempt (WCAG 2.5.8).
 */
export function findFaults({ touch, pseudo }) {
  const faults = [];
  // What is clipped to one pixel is for readers of the screen, and for a press passed on by script.
  const clipped = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width <= 1 && height <= 1;
  };
  const shown = (element) =>
    !clipped(element) &&
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.getClientRects().length > 0;
  const nameOf = (element) => {
    const id = element.dataset?.testid ? `[${element.dataset.testid}]` : '';
    const classes = [...element.classList].slice(0, 3).join('.');
    const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim();
    return `${element.localName}.${classes}${id} "${words.slice(0, 30)}"`;
  };
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    faults.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  }

  for (const element of document.body.querySelectorAll('*')) {
    if (!(element instanceof HTMLElement) || !shown(element)) continue;
    const style = getComputedStyle(element);
    const words = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== '',
    );
    // Words that reach over the edge of what clips them, with no sign that there is more.
    if (words && style.textOverflow !== 'ellipsis' && style.webkitLineClamp === 'none') {
      const cuts =
        /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      if (cuts) faults.push(`cut words: ${nameOf(element)}`);
    }
    if (words && style.display !== 'inline') {
      const range = document.createRange();
      range.selectNodeContents(element);
      const text = range.getBoundingClientRect();
      for (let box = element; box !== document.body; box = box.parentElement) {
        const at = getComputedStyle(box);
        if (/auto|scroll/.test(at.overflowX + at.overflowY)) break;
        if (at.textOverflow === 'ellipsis' || at.webkitLineClamp !== 'none') break;
        const edge = box.getBoundingClientRect();
        const clips = /hidden|clip/.test(at.overflowX);
        if (clips && (text.right > edge.right + 1 || text.left < edge.left - 1)) {
          faults.push(`words over the edge of ${nameOf(box)}: ${nameOf(element)}`);
          break;
        }
      }
    }
    if (pseudo && words && !element.closest('bdi, [dir="auto"], kbd, code, time, .avatar')) {
      for (const node of element.childNodes) {
        if (node.nodeType !== Node.TEXT_NODE) continue;
        const plain =
          /[a-z]{3,}/i.test(node.data) && !/[\u00c0-\u024f\u1e00-\u1eff]/.test(node.data);
        if (plain) faults.push(`words of no catalogue: "${node.data.trim().slice(0, 40)}"`);
      }
    }
  }

  const targets =
    'button, a[href], input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=switch], [role=option], [role=menuitem]';
  const least = touch ? 44 : 24;
  for (const element of document.querySelectorAll(targets)) {
    if (!shown(element)) continue;
    const style = getComputedStyle(element);
    if (style.display === 'inline' && element.localName === 'a') continue;
    if (style.pointerEvents === 'none' || element.closest('[inert]')) continue;
    // A field inside its label or a wrapper takes the pointer with it.
    const whole = element.closest('label, [data-target]') ?? element;
    const { width, height } = whole.getBoundingClientRect();
    if (Math.round(width) < least || Math.round(height) < least) {
      faults.push(
        `target of ${Math.round(width)} × ${Math.round(height)}, ${least} are needed: ${nameOf(element)}`,
      );
    }
  }
  return faults;
}
