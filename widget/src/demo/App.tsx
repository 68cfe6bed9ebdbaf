/** @file The two frames and the bar above them. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type TextKey, t } from '../i18n/i18n';
import { Bar } from './Bar';
import { Hint } from './Hint';
import type { Demo, Scene } from './model';
import { Phone } from './Phone';

/** Which frame a window shows that has no room for both. */
export type Side = 'customer' | 'agent';

const WORDS: Record<Exclude<Scene['kind'], 'playing' | 'starting'>, [TextKey, TextKey]> = {
  'no-secret': ['demo.noSecret', 'demo.noSecret.body'],
  'bad-secret': ['demo.badSecret', 'demo.badSecret.body'],
  unreachable: ['demo.unreachable', 'demo.unreachable.body'],
};

function Notice({ scene }: { readonly scene: Exclude<Scene, { kind: 'playing' }> }) {
  if (scene.kind === 'starting') {
    return (
      <main class="demo-notice" aria-busy="true">
        <p>{t('demo.starting')}</p>
      </main>
    );
  }
  const [title, body] = WORDS[scene.kind];
  return (
    <main class="demo-notice">
      <span class="demo-mark" aria-hidden="true" />
      <h1>{t(title)}</h1>
      <p>{t(body)}</p>
    </main>
  );
}

/** Draws the whole page. */
export function App({ demo }: { readonly demo: Demo }) {
  const side = useSignal<Side>('customer');
  const joining = useSignal(false);
  const desk = useRef<HTMLIFrameElement>(null);
  const scene = demo.scene.value;
  if (scene.kind !== 'playing') return <Notice scene={scene} />;
  return (
    <div class={`demo side-${side.value}`}>
      <Bar
        demo={demo}
        side={side.value}
        onSide={(next) => {
          side.value = next;
        }}
        onAgent={() => {
          side.value = 'agent';
          demo.beAgent();
          desk.current?.focus();
        }}
        onPhone={() => {
          joining.value = true;
        }}
      />
      {joining.value && (
        <Phone
          phone={scene.phone}
          onClose={() => {
            joining.value = false;
          }}
        />
      )}
      <main class="demo-stage">
        <section class="phone" aria-label={t('demo.customer')}>
          <iframe
            key={scene.shop}
            class="phone-screen"
            title={t('demo.shopFrame')}
            src={scene.shop}
            // The loader has to know that the page around it is the demo.
            referrerpolicy="origin"
            data-testid="demo-customer"
            onLoad={demo.loaded}
          />
          {demo.hint.value === 'now' && <Hint />}
        </section>
        <section class="desk" aria-label={t('demo.agent')}>
          <iframe
            key={scene.console}
            ref={desk}
            title={t('demo.consoleFrame')}
            src={scene.console}
            data-testid="demo-agent"
          />
        </section>
      </main>
    </div>
  );
}
