/** @file What happens, in a sentence, and what one can do about it. */

import { formatSeconds, LANGUAGES, type Language, language, t } from '../i18n/i18n';
import { Icon } from '../ui/Icon';
import { agent, phone as phoneIcon, plug as plugIcon, restart } from '../ui/icons';
import type { Side } from './App';
import type { Demo, Plug, Turn } from './model';

/** See {@link Bar}. */
export interface BarProps {
  readonly demo: Demo;
  readonly side: Side;
  readonly onSide: (side: Side) => void;
  readonly onAgent: () => void;
  readonly onPhone: () => void;
}

function plugWords(plug: Plug): string | null {
  switch (plug.kind) {
    case 'in':
      return null;
    case 'killing':
      return t('demo.unplug.killing');
    case 'down':
      return t('demo.unplug.down');
    case 'back':
      return t('demo.unplug.back', { seconds: formatSeconds(plug.seconds) });
    case 'failed':
      return t('demo.unplug.failed', { seconds: formatSeconds(plug.seconds) });
  }
}

const TURNS = {
  story: 'demo.story',
  yours: 'demo.yourTurn',
  agent: 'demo.agentYou',
} as const satisfies Record<Turn, string>;

function Tabs({ side, onSide }: Pick<BarProps, 'side' | 'onSide'>) {
  const tab = (which: Side, words: string) => (
    <button type="button" aria-pressed={side === which} onClick={() => onSide(which)}>
      {words}
    </button>
  );
  return (
    <div class="demo-tabs">
      {tab('customer', t('demo.customer'))}
      {tab('agent', t('demo.agent'))}
    </div>
  );
}

/** Draws it. */
export function Bar({ demo, side, onSide, onAgent, onPhone }: BarProps) {
  const plug = demo.plug.value;
  const turn = demo.turn.value;
  // At the end of the story it is the visitor's turn, whether they take it or not.
  const words = turn === 'story' && demo.hint.value !== 'before' ? TURNS.yours : TURNS[turn];
  const busy = plug.kind === 'killing' || plug.kind === 'down';
  return (
    <header class="demo-bar">
      <span class="demo-mark" aria-hidden="true" />
      <h1 class="hidden-text">{t('demo.title')}</h1>
      <Tabs side={side} onSide={onSide} />
      <p class={`demo-words plug-${plug.kind}`} role="status" data-testid="demo-status">
        {plugWords(plug) ?? t(words)}
      </p>
      <div class="demo-acts">
        <button type="button" class="button primary" data-testid="demo-be-agent" onClick={onAgent}>
          <Icon svg={agent} small />
          <span>{t('demo.beAgent')}</span>
        </button>
        <button
          type="button"
          class="button"
          aria-label={t('demo.unplug')}
          data-testid="demo-unplug"
          title={t('demo.unplug.tip')}
          disabled={busy}
          onClick={() => demo.unplug()}
        >
          <Icon svg={plugIcon} small />
          <span>{t('demo.unplug')}</span>
        </button>
        <button
          type="button"
          class="button"
          aria-label={t('demo.startOver')}
          data-testid="demo-start-over"
          onClick={() => demo.startOver()}
        >
          <Icon svg={restart} small />
          <span>{t('demo.startOver')}</span>
        </button>
        <button
          type="button"
          class="button"
          aria-label={t('demo.phone')}
          data-testid="demo-phone"
          onClick={onPhone}
        >
          <Icon svg={phoneIcon} small />
          <span>{t('demo.phone')}</span>
        </button>
        <Languages onPick={(next) => demo.speak(next)} />
      </div>
    </header>
  );
}

function Languages({ onPick }: { readonly onPick: (language: Language) => void }) {
  return (
    <select
      class="button"
      aria-label={t('demo.language')}
      data-testid="demo-language"
      value={language()}
      onChange={(event) => {
        const next = LANGUAGES.find((one) => one.tag === event.currentTarget.value);
        if (next) onPick(next.tag);
      }}
    >
      {LANGUAGES.map((one) => (
        <option key={one.tag} value={one.tag} lang={one.tag}>
          {one.name}
        </option>
      ))}
    </select>
  );
}
