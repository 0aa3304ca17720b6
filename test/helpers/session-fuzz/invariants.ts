import type { IssuedTokens } from '../../../src/modules/sessions/index.js';

/** What a sender heard, or would have heard had the answer not been lost; none: its server died. */
export type Answer =
  | { readonly kind: 'granted'; readonly tokens: IssuedTokens }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'none' };

/** One use of a refresh token, from its beginning to its end: by the order of events and by the time of the interleaving. */
export interface Sending {
  readonly by: 'owner' | 'thief';
  readonly family: number;
  readonly token: string;
  readonly begunAs: number;
  readonly begunAt: number;
  readonly endedAs: number;
  readonly endedAt: number;
  readonly answer: Answer;
}

/** The sending under judgement beside those that ended before it did. */
interface Case {
  readonly it: Sending;
  readonly family: readonly Sending[];
  readonly windowMs: number;
}

/** The window and the most that two clocks differ: beyond it no instance can think that a retry is honest. */
export const maxGraceWindowMs = 12_000;

/** Judges the newest sending of a history; answers the sentence of the invariant that it breaks, or null. */
export function findViolatedInvariant(history: readonly Sending[], it: Sending): string | null {
  const family = history.filter((one) => one !== it && one.family === it.family);
  const invariants =
    it.answer.kind === 'granted' ? grantInvariants : it.answer.kind === 'refused' ? refusalInvariants : {};
  const facts: Case = { it, family, windowMs: maxGraceWindowMs };
  const broken = Object.entries(invariants).find(([, breaks]) => breaks(facts));
  return broken === undefined ? null : broken[0];
}

type Invariants = Readonly<Record<string, (facts: Case) => boolean>>;

const successorOf = ({ answer }: Sending): string | null =>
  answer.kind === 'granted' ? answer.tokens.refreshToken : null;
const isReuse = ({ answer }: Sending): boolean =>
  answer.kind === 'refused' && answer.reason === 'REFRESH_TOKEN_REUSED';
const isBefore = (one: Sending, other: Sending): boolean => one.endedAs < other.begunAs;
const grantsOf = (family: readonly Sending[], token: string): readonly Sending[] =>
  family.filter((one) => one.token === token && one.answer.kind === 'granted');

const grantInvariants: Invariants = {
  'a token has one successor': ({ it, family }) =>
    grantsOf(family, it.token).some((one) => successorOf(one) !== successorOf(it)),
  'a successor is of one token': ({ it, family }) =>
    family.some((one) => successorOf(one) === successorOf(it) && one.token !== it.token),
  'a session that reuse has ended stays ended': ({ it, family }) =>
    family.some((one) => isReuse(one) && isBefore(one, it)),
  'a traded token is dead after the grace window': ({ it, family, windowMs }) =>
    grantsOf(family, it.token).some((one) => it.begunAt - one.endedAt > windowMs),
  'a traded token is dead once its successor was used': ({ it, family }) =>
    grantsOf(family, it.token).some((one) =>
      grantsOf(family, successorOf(one) ?? '').some((next) => isBefore(next, it)),
    ),
  'no stolen token works past the first refresh of its owner that lies beyond the grace window': (facts) =>
    facts.it.by === 'thief' && facts.family.some((one) => shutsOut(one, facts)),
};

/** The owner's refresh, seen from what the thief sends later: its first of a token that the thief held, long after the thief's last success. */
function shutsOut(refresh: Sending, { it, family, windowMs }: Case): boolean {
  if (refresh.by !== 'owner' || refresh.answer.kind !== 'granted' || !isBefore(refresh, it)) return false;
  const isFirstOfToken = !family.some(
    (one) => one !== refresh && one.token === refresh.token && one.begunAs < refresh.begunAs,
  );
  const isKnownBefore =
    it.token === refresh.token || family.some((one) => one.token === it.token && isBefore(one, refresh));
  const thiefIsQuiet = family.every(
    (one) =>
      one.by === 'owner' ||
      one.answer.kind === 'refused' ||
      one.begunAs > refresh.endedAs ||
      (isBefore(one, refresh) && refresh.begunAt - one.endedAt > windowMs),
  );
  return isFirstOfToken && isKnownBefore && thiefIsQuiet && it.begunAt - refresh.endedAt > windowMs;
}

const refusalInvariants: Invariants = {
  'a token that was issued is refused for reuse or because the session has ended, and for nothing else': ({
    it,
  }) =>
    it.answer.kind === 'refused' && !['REFRESH_TOKEN_REUSED', 'SESSION_REVOKED'].includes(it.answer.reason),
  'nobody is logged out but by what a thief did in the same session': ({ it, family }) =>
    it.by === 'owner' && !family.some((one) => one.by === 'thief'),
  'a session ends only by a reuse, and once': ({ it, family }) =>
    isReuse(it) && family.some((one) => isReuse(one) && isBefore(one, it)),
};
