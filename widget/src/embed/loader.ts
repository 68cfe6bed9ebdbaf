/**
 * @file The one script a shop includes: `<script src="…/widget.js" data-inbox="KEY" async>`. Finds
 * its own tag, runs once, and adds one name to the page, the function `Vitrine`. Calls made before
 * it was there wait in the function's queue.
 */

import type { HostProduct } from '../host/messages';
import type { Cart } from '../wire/generated';
import type { Said } from './product/shop_page';
import type { VitrineEvent, VitrineSettings } from './sdk';
import { fromAttributes, read } from './settings';
import { startWidget, type Widget } from './widget';

type Listener = (detail: unknown) => void;
type Call = (...words: unknown[]) => unknown;

declare global {
  interface Window {
    Vitrine?: Call & {
      /** Calls from before. */
      q?: ArrayLike<unknown>[];
      /** This script runs. */
      on?: true;
    };
  }
}

function ownScript(): HTMLScriptElement | null {
  const { currentScript } = document;
  if (currentScript instanceof HTMLScriptElement) return currentScript;
  return document.querySelector<HTMLScriptElement>('script[src*="/widget"]');
}

function fields(value: unknown): Map<string, unknown> | null {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}

const textOf = (value: unknown, most: number) =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, most) : '';

function productOf(value: unknown): HostProduct | null {
  const found = fields(value);
  const name = textOf(found?.get('name'), 200);
  if (!found || name === '') return null;
  const picture = textOf(found.get('picture'), 2048) || null;
  return { name, picture, price: textOf(found.get('price'), 40) || null };
}

function cartOf(value: unknown): Cart | null {
  const found = fields(value);
  const count = Math.floor(Number(found?.get('count')));
  if (!found || !(count >= 0 && count < 2 ** 32)) return null;
  return { count, total: textOf(found.get('total'), 40) || null };
}

function install(script: HTMLScriptElement) {
  const { origin } = new URL(script.src, document.baseURI);
  const { nonce } = script;
  const demo = 'demo' in script.dataset;
  const attributes = fromAttributes(script);
  const byItself = read(attributes).inbox !== '';
  const listeners = new Map<string, Set<Listener>>();
  const shop: Said = {};
  let said: VitrineSettings = {};
  let widget: Widget | null = null;

  function emit(event: VitrineEvent, detail?: object) {
    for (const listener of [...(listeners.get(event) ?? [])]) {
      try {
        listener(detail);
      } catch (error) {
        // The shop's own mistake is the shop's to see, and stops nothing here.
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  function boot() {
    const settings = read({ ...attributes, ...said });
    if (widget) return widget.update(settings);
    if (settings.inbox === '') return;
    widget = startWidget({ origin, nonce, demo, settings, said: shop, emit });
    emit('ready');
    document.dispatchEvent(new CustomEvent('vitrine:ready'));
  }

  function stop(forget: boolean) {
    widget?.stop(forget);
    widget = null;
  }

  const call: NonNullable<Window['Vitrine']> = (name, first, second) => {
    switch (name) {
      case 'boot':
      case 'update':
        said = { ...said, ...(fields(first) && Object(first)) };
        return name === 'boot' || widget ? boot() : undefined;
      case 'consent':
        if (first !== 'granted' && first !== 'denied') return;
        said = { ...said, consent: first };
        return widget ? boot() : undefined;
      case 'shutdown':
        return stop(false);
      case 'destroy':
        stop(true);
        listeners.clear();
        if (window.Vitrine === call) Reflect.deleteProperty(window, 'Vitrine');
        return;
      case 'on': {
        if (typeof first !== 'string' || typeof second !== 'function') return;
        const all = listeners.get(first) ?? new Set();
        const one: Listener = (detail) => second(detail);
        listeners.set(first, all.add(one));
        return () => all.delete(one);
      }
      case 'show':
      case 'hide':
        return widget?.show(name === 'show');
      case 'open':
      case 'close':
        return widget?.open(name === 'open');
      case 'toggle':
        return widget?.open(null);
      case 'identify':
        return typeof first === 'string' ? widget?.identify(first) : undefined;
      case 'page':
        return widget?.page();
      case 'setProduct':
        shop.product = first;
        shop.page = location.href;
        return widget?.product(productOf(first));
      case 'onAddToCart':
        shop.add = typeof first === 'function' ? (line) => first(line) : undefined;
        return;
      case 'setCart':
        return widget?.cart(cartOf(first));
      case 'reset':
        return widget?.reset();
    }
  };

  const queue = window.Vitrine?.q ?? [];
  call.on = true;
  window.Vitrine = call;
  const begin = () => {
    // Listeners first: they want to hear of the start too.
    const calls = [...queue].map((one) => [...Array.from(one)]);
    for (const one of calls) if (one[0] === 'on') call(...one);
    const rest = calls.filter((one) => one[0] !== 'on');
    if (byItself && !rest.some((one) => one[0] === 'boot')) boot();
    for (const one of rest) call(...one);
  };
  if (document.body) begin();
  else document.addEventListener('DOMContentLoaded', begin, { once: true });
}

const script = ownScript();
if (script && !window.Vitrine?.on) install(script);
