import { GraphQLError } from 'graphql';
import type { RefusalCode } from './auth-options.js';
import { type Answers, lackOf } from './evaluate-rule.js';
import type { ResolvedCaller } from './resolved-caller.js';
import type { Group, Rule } from './rule.js';

/** One refusal, before it becomes an error of a response. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly coordinate: string;
  /** Why nobody is known to call; with UNAUTHENTICATED only. */
  readonly reason?: string;
  /** Where in the arguments, dotted from the argument's name. */
  readonly argumentPath?: string;
  /** What a step-up must bring; with STEP_UP_REQUIRED only. */
  readonly freshWithin?: number;
  readonly assurance?: number;
  /** The scopes that alone fell short; never part of the body. */
  readonly missingScopes?: readonly string[];
}

const MESSAGES: Readonly<Record<RefusalCode, string>> = {
  UNAUTHENTICATED: 'This needs a caller who is known: sign in.',
  FORBIDDEN: 'The caller may not do this.',
  STEP_UP_REQUIRED: 'This needs a more recent or a stronger sign-in.',
};

/** Where a refusal happened. */
export interface RefusalLocation {
  readonly coordinate: string;
  readonly argumentPath?: string;
}

/**
 * Says why a rule refused this caller. A requirement that no object was asked counts as met, so that a person who must only step up is told so.
 */
export function refusalOf(
  rule: Rule,
  location: RefusalLocation,
  resolvedCaller: ResolvedCaller,
  now: number,
  answers?: Answers,
): Refusal {
  if (resolvedCaller.kind === 'anonymous')
    return { code: 'UNAUTHENTICATED', ...location, reason: resolvedCaller.reason };
  const lacking = (isEnough: (lack: ReturnType<typeof lackOf>) => boolean): Group | undefined =>
    rule.find((group) => isEnough(lackOf(group, resolvedCaller, now, answers)));

  const stepUp = lacking(({ other, scopes, fresh, assurance }) => !other && !scopes && (fresh || assurance));
  if (stepUp) {
    const lack = lackOf(stepUp, resolvedCaller, now);
    return {
      code: 'STEP_UP_REQUIRED',
      ...location,
      ...(lack.fresh ? { freshWithin: stepUp.freshWithin } : {}),
      ...(lack.assurance ? { assurance: stepUp.assurance } : {}),
    };
  }
  const narrowed = lacking(({ other, fresh, assurance, scopes }) => scopes && !other && !fresh && !assurance);
  return {
    code: 'FORBIDDEN',
    ...location,
    ...(narrowed?.scopes ? { missingScopes: narrowed.scopes } : {}),
  };
}

/** The error of a response: a constant message, and nothing that a policy or a rule said. */
export function errorOf(refusal: Refusal): GraphQLError {
  const { missingScopes: _, ...extensions } = refusal;
  return new GraphQLError(MESSAGES[refusal.code], { extensions });
}
