import { type PolicySubject, policyAnswers } from './policies.js';
import type { Group, Rule } from './read-rules.js';
import type { ReferenceCaller, ReferenceRoles } from './types.js';

type Truth = 'yes' | 'no' | 'unknown';
type Atom = { readonly stepUp: boolean; readonly policy?: true; readonly truth: Truth };
type Principal = Extract<ReferenceCaller, { kind: 'principal' }>;

/** What a member that needs an object may read; undefined while the object is not resolved. */
export type Subject = PolicySubject | undefined;
/** Rules with the object that their `owner` and `policy` members read. */
export type Question = { readonly rules: readonly Rule[]; readonly subject: Subject };
/** The result: yes, not known yet, or no with each code that the documentation allows and the reason. */
export type Verdict =
  | { readonly truth: 'yes' | 'unknown' }
  | { readonly truth: 'no'; readonly codes: readonly string[]; readonly reason: string | undefined };

function known(value: boolean): Truth {
  return value ? 'yes' : 'no';
}

function isFresh(caller: Principal, seconds: number): boolean {
  const at = caller.authenticatedAt?.getTime();
  return at !== undefined && Date.now() - at <= seconds * 1000;
}

/** Returns whether a role is the wanted one or includes it, by following every path downwards. */
function includesRole(roles: ReferenceRoles, role: string, wanted: string): boolean {
  if (isLadder(roles)) {
    return roles.includes(role) && roles.includes(wanted) && roles.indexOf(role) >= roles.indexOf(wanted);
  }
  const included = roles[role];
  if (included === undefined) return false;
  return role === wanted || included.some((each) => includesRole(roles, each, wanted));
}

function isLadder(roles: ReferenceRoles): roles is readonly string[] {
  return Array.isArray(roles);
}

/** Returns whether any role of the caller is the wanted one or includes it. */
export function isAtLeast(roles: ReferenceRoles, caller: Principal, wanted: string): boolean {
  return [caller.role ?? [], caller.roles ?? []].flat().some((role) => includesRole(roles, role, wanted));
}

function atoms(group: Group, caller: Principal, roles: ReferenceRoles, subject: Subject): Atom[] {
  const found: Atom[] = [];
  const plain = (truth: Truth): void => void found.push({ stepUp: false, truth });
  if (group.requires !== undefined) plain(known(isAtLeast(roles, caller, group.requires)));
  if (caller.scopes !== undefined) {
    const held = caller.scopes;
    plain(known(group.scopes?.every((scope) => held.includes(scope)) ?? false));
  }
  if (group.owner !== undefined) {
    const owner = subject?.object?.owners[group.owner];
    plain(subject === undefined ? 'unknown' : known(typeof owner === 'string' && owner === caller.id));
  }
  if (group.policy !== undefined) {
    const { policy, params = [] } = group;
    const truth = subject === undefined ? 'unknown' : known(policyAnswers(policy, params, caller, subject));
    found.push({ stepUp: false, policy: true, truth });
  }
  if (group.freshWithin !== undefined)
    found.push({ stepUp: true, truth: known(isFresh(caller, group.freshWithin)) });
  if (group.assurance !== undefined) {
    found.push({
      stepUp: true,
      truth: known((caller.assurance ?? Number.NEGATIVE_INFINITY) >= group.assurance),
    });
  }
  return found;
}

function every(truths: readonly Truth[]): Truth {
  if (truths.includes('no')) return 'no';
  return truths.includes('unknown') ? 'unknown' : 'yes';
}

function some(truths: readonly Truth[]): Truth {
  if (truths.includes('yes')) return 'yes';
  return truths.includes('unknown') ? 'unknown' : 'no';
}

/** Returns whether each rule has a group that, as far as is known, lacks only freshness or assurance. */
function wouldPassAfterStepUp(rules: readonly (readonly Atom[][])[], assumePolicies: boolean): boolean {
  const lacks = (atom: Atom): boolean =>
    !atom.stepUp && atom.truth === 'no' && !(assumePolicies && atom.policy === true);
  return rules.every((groups) => groups.some((group) => !group.some(lacks)));
}

/**
 * Evaluates rules by truth tables: AND over the rules, OR over the groups of a rule, AND over the members of
 * a group, with a third value for members whose object is not resolved. It combines, absorbs and caches
 * nothing.
 */
export function judge(
  questions: readonly Question[],
  caller: ReferenceCaller,
  roles: ReferenceRoles,
): Verdict {
  if (questions.every((question) => question.rules.length === 0)) return { truth: 'yes' };
  if (caller.kind === 'anonymous') {
    return { truth: 'no', codes: ['UNAUTHENTICATED'], reason: caller.reason ?? 'TOKEN_MISSING' };
  }
  const table = questions.flatMap(({ rules, subject }) =>
    rules.map((rule) => rule.map((group) => atoms(group, caller, roles, subject))),
  );
  const truth = every(table.map((rule) => some(rule.map((group) => every(group.map((atom) => atom.truth))))));
  if (truth !== 'no') return { truth };
  const codes = new Set(
    [false, true].map((assumePolicies) =>
      wouldPassAfterStepUp(table, assumePolicies) ? 'STEP_UP_REQUIRED' : 'FORBIDDEN',
    ),
  );
  return { truth: 'no', codes: [...codes], reason: undefined };
}

/**
 * Evaluates first what needs no object, then the rest: a refusal that no object can change has the code of
 * the plan, before the owner of the object is available.
 */
export function judgeInOrder(
  questions: readonly Question[],
  caller: ReferenceCaller,
  roles: ReferenceRoles,
): Verdict {
  const early = judge(
    questions.map(({ rules }) => ({ rules, subject: undefined })),
    caller,
    roles,
  );
  return early.truth === 'no' ? early : judge(questions, caller, roles);
}
