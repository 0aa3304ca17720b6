import type { GraphQLResolveInfo } from 'graphql';
import { createPrivateSlot } from '../core/private-slot.js';
import type { Rule } from '../core/rule.js';

/** How far the answer of a guarded field may be cached. */
export interface CacheLimit {
  readonly scope: 'PRIVATE';
  readonly maxAge?: 0;
}

/** For decisions that depend on the caller alone: a cache may keep the answer for this caller. */
const PRIVATE: CacheLimit = Object.freeze({ scope: 'PRIVATE' });

/** For decisions that depend on an object or on the time: they must be made again for each request. */
export const NO_STORE: CacheLimit = Object.freeze({ scope: 'PRIVATE', maxAge: 0 });

/** Returns the limit for answers that a rule has decided. */
export function cacheLimitOf(rule: Rule): CacheLimit {
  return rule.some(({ parent, value, freshWithin }) => {
    return parent.length > 0 || value.length > 0 || freshWithin !== Infinity;
  })
    ? NO_STORE
    : PRIVATE;
}

/** Apollo's `info.cacheControl`, as far as guards use it. */
interface CacheControl {
  readonly setCacheHint?: (hint: CacheLimit) => void;
  readonly cacheHint?: CachePolicy;
}

interface CachePolicy {
  readonly restrict: (hint: CacheLimit) => void;
  replace: (hint: object) => void;
}

/** The resolve info with the field that Apollo's cache control adds to it. */
type CacheableInfo = GraphQLResolveInfo & { readonly cacheControl?: CacheControl };

const limits = createPrivateSlot<CacheLimit>();

/**
 * Keeps the response out of shared caches, where the server provides `info.cacheControl`. A hint of the
 * resolver can restrict the limit further, but not lift it.
 */
export function restrictCaching(info: GraphQLResolveInfo, limit: CacheLimit): void {
  const { cacheControl }: CacheableInfo = info;
  if (cacheControl === undefined) return;
  const { cacheHint } = cacheControl;
  if (cacheHint === undefined) {
    cacheControl.setCacheHint?.(limit);
    return;
  }
  cacheHint.restrict(limit);
  const existing = limits.get(cacheHint);
  limits.set(cacheHint, { ...existing, ...limit });
  if (existing !== undefined) return;
  const replace = cacheHint.replace.bind(cacheHint);
  cacheHint.replace = (hint) => {
    replace(hint);
    cacheHint.restrict(limits.get(cacheHint) ?? limit);
  };
}
