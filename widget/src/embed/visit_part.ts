/**
 * @file The visit: which page is looked at, in which cart, and whether somebody is there to answer.
 * Loaded when the page is idle.
 */

import type { HostPage, HostProduct } from '../host/messages';
import type { Cart } from '../wire/generated';
import { claim, webAddress } from './claim';
import { createInvitation } from './invitation';
import { pageFacts } from './page_facts';
import { MOUNT, type MountVisit } from './parts';
import { createPresence } from './presence';
import { watchRoutes } from './routes';
import { createVisit } from './visit';

/** Titles and descriptions may follow the address. */
const SETTLE_MS = [50, 1000];
const VERSION = 1;

/** See {@link MountVisit}. */
export const mountVisit: MountVisit = ({ origin, inbox, language, onPage, ...world }) => {
  const visit = createVisit(world.consent);
  const timers = new Set<number>();
  let product: HostProduct | null = null;
  let cart: Cart | null = null;
  let conversation: string | null = null;
  let address = location.href;

  function facts(): HostPage {
    const page = pageFacts(document);
    return { ...page, language: language || page.language, product: product ?? page.product };
  }

  const presence = createPresence({
    url: `${origin.replace(/^http/, 'ws')}/v1/presence`,
    visit: () => {
      const consent = visit.followed();
      const [from = ''] = document.referrer.split(/[?#]/);
      const referrer = consent && from !== '' ? from.slice(0, 200) : null;
      const { id, pages } = visit.now();
      return { v: VERSION, inbox, visit: id, consent, pages, referrer, page: facts(), cart };
    },
    page: () => ({ pages: visit.now().pages, page: facts(), cart }),
    conversation: () => conversation,
    onStaffed: world.onStaffed,
    onInvitation: (one) => invitation.show(one),
  });
  const invitation = createInvitation({
    root: world.root,
    language,
    open: world.open,
    onAnswer: presence.answer,
  });

  function page() {
    presence.page();
    onPage(facts());
  }

  const unroute = watchRoutes(() => {
    if (address !== location.href) {
      address = location.href;
      // What the shop said belonged to the page before.
      product = null;
      visit.page();
    }
    for (const ms of SETTLE_MS) {
      const timer = window.setTimeout(() => {
        timers.delete(timer);
        page();
      }, ms);
      timers.add(timer);
    }
  });

  return {
    facts,
    page,
    product: (next) => {
      product = next && {
        name: claim(next.name, 200),
        picture: webAddress(next.picture, document.baseURI),
        price: claim(next.price, 40) || null,
      };
      page();
    },
    cart: (next) => {
      cart = next && { ...next, total: claim(next.total, 40) || null };
      presence.page();
    },
    consent: (word) => {
      visit.consent(word);
      presence.again();
    },
    used: () => {
      invitation.opened();
      visit.used();
    },
    conversation: (id) => {
      conversation = id;
      presence.conversation();
    },
    forget: () => {
      conversation = null;
      invitation.show(null);
      visit.forget();
      presence.again();
    },
    stop: () => {
      unroute();
      for (const timer of timers) clearTimeout(timer);
      presence.stop();
      invitation.remove();
    },
  };
};

document.currentScript?.dispatchEvent(new CustomEvent(MOUNT, { detail: mountVisit }));
