/** @file The product beside its picture, and several of them compared. */

import tableIcon from 'lucide-static/icons/table-2.svg?raw';
import { useState } from 'preact/hooks';
import { t as say } from '../i18n/i18n';
import { CompareTable } from '../ui/CompareTable';
import { Icon } from '../ui/Icon';
import { ProductCard } from '../ui/ProductCard';
import type { SharedProduct } from '../wire/generated';
import type { StagePort } from './port';
import type { StageModel } from './stage_model';

/** See {@link ProductBar}. */
export interface ProductBarProps {
  readonly port: StagePort;
  readonly model: StageModel;
  /** Nothing can be chosen. */
  readonly still: boolean;
  readonly onProblem: (error: unknown) => void;
}

/** What is said of the pictures on the stage, as far as they show products. */
export function ProductBar({ port, model, still, onProblem }: ProductBarProps) {
  const [comparing, setComparing] = useState(false);
  const { products } = port.state.value;
  const shown = model.shown.value
    .map((item) => products.find((one) => one.pictures.some((it) => it.item === item.id)))
    .filter((one): one is SharedProduct => one !== undefined);
  const different = [...new Set(shown)];
  const [first] = different;
  if (!first) return null;
  if (different.length > 1) {
    return (
      <div class="cv-product">
        <button
          type="button"
          class="cv-link cv-table"
          aria-expanded={comparing}
          data-compare="table"
          onClick={() => setComparing(!comparing)}
        >
          <Icon svg={tableIcon} small />
          <span>{say('product.table')}</span>
        </button>
        {comparing && <CompareTable products={different.map((one) => one.card)} />}
      </div>
    );
  }
  const locked = still || model.lockedOut.value || port.state.value.ended;
  return (
    <div class="cv-product">
      <ProductCard
        flat
        product={first.card}
        picture={null}
        onVariant={
          locked ? null : (variant) => port.chooseVariant(first.id, variant).catch(onProblem)
        }
      />
    </div>
  );
}
