/** @file Two to four products side by side: what they cost, what is left, and all they say. */

import './product.css';
import { t } from '../i18n/i18n';
import { offerOf, Price, type ProductView, StockLine } from './ProductCard';

/** See {@link CompareTable}. */
export interface CompareTableProps {
  /** In the order of the pictures. */
  readonly products: readonly ProductView[];
}

const same = (a: string, b: string) => a.toLocaleLowerCase() === b.toLocaleLowerCase();

/** Every property of any of them, named as the first one names it. */
function names(products: readonly ProductView[]): string[] {
  const all: string[] = [];
  for (const { attributes } of products) {
    for (const { name } of attributes) if (!all.some((one) => same(one, name))) all.push(name);
  }
  return all;
}

function saidOf(product: ProductView, name: string): string {
  return product.attributes.find((one) => same(one.name, name))?.value ?? '–';
}

/** Draws it; what differs stands out. */
export function CompareTable({ products }: CompareTableProps) {
  const offers = products.map(offerOf);
  const brands = products.some((one) => one.brand !== null);
  const ratings = products.some((one) => one.rating !== null);
  const stars = ({ rating }: ProductView) =>
    rating === null ? '–' : `★ ${(rating.tenths / 10).toFixed(1)} (${rating.count})`;
  return (
    <section
      class="compare-table"
      data-testid="compare-table"
      aria-label={t('product.table')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            <td />
            {products.map((one, at) => (
              <th key={`${at} ${one.title}`} scope="col" dir="auto">
                {one.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('product.price')}</th>
            {offers.map((one, at) => (
              <td key={`${at}`}>{one.price ? <Price {...one} /> : '–'}</td>
            ))}
          </tr>
          <tr>
            <th scope="row">{t('product.stock')}</th>
            {offers.map((one, at) => (
              <td key={`${at}`}>
                {one.stock.state === 'unknown' ? '–' : <StockLine stock={one.stock} />}
              </td>
            ))}
          </tr>
          {ratings && (
            <tr>
              <th scope="row">{t('product.ratings')}</th>
              {products.map((one, at) => (
                <td key={`${at}`}>{stars(one)}</td>
              ))}
            </tr>
          )}
          {brands && (
            <tr>
              <th scope="row">{t('product.brand')}</th>
              {products.map((one, at) => (
                <td key={`${at}`} dir="auto">
                  {one.brand ?? '–'}
                </td>
              ))}
            </tr>
          )}
          {names(products).map((name) => {
            const values = products.map((one) => saidOf(one, name));
            const differs = new Set(values).size > 1;
            return (
              <tr key={name} class={differs ? 'differs' : ''}>
                <th scope="row" dir="auto">
                  {name}
                </th>
                {values.map((value, at) => (
                  <td key={`${at}`} dir="auto">
                    {value}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
