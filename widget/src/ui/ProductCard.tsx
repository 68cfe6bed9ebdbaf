/** @file A product as both sides see it: its picture, what it costs, what is left, its variants. */

import './product.css';
import type { ComponentChildren } from 'preact';
import { t } from '../i18n/i18n';
import { MediaImage } from './MediaImage';
import { type Amount, formatMoney } from './money';
import type { Load } from './useAddress';

/** What is left of it. */
export interface StockView {
  readonly state: 'in_stock' | 'low' | 'out_of_stock' | 'preorder' | 'backorder' | 'unknown';
  readonly left: number | null;
}

/** A name and a value. */
export interface FactView {
  readonly name: string;
  readonly value: string;
}

/** One of the forms a product comes in. */
export interface VariantView {
  readonly id: string;
  readonly options: readonly FactView[];
  readonly price: Amount | null;
  readonly listPrice: Amount | null;
  readonly stock: StockView;
}

/** A product. */
export interface ProductView {
  readonly source: 'page' | 'catalog';
  readonly title: string;
  readonly brand: string | null;
  readonly price: Amount | null;
  readonly listPrice: Amount | null;
  readonly stock: StockView;
  readonly rating: { readonly tenths: number; readonly count: number } | null;
  readonly attributes: readonly FactView[];
  readonly variants: readonly VariantView[];
  readonly chosen: string | null;
}

/** See {@link ProductCard}. */
export interface ProductCardProps {
  readonly product: ProductView;
  /** Its picture; null for none. Give the component a `key` when the picture changes. */
  readonly picture: Load | null;
  /** Chooses a variant for everybody; null where nothing can be chosen. */
  readonly onVariant: ((id: string) => void) | null;
  /** What can be done with it. */
  readonly acts?: ComponentChildren;
  /** In a line beside a picture instead of a card of its own. */
  readonly flat?: boolean;
}

/** More than this is a list to choose from. */
const CHIPS = 8;

const STOCK = {
  in_stock: 'product.stock.in_stock',
  low: 'product.stock.low',
  out_of_stock: 'product.stock.out_of_stock',
  preorder: 'product.stock.preorder',
  backorder: 'product.stock.backorder',
} as const;

/** A variant in words, such as `Red · M`. */
export function variantWords(variant: VariantView): string {
  return variant.options.map((one) => one.value).join(' · ') || variant.id;
}

/** Stock in words; nothing when nobody says. */
export function stockWords({ state, left }: StockView): string | null {
  if (state === 'unknown') return null;
  if (left !== null && left > 0 && state !== 'out_of_stock') return t('product.left', { n: left });
  return t(STOCK[state]);
}

/** The offer that is meant: of the chosen variant, else of the product. */
export function offerOf(product: ProductView): Pick<VariantView, 'price' | 'listPrice' | 'stock'> {
  const chosen = product.variants.find((one) => one.id === product.chosen);
  if (!chosen) return product;
  // A variant without a price of its own costs what the product costs, and did so before.
  return chosen.price ? chosen : { ...product, stock: chosen.stock };
}

/** What it costs, and what it cost before. */
export function Price({ price, listPrice }: Pick<VariantView, 'price' | 'listPrice'>) {
  if (price === null) return null;
  const was = listPrice !== null && listPrice.minor > price.minor ? listPrice : null;
  return (
    <span class="product-price">
      <b>{formatMoney(price)}</b>
      {was && (
        <s>
          <span class="hidden-text">{t('product.was')} </span>
          {formatMoney(was)}
        </s>
      )}
    </span>
  );
}

/** Stock in words, in the colour of its urgency. */
export function StockLine({ stock }: { readonly stock: StockView }) {
  const words = stockWords(stock);
  return words === null ? null : <span class={`product-stock is-${stock.state}`}>{words}</span>;
}

function Stars({ rating }: { readonly rating: NonNullable<ProductView['rating']> }) {
  const stars = (rating.tenths / 10).toFixed(1);
  return (
    <span class="product-stars" title={t('product.rating', { stars, count: rating.count })}>
      <span aria-hidden="true">★ {stars}</span>
      <span class="hidden-text">{t('product.rating', { stars, count: rating.count })}</span>
    </span>
  );
}

function Variants({ product, onVariant }: Pick<ProductCardProps, 'product' | 'onVariant'>) {
  const { variants, chosen } = product;
  if (variants.length === 0) return null;
  if (variants.length > CHIPS) {
    return (
      <select
        class="button small product-select"
        aria-label={t('product.variants')}
        data-testid="variants"
        disabled={onVariant === null}
        value={chosen ?? ''}
        onChange={(event) => onVariant?.(event.currentTarget.value)}
      >
        {chosen === null && <option value="">{t('product.pick')}</option>}
        {variants.map((one) => (
          <option key={one.id} value={one.id}>
            {variantWords(one)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <fieldset class="product-variants" aria-label={t('product.variants')} data-testid="variants">
      {variants.map((one) => (
        <button
          key={one.id}
          type="button"
          dir="auto"
          class={one.stock.state === 'out_of_stock' ? 'sold-out' : ''}
          aria-pressed={one.id === chosen}
          disabled={onVariant === null}
          title={stockWords(one.stock) ?? undefined}
          data-variant={one.id}
          onClick={() => onVariant?.(one.id)}
        >
          {variantWords(one)}
        </button>
      ))}
    </fieldset>
  );
}

/** Draws it. */
export function ProductCard(props: ProductCardProps) {
  const { product, picture, onVariant, acts, flat = false } = props;
  const offer = offerOf(product);
  return (
    <article class={`product-card ${flat ? 'flat' : ''}`} data-testid="product-card">
      {picture && !flat && <MediaImage load={picture} />}
      <div class="product-words">
        <p class="product-title" dir="auto" title={product.title}>
          {product.title}
        </p>
        <p class="product-facts">
          <Price {...offer} />
          <StockLine stock={offer.stock} />
          {product.rating && <Stars rating={product.rating} />}
        </p>
        <Variants product={product} onVariant={onVariant} />
        {!flat && (product.attributes.length > 0 || product.brand !== null) && (
          <details class="product-details">
            <summary>{t('product.details')}</summary>
            <dl>
              {product.brand !== null && (
                <div>
                  <dt>{t('product.brand')}</dt>
                  <dd dir="auto">{product.brand}</dd>
                </div>
              )}
              {product.attributes.map(({ name, value }) => (
                <div key={`${name}: ${value}`}>
                  <dt dir="auto">{name}</dt>
                  <dd dir="auto">{value}</dd>
                </div>
              ))}
            </dl>
            {product.source === 'page' && <p class="product-from">{t('product.page')}</p>}
          </details>
        )}
      </div>
      {acts && <div class="product-acts">{acts}</div>}
    </article>
  );
}
