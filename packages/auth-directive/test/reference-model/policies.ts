import type { ReferenceCaller, StoredObject } from './types.js';

/** What a policy may read: the object (none at a root field) and the coerced arguments. */
export type PolicySubject = {
  readonly object: StoredObject | undefined;
  readonly args: Readonly<Record<string, unknown>>;
};
type Principal = Extract<ReferenceCaller, { kind: 'principal' }>;
type Answer = (caller: Principal, subject: PolicySubject, params: readonly string[]) => boolean;

const flagged: Answer = (_, subject) => subject.object?.flag === true;

/**
 * The result of every policy of the scenarios; `engine.ts` has the form in which the engine receives each.
 */
const answers: Readonly<Record<string, Answer>> = {
  isFlagged: flagged,
  isFlaggedLater: flagged,
  isFlaggedInBatch: flagged,
  isFirstUser: (caller) => caller.id === 'u1',
  isFirstUserLater: (caller) => caller.id === 'u1',
  isNamed: (caller, _, params) => params.includes(caller.id),
  isNamedInBatch: (caller, _, params) => params.includes(caller.id),
  isOpenArgument: (_, subject) => subject.args['open'] === true,
  throws: () => false,
  rejects: () => false,
  answersNoBoolean: () => false,
};

/** The names of the policies, in a fixed order. */
export const policyNames: readonly string[] = Object.keys(answers);

/** Returns the result of a policy; one that throws, rejects or returns no boolean refuses. */
export function policyAnswers(
  name: string,
  params: readonly string[],
  caller: Principal,
  subject: PolicySubject,
): boolean {
  return answers[name]?.(caller, subject, params) ?? false;
}
