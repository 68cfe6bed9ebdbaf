/** @file Draws a part of the page whose code is loaded when it is first needed. */

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n';

type Loaded<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'ready'; readonly part: T };

/** See {@link Lazy}. */
export interface LazyProps<T> {
  readonly load: () => Promise<T>;
  readonly children: (part: T) => ComponentChildren;
}

/** Draws it, or that it is on its way. */
export function Lazy<T>({ load, children }: LazyProps<T>) {
  const [loaded, setLoaded] = useState<Loaded<T>>({ kind: 'loading' });
  const begin = () => {
    setLoaded({ kind: 'loading' });
    load().then(
      (part) => setLoaded({ kind: 'ready', part }),
      () => setLoaded({ kind: 'failed' }),
    );
  };
  useEffect(begin, []);
  switch (loaded.kind) {
    case 'loading':
      return (
        <div class="lazy" aria-busy="true">
          <p>{t('pane.loading')}</p>
        </div>
      );
    case 'failed':
      return (
        <div class="lazy">
          <p>{t('pane.failed')}</p>
          <button type="button" class="button" onClick={begin}>
            {t('link.retry')}
          </button>
        </div>
      );
    case 'ready':
      return <>{children(loaded.part)}</>;
  }
}
