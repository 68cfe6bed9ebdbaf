/**
 * @file Which visit this page belongs to. It lives in the page's memory. Once the visitor agreed,
 * all tabs share it for half an hour after the last page; once the visitor used the widget, this
 * tab keeps it. Nothing is stored before.
 */

import type { VitrineConsent } from './sdk';

/** A visit as it stands. */
export interface Visited {
  readonly id: string;
  /** Pages seen in it, this one included. */
  readonly pages: number;
}

const KEY = 'vitrine.visit';
const GAP_MS = 30 * 60_000;

/** What keeps the visit: nothing, this tab, or all tabs. */
type Scope = 'page' | 'tab' | 'tabs';

function storeOf(scope: Scope): Storage | null {
  try {
    if (scope === 'page') return null;
    return scope === 'tab' ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}

function newId(): string {
  // UUIDv7, as all ids here.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint32(0, Math.floor(Date.now() / 65_536));
  new DataView(bytes.buffer).setUint16(4, Date.now() % 65_536);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** See {@link createVisit}. */
export interface VisitKeeper {
  /** Whether the visit is followed over pages. */
  followed(): boolean;
  now(): Visited;
  /** Another page of the same visit, without a reload. */
  page(): void;
  consent(word: VitrineConsent | null): void;
  /** The visitor used the widget. */
  used(): void;
  forget(): void;
}

/** Begins a visit, or goes on with a kept one. */
export function createVisit(word: VitrineConsent | null): VisitKeeper {
  let visited: Visited = { id: newId(), pages: 1 };
  let scope: Scope = 'page';
  let denied = false;

  function wipe() {
    for (const one of ['tab', 'tabs'] as const) storeOf(one)?.removeItem(KEY);
  }

  function read(): Visited | null {
    const [id = '', pages = '', at = ''] = (storeOf(scope)?.getItem(KEY) ?? '').split(' ');
    return id !== '' && Date.now() - Number(at) < GAP_MS ? { id, pages: Number(pages) || 1 } : null;
  }

  function write() {
    try {
      storeOf(scope)?.setItem(KEY, `${visited.id} ${visited.pages} ${Date.now()}`);
    } catch {
      // Full or blocked: then the visit is this page's.
    }
  }

  /** What is kept already is this visit; this page is one more of it. */
  function widen(next: Scope) {
    if (scope === next) return;
    scope = next;
    const kept = read();
    if (kept && kept.id !== visited.id) visited = { id: kept.id, pages: kept.pages + 1 };
    write();
  }

  function consent(next: VitrineConsent | null) {
    denied = next === 'denied';
    if (next === 'granted') widen('tabs');
    if (denied) {
      wipe();
      scope = 'page';
    }
  }

  consent(word);
  // A visitor who used the widget on an earlier page of this tab.
  if (scope === 'page' && word === null && storeOf('tab')?.getItem(KEY)) widen('tab');

  return {
    followed: () => scope !== 'page',
    now: () => visited,
    page: () => {
      if (scope !== 'page') visited = { ...visited, pages: visited.pages + 1 };
      write();
    },
    consent,
    used: () => {
      if (scope === 'page' && !denied) widen('tab');
    },
    forget: () => {
      wipe();
      scope = 'page';
      visited = { id: newId(), pages: 1 };
    },
  };
}
