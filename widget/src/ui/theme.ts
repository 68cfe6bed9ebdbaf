/**
 * @file Light or dark by choice rather than by the device. The style sheets know one condition,
 * `prefers-color-scheme: dark`; a choice rewrites that condition, so no colour stands twice.
 */

/** What somebody may choose; `system` is what the device says. */
export type Theme = 'system' | 'light' | 'dark';

const DARK = '(prefers-color-scheme: dark)';
/** Conditions as they were, by their rule, and what they become. */
const rules = new Map<MediaList, string>();
const MEDIA: Record<Theme, string> = { system: DARK, light: 'not all', dark: 'all' };

let chosen: Theme = 'system';

function collect(list: CSSRuleList) {
  for (const rule of list) {
    if (!(rule instanceof CSSMediaRule)) continue;
    if (rule.media.mediaText.includes(DARK)) rules.set(rule.media, rule.media.mediaText);
  }
}

function apply() {
  for (const sheet of document.styleSheets) collect(sheet.cssRules);
  for (const [media, original] of rules) media.mediaText = original.replace(DARK, MEDIA[chosen]);
  // What the browser draws itself, such as scroll bars.
  document.documentElement.style.colorScheme = chosen === 'system' ? '' : chosen;
}

/** Shows everything in this theme, also what is loaded later. */
export function setTheme(theme: Theme): void {
  const first = rules.size === 0;
  chosen = theme;
  apply();
  if (!first) return;
  document.addEventListener(
    'load',
    ({ target }) => target instanceof HTMLLinkElement && apply(),
    // The load of a style sheet does not bubble.
    true,
  );
}
