import { GraphQLError } from 'graphql';
import type { RefusalCode } from './auth-options.js';
import { type Answers, lackOf } from './evaluate-rule.js';
import type { ResolvedCaller } from './resolved-caller.js';
import type { Group, Rule } from './rule.js';

/** One refusal, before it becomes an error of the response. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly coordinate: string;
  /** Why the caller is anonymous; with UNAUTHENTICATED only. */
  readonly reason?: string;
  /** The path within the arguments, separated by dots and starting with the argument's name. */
  readonly argumentPath?: string;
  /** What a step-up must provide; with STEP_UP_REQUIRED only. Seconds. */
  readonly freshWithin?: number;
  readonly assurance?: number;
  /** The scopes, when only scopes are missing. Sent in the challenge, never in the response body. */
  readonly missingScopes?: readonly string[];
  /** What the refusal follows from, for reports. Never in the response. */
  readonly evidence?: { readonly rule: Rule; readonly now: number; readonly answers?: Answers | undefined };
}

/** The maximum number of refusals that are built and reported for one operation. */
export const MAX_REFUSALS = 20;

const MESSAGES: Readonly<Record<RefusalCode, string>> = {
  UNAUTHENTICATED: 'Authentication required.',
  FORBIDDEN: 'Not authorized.',
  STEP_UP_REQUIRED: 'Step-up authentication required.',
};

/** The schema element, and the argument, that a refusal concerns. */
export interface RefusalLocation {
  readonly coordinate: string;
  readonly argumentPath?: string;
}

/**
 * Returns why a rule refused this caller. A requirement that has not been evaluated counts as met, so that a
 * caller who only needs a step-up receives STEP_UP_REQUIRED.
 */
export function refusalOf(
  rule: Rule,
  location: RefusalLocation,
  resolvedCaller: ResolvedCaller,
  now: number,
  answers?: Answers,
): Refusal {
  const evidence = { rule, now, answers };
  if (resolvedCaller.kind === 'anonymous')
    return { code: 'UNAUTHENTICATED', ...location, reason: resolvedCaller.reason, evidence };
  const findGroup = (matches: (lack: ReturnType<typeof lackOf>) => boolean): Group | undefined =>
    rule.find((group) => matches(lackOf(group, resolvedCaller, now, answers)));

  const stepUp = findGroup(
    ({ other, scopes, fresh, assurance }) => !other && !scopes && (fresh || assurance),
  );
  if (stepUp) {
    const lack = lackOf(stepUp, resolvedCaller, now);
    return {
      code: 'STEP_UP_REQUIRED',
      ...location,
      ...(lack.fresh ? { freshWithin: stepUp.freshWithin } : {}),
      ...(lack.assurance ? { assurance: stepUp.assurance } : {}),
      evidence,
    };
  }
  const scopesOnly = findGroup(
    ({ other, fresh, assurance, scopes }) => scopes && !other && !fresh && !assurance,
  );
  return {
    code: 'FORBIDDEN',
    ...location,
    ...(scopesOnly?.scopes ? { missingScopes: scopesOnly.scopes } : {}),
    evidence,
  };
}

/** Returns the error of the response: a constant message, without any text of a policy or a rule. */
export function errorOf(refusal: Refusal): GraphQLError {
  const { missingScopes: _scopes, evidence: _evidence, ...extensions } = refusal;
  return new GraphQLError(MESSAGES[refusal.code], { extensions });
}
