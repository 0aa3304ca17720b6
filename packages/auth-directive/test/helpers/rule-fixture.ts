import { type ResolvedPrincipal, resolveCaller } from '../../src/core/resolved-caller.js';
import type { Group } from '../../src/core/rule.js';
import type { Caller } from '../../src/index.js';
import { NOW, principal, ROLES } from './schema-fixture.js';

export function group(more: Partial<Group> = {}): Group {
  return { roleRank: -1, scopes: null, freshWithin: Infinity, assurance: 0, parent: [], value: [], ...more };
}

export function known(caller: Caller): ResolvedPrincipal {
  const resolvedCaller = resolveCaller(caller, ROLES, NOW);
  if (resolvedCaller.kind === 'anonymous') throw new Error('The caller is anonymous.');
  return resolvedCaller;
}

export function resolvedCaller(more: Parameters<typeof principal>[2] = {}, role = 'USER'): ResolvedPrincipal {
  return known(principal('ada', role, more));
}
