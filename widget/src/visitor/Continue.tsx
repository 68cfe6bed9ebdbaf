/** @file The page behind the link of a mail or of another device: it asks once, and then the panel is a page of its own. */

import { useSignal } from '@preact/signals';
import { render } from 'preact';
import { t } from '../i18n/i18n';
import { createApi } from '../net/api';
import { readContinued, readInboxInfo } from '../net/frame';
import type { Keep } from '../net/keep';
import { codeOf } from '../net/refused';
import { takeSecret } from '../state/secret';
import type { InboxInfo } from '../wire/generated';
import { keepPage, wayBack } from './way_back';
import './continue.css';

interface ContinueProps {
  readonly inbox: InboxInfo | null;
  /** The way back to the shop; null when nobody knows it. */
  readonly shop: string | null;
  /** Redeems the link; null when there is none. */
  readonly redeem: (() => Promise<void>) | null;
  /** This device knows a visitor already; null when it does not. */
  readonly onHere: (() => void) | null;
}

type State = 'asks' | 'runs' | 'gone' | 'failed';

/** Draws it. Opening the page redeems nothing: programs that check mails open pages, too. */
function Continue({ inbox, shop, redeem, onHere }: ContinueProps) {
  const state = useSignal<State>(redeem ? 'asks' : 'gone');
  function open() {
    state.value = 'runs';
    redeem?.().catch((error) => {
      state.value = codeOf(error) === 'link_gone' ? 'gone' : 'failed';
    });
  }
  const gone = state.value === 'gone';
  const carried = new URLSearchParams(location.search).has('carry');
  return (
    <main class="continue" data-testid={gone ? 'continue-gone' : 'continue'}>
      <h1>
        {gone
          ? t('continue.gone')
          : t(carried ? 'continue.carry' : 'continue.title', {
              shop: inbox?.name ?? t('agent.someone'),
            })}
      </h1>
      <p>{t(gone ? 'continue.gone.body' : carried ? 'continue.carry.body' : 'continue.body')}</p>
      {state.value === 'failed' && <p role="alert">{t('problem.other')}</p>}
      <div class="continue-acts">
        {!gone && (
          <button
            type="button"
            class="button primary"
            data-testid="continue-open"
            aria-busy={state.value === 'runs'}
            disabled={state.value === 'runs'}
            onClick={open}
          >
            {t('continue.open')}
          </button>
        )}
        {gone && onHere && (
          <button type="button" class="button primary" onClick={onHere}>
            {t('continue.here')}
          </button>
        )}
        {shop !== null && (
          <a class={`button ${gone && !onHere ? 'primary' : 'quiet'}`} href={shop}>
            {t('continue.shop')}
          </a>
        )}
      </div>
    </main>
  );
}

/** Where the token of this inbox is kept, and what happens once there is one. */
export interface Meeting {
  readonly root: HTMLElement;
  readonly keep: Keep;
  readonly inbox: string;
  readonly tokenKey: string;
  readonly begin: () => void;
}

/** Takes the secret out of the address and asks whether to use it. */
export async function meet({ root, keep, inbox, tokenKey, begin }: Meeting): Promise<void> {
  const secret = takeSecret();
  const known = keep.get(tokenKey) !== null;
  // Loaded again after the link was used.
  if (secret === null && known) {
    begin();
    return;
  }
  const api = createApi();
  const info = await api
    .get(`/v1/inbox?key=${encodeURIComponent(inbox)}`, readInboxInfo)
    .catch(() => null);
  const start = () => {
    render(null, root);
    begin();
  };
  const redeem = async () => {
    const { token, page } = await api.post('/v1/continue', { inbox, secret }, readContinued);
    keep.set(tokenKey, token);
    keepPage(keep, inbox, page);
    start();
  };
  const shop = wayBack(keep, inbox, info?.origins ?? []);
  const props = { inbox: info, shop, redeem: secret === null ? null : redeem };
  render(<Continue {...props} onHere={known ? start : null} />, root);
}
