import type { IssuedTokens } from '../../../src/modules/sessions/index.js';

/** The response of the server, even when it is lost on the way; `none` when the server crashed. */
export type Answer =
  | { readonly kind: 'granted'; readonly tokens: IssuedTokens }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'none' };

/** A use of a refresh token: its start and end in the order of events and in the time of the interleaving. */
export interface Sending {
  readonly by: 'owner' | 'thief';
  readonly family: number;
  readonly token: string;
  readonly startOrder: number;
  readonly startedAtMs: number;
  readonly endOrder: number;
  readonly endedAtMs: number;
  readonly answer: Answer;
}

/** The checked sending and those that ended before it. */
interface Case {
  readonly checked: Sending;
  readonly family: readonly Sending[];
  readonly windowMs: number;
}

/** The grace window plus the largest clock difference: after that, no instance treats a retry as honest. */
export const maxGraceWindowMs = 12_000;

/** Returns the invariant that the newest sending of a history violates, or null. */
export function findViolatedInvariant(history: readonly Sending[], checked: Sending): string | null {
  const family = history.filter((one) => one !== checked && one.family === checked.family);
  const invariants =
    checked.answer.kind === 'granted'
      ? grantInvariants
      : checked.answer.kind === 'rejected'
        ? refusalInvariants
        : {};
  const facts: Case = { checked, family, windowMs: maxGraceWindowMs };
  const violated = Object.entries(invariants).find(([, isViolated]) => isViolated(facts));
  return violated?.[0] ?? null;
}

type Invariants = Readonly<Record<string, (facts: Case) => boolean>>;

const successorOf = ({ answer }: Sending): string | null =>
  answer.kind === 'granted' ? answer.tokens.refreshToken : null;
const isReuse = ({ answer }: Sending): boolean =>
  answer.kind === 'rejected' && answer.reason === 'REFRESH_TOKEN_REUSED';
const isBefore = (one: Sending, other: Sending): boolean => one.endOrder < other.startOrder;
const grantsOf = (family: readonly Sending[], token: string): readonly Sending[] =>
  family.filter((one) => one.token === token && one.answer.kind === 'granted');

const grantInvariants: Invariants = {
  'a token has one successor': ({ checked, family }) =>
    grantsOf(family, checked.token).some((one) => successorOf(one) !== successorOf(checked)),
  'a successor belongs to one token': ({ checked, family }) =>
    family.some((one) => successorOf(one) === successorOf(checked) && one.token !== checked.token),
  'a session that reuse has ended stays ended': ({ checked, family }) =>
    family.some((one) => isReuse(one) && isBefore(one, checked)),
  'a rotated token is rejected after the grace window': ({ checked, family, windowMs }) =>
    grantsOf(family, checked.token).some((one) => checked.startedAtMs - one.endedAtMs > windowMs),
  'a rotated token is rejected once its successor was used': ({ checked, family }) =>
    grantsOf(family, checked.token).some((one) =>
      grantsOf(family, successorOf(one) ?? '').some((next) => isBefore(next, checked)),
    ),
  'a stolen token is rejected after the first refresh of its owner outside the grace window': (facts) =>
    facts.checked.by === 'thief' && facts.family.some((one) => excludesThief(one, facts)),
};

/**
 * Returns true for the owner's first refresh of a token that the thief has, long after the thief's last
 * success.
 */
function excludesThief(refresh: Sending, { checked, family, windowMs }: Case): boolean {
  if (refresh.by !== 'owner' || refresh.answer.kind !== 'granted' || !isBefore(refresh, checked))
    return false;
  const isFirstOfToken = !family.some(
    (one) => one !== refresh && one.token === refresh.token && one.startOrder < refresh.startOrder,
  );
  const isKnownBefore =
    checked.token === refresh.token ||
    family.some((one) => one.token === checked.token && isBefore(one, refresh));
  const thiefIsQuiet = family.every(
    (one) =>
      one.by === 'owner' ||
      one.answer.kind === 'rejected' ||
      one.startOrder > refresh.endOrder ||
      (isBefore(one, refresh) && refresh.startedAtMs - one.endedAtMs > windowMs),
  );
  return (
    isFirstOfToken && isKnownBefore && thiefIsQuiet && checked.startedAtMs - refresh.endedAtMs > windowMs
  );
}

const refusalInvariants: Invariants = {
  'an issued token is rejected only for reuse or because its session has ended': ({ checked }) =>
    checked.answer.kind === 'rejected' &&
    !['REFRESH_TOKEN_REUSED', 'SESSION_REVOKED'].includes(checked.answer.reason),
  'a user is signed out only by a thief in the same session': ({ checked, family }) =>
    checked.by === 'owner' && !family.some((one) => one.by === 'thief'),
  'a session is ended by one reuse only': ({ checked, family }) =>
    isReuse(checked) && family.some((one) => isReuse(one) && isBefore(one, checked)),
};
