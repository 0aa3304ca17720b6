import { formatNumber } from '../../framework/format.js';

/** Says how many entries a list has, or about how many. */
export function countText(
  texts: {
    readonly count: (count: string, isOne: boolean) => string;
    readonly about: (count: string) => string;
  },
  counted: { readonly totalCount: number; readonly totalCountIsEstimate: boolean },
): string {
  const count = formatNumber(counted.totalCount);
  return counted.totalCountIsEstimate ? texts.about(count) : texts.count(count, counted.totalCount === 1);
}
