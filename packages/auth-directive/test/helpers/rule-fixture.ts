import { type ResolvedPrincipal, resolveCaller } from '../../src/core/resolved-caller.js';
import type { Group } from '../../src/core/rule.js';
import type { Caller } from '../../src/index.js';
import { HIERARCHY, NOW, principal, ROLES } from './schema-fixture.js';

export function group(more: Partial<Group> = {}): Group {
  return { roles: [], scopes: null, freshWithin: Infinity, assurance: 0, parent: [], value: [], ...more };
}

/** Returns the weakest role of the ladder and the next ones up to that index, as a group lists them. */
export function rolesUpTo(index: number): readonly string[] {
  return [...ROLES, 'OWNER'].slice(0, index + 1).sort();
}

export function known(caller: Caller): ResolvedPrincipal {
  const resolvedCaller = resolveCaller(caller, HIERARCHY, NOW);
  if (resolvedCaller.kind === 'anonymous') throw new Error('The caller is anonymous.');
  return resolvedCaller;
}

export function resolvedCaller(more: Parameters<typeof principal>[2] = {}, role = 'USER'): ResolvedPrincipal {
  return known(principal('ada', role, more));
}
