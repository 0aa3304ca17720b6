import type { Caller, Principal } from './auth-options.js';

/** A validated caller, with its role as an index into the role hierarchy. */
export type ResolvedCaller =
  | { readonly kind: 'anonymous'; readonly caller: Caller; readonly reason: string }
  | ResolvedPrincipal;

export interface ResolvedPrincipal {
  readonly kind: 'principal';
  readonly caller: Principal;
  readonly id: string;
  /** -1 for a role that is not in the hierarchy: it is weaker than every other role. */
  readonly roleRank: number;
  /** Null for a caller that scopes do not limit. */
  readonly scopes: ReadonlySet<string> | null;
  /** Milliseconds since 1970; NaN when unknown. */
  readonly authenticatedAt: number;
  readonly assurance: number;
}

/** Validates a caller. Anything that is not a caller is anonymous; a malformed member counts as missing. */
export function resolveCaller(caller: Caller | null | undefined, roles: readonly string[]): ResolvedCaller {
  if (typeof caller !== 'object' || caller === null || caller.kind !== 'principal' || !isId(caller.id)) {
    return anonymous(caller);
  }
  const { scopes, authenticatedAt, assurance } = caller;
  return {
    kind: 'principal',
    caller,
    id: caller.id,
    roleRank: roles.indexOf(caller.role),
    scopes: scopes === undefined ? null : new Set(Array.isArray(scopes) ? scopes : []),
    authenticatedAt: authenticatedAt instanceof Date ? authenticatedAt.getTime() : Number.NaN,
    assurance: Number.isFinite(assurance) ? Number(assurance) : 0,
  };
}

function anonymous(caller: Caller | null | undefined): ResolvedCaller {
  const reason =
    caller?.kind === 'anonymous' && typeof caller.reason === 'string' ? caller.reason : 'TOKEN_MISSING';
  return { kind: 'anonymous', caller: { kind: 'anonymous', reason }, reason };
}

function isId(id: unknown): boolean {
  return typeof id === 'string' && id !== '';
}
