import type { SeededRandom } from './seeded-random.js';
import type { HeldRoles, ReferenceCaller, ReferenceRoles } from './types.js';
import { isAtLeast } from './verdict.js';

/** The members of a group. The naive evaluator reads this structure, not the SDL created from it. */
export type NaiveGroup = {
  readonly requires?: 'USER' | 'SUPPORT' | 'BILLING' | 'ADMIN';
  readonly scopes?: readonly string[];
  readonly owner?: 'mine' | 'theirs';
  readonly freshWithin?: 600;
  readonly assurance?: 2;
};
/** A directive with members, alternatives, or both. */
export type NaiveDirective = { readonly members?: NaiveGroup; readonly anyOf?: readonly NaiveGroup[] };
type Principal = Extract<ReferenceCaller, { kind: 'principal' }>;

function naiveGroup(random: SeededRandom): NaiveGroup {
  const group: NaiveGroup = {
    ...(random.chance(50) ? { requires: random.pick(['USER', 'SUPPORT', 'BILLING', 'ADMIN'] as const) } : {}),
    ...(random.chance(40) ? { scopes: random.some(['a', 'b'], 50) } : {}),
    ...(random.chance(30) ? { owner: random.pick(['mine', 'theirs'] as const) } : {}),
    ...(random.chance(25) ? { freshWithin: 600 } : {}),
    ...(random.chance(20) ? { assurance: 2 } : {}),
  };
  return Object.keys(group).length > 0 ? group : { requires: 'USER' };
}

/** Generates one to three directives of any form. */
export function naiveDirectives(random: SeededRandom): NaiveDirective[] {
  return Array.from({ length: 1 + random.below(3) }, () => {
    const form = random.below(3);
    const anyOf = Array.from({ length: 1 + random.below(3) }, () => naiveGroup(random));
    if (form === 0) return { members: naiveGroup(random) };
    return form === 1 ? { anyOf } : { members: naiveGroup(random), anyOf };
  });
}

function printMembers(group: NaiveGroup): string[] {
  return Object.entries(group).map(([name, value]) => {
    const isEnum = name === 'requires';
    return `${name}: ${isEnum ? value : JSON.stringify(value)}`;
  });
}

/** Returns the directives as SDL. */
export function printDirectives(directives: readonly NaiveDirective[]): string {
  return directives
    .map(({ members, anyOf }) => {
      const parts = members === undefined ? [] : printMembers(members);
      if (anyOf !== undefined)
        parts.push(`anyOf: [${anyOf.map((group) => `{ ${printMembers(group).join(' ')} }`).join(' ')}]`);
      return `@auth(${parts.join(' ')})`;
    })
    .join(' ');
}

function holds(group: NaiveGroup, caller: Principal, roles: ReferenceRoles, ignoresStepUp: boolean): boolean {
  const { scopes } = caller;
  const isFresh =
    caller.authenticatedAt !== undefined && Date.now() - caller.authenticatedAt.getTime() < 600_000;
  return (
    (group.requires === undefined || isAtLeast(roles, caller, group.requires)) &&
    (scopes === undefined || group.scopes?.every((scope) => scopes.includes(scope)) === true) &&
    group.owner !== 'theirs' &&
    (group.freshWithin === undefined || isFresh || ignoresStepUp) &&
    (group.assurance === undefined || (caller.assurance ?? 0) >= 2 || ignoresStepUp)
  );
}

function passes(
  directives: readonly NaiveDirective[],
  caller: Principal,
  roles: ReferenceRoles,
  ignoresStepUp: boolean,
): boolean {
  return directives.every(
    ({ members, anyOf }) =>
      (members === undefined || holds(members, caller, roles, ignoresStepUp)) &&
      (anyOf === undefined || anyOf.some((group) => holds(group, caller, roles, ignoresStepUp))),
  );
}

/** Returns the verdict of several directives on one element: `granted` or the code of the refusal. */
export function naiveVerdict(
  directives: readonly NaiveDirective[],
  caller: ReferenceCaller,
  roles: ReferenceRoles,
): string {
  if (caller.kind === 'anonymous') return 'UNAUTHENTICATED';
  if (passes(directives, caller, roles, false)) return 'granted';
  return passes(directives, caller, roles, true) ? 'STEP_UP_REQUIRED' : 'FORBIDDEN';
}

/** Returns whether no object could make the directives pass. */
export function isRefusedForEveryObject(
  directives: readonly NaiveDirective[],
  caller: ReferenceCaller,
  roles: ReferenceRoles,
): boolean {
  const optimistic = (group: NaiveGroup): NaiveGroup => ({
    ...group,
    ...(group.owner === undefined ? {} : { owner: 'mine' }),
  });
  const ownedDirectives = directives.map(({ members, anyOf }) => ({
    ...(members === undefined ? {} : { members: optimistic(members) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(optimistic) }),
  }));
  return naiveVerdict(ownedDirectives, caller, roles) !== 'granted';
}

const heldRoles: readonly HeldRoles[] = [
  ...['USER', 'SUPPORT', 'BILLING', 'ADMIN', 'NONE'].map((role) => ({ role })),
  { roles: [] },
  { roles: ['SUPPORT', 'BILLING'] },
  { role: 'USER', roles: ['BILLING', 'NONE'] },
];

/** Returns every kind of caller, which are the rows of the truth table. */
export function everyCallerKind(): ReferenceCaller[] {
  const callers: ReferenceCaller[] = [{ kind: 'anonymous' }];
  const now = Date.now();
  for (const held of heldRoles) {
    for (const scopes of [undefined, [], ['a'], ['a', 'b']]) {
      for (const age of [1, 3_600, undefined]) {
        for (const assurance of [1, 2]) {
          callers.push({
            kind: 'principal',
            id: 'me',
            ...held,
            ...(scopes === undefined ? {} : { scopes }),
            ...(age === undefined ? {} : { authenticatedAt: new Date(now - age * 1000) }),
            assurance,
          });
        }
      }
    }
  }
  return callers;
}
