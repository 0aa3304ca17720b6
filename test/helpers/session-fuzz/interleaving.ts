import { translateDatabaseError } from '../../../src/platform/database/index.js';
import type { Instances, RequestScope } from './instances.js';
import { type Answer, findViolatedInvariant, type Sending } from './invariants.js';
import { createRandom, type Random } from './seeded-random.js';
import { createThief, type Sender, type TokenFamily, tabsOf } from './senders.js';
import {
  type Attempt,
  createStatementScheduler,
  type StatementFate,
  type StatementScheduler,
} from './statement-scheduler.js';

/** One run of clients and a thief against two instances, all of whose choices come from its seed. */
export interface Interleaving {
  readonly instances: Instances;
  readonly random: Random;
  readonly scheduler: StatementScheduler;
  readonly families: readonly TokenFamily[];
  readonly thief: Sender | null;
  readonly history: Sending[];
  /** What happened, line by line; tokens by their numbers. */
  readonly trace: (() => string)[];
  /** How many invariants were broken. */
  broken: number;
  nowMs: number;
  /** Counts events. */
  events: number;
  readonly skewsMs: readonly number[];
  /** Statements that a crash may still meet; none in the last round. */
  faultFree: boolean;
}

/** At most so many requests of one interleaving are inside the servers at a time. */
export const maxInFlight = 5;

/** All retries of a round come runInScope this time: the grace window, less what two clocks may differ. */
const roundMs = 8_000;

/** Signs the clients in. */
export async function beginInterleaving(instances: Instances, seed: number): Promise<Interleaving> {
  const random = createRandom(seed);
  const run = {
    instances,
    random,
    scheduler: createStatementScheduler(),
    history: [],
    trace: [],
    broken: 0,
    nowMs: Date.parse('2026-03-01T09:30:00.000Z'),
    events: 0,
    skewsMs: [0, random.below(2_001) - 1_000],
    faultFree: false,
  };
  const families: TokenFamily[] = [];
  const scope = scopeOf(run, null);
  for (let number = 0; number < 1 + random.below(2); number++) {
    const fixture = random.pick(instances.fixtures);
    const tokens = await instances.runInScope(scope, () => fixture.signIn(instances.userId));
    families.push({
      number,
      issuedRefreshTokens: [tokens.refreshToken],
      accessToken: tokens.accessToken,
      accessTokenAt: run.nowMs,
      loggedOut: false,
    });
  }
  const victim = families[0];
  const thief = victim !== undefined && random.chance(0.6) ? createThief(victim, random) : null;
  return Object.assign(run, { families, thief });
}

/** The time and the scheduler of the interleaving, for one of its requests. */
export function scopeOf(
  run: Pick<Interleaving, 'nowMs' | 'skewsMs' | 'scheduler'>,
  attempt: RequestScope['attempt'],
): RequestScope {
  return {
    nowOn: (instance) => new Date(run.nowMs + (run.skewsMs[instance] ?? 0)),
    scheduler: run.scheduler,
    attempt,
  };
}

/** One round: the access tokens have run out, every device refreshes in all its tabs, and the thief does what he likes. */
export async function runRound(run: Interleaving): Promise<void> {
  const { random, scheduler, thief } = run;
  const devices = run.families.filter(
    ({ loggedOut }) => !loggedOut && (run.faultFree || random.chance(0.85)),
  );
  const senders = devices.flatMap((family) => tabsOf(family, random));
  if (thief !== null && !run.faultFree) {
    thief.sendsLeft = random.below(4);
    thief.state = thief.sendsLeft > 0 ? 'ready' : 'done';
    senders.push(thief);
  }
  let timeLeftMs = roundMs;
  for (;;) {
    await scheduler.whenIdle();
    const moves = movesOf(run, senders);
    if (moves.length === 0) {
      if (scheduler.inFlight() === 0) return;
      await scheduler.nextArrival();
      continue;
    }
    const stepMs = random.chance(0.1) ? Math.min(timeLeftMs, random.pick([1, 500, 2_500, 8_000])) : 0;
    run.nowMs += stepMs;
    timeLeftMs -= stepMs;
    random.pick(moves)();
  }
}

function movesOf(run: Interleaving, senders: readonly Sender[]): (() => void)[] {
  const { scheduler, random } = run;
  const moves = scheduler.pausedAttempts().map((attempt) => () => scheduler.resume(attempt, chooseFate(run)));
  if (scheduler.inFlight() < maxInFlight) {
    for (const sender of senders) if (sender.state === 'ready') moves.push(() => void send(run, sender));
  }
  const retrying = senders.find(({ state, failuresLeft }) => state === 'waiting' && failuresLeft > 0);
  if (retrying !== undefined && !run.faultFree && random.chance(0.03)) {
    moves.push(() => {
      retrying.failuresLeft--;
      retrying.state = 'ready';
    });
  }
  return moves;
}

function chooseFate({ random, faultFree }: Interleaving): StatementFate {
  if (faultFree || !random.chance(0.025)) return 'go';
  return random.pick(['crash before', 'crash while', 'crash after']);
}

/** One request, from its sending to what its sender makes of the answer; never rejects. */
async function send(run: Interleaving, sender: Sender): Promise<void> {
  const { instances, random, scheduler, history } = run;
  const { family } = sender;
  const token = sender.nextToken();
  const instance = random.below(2);
  const isLost = !run.faultFree && sender.failuresLeft > 0 && random.chance(0.12);
  const number = ++sender.sent;
  sender.state = 'waiting';
  const begun = { by: sender.by, family: family.number, token, begunAs: run.events++, begunAt: run.nowMs };
  const attempt = scheduler.begin(family.number);
  const refresh = (): Promise<Answer> =>
    (instances.fixtures[instance]?.refresh(token) ?? Promise.reject(new Error('no such instance'))).then(
      (tokens) => ({ kind: 'granted', tokens }),
      (error: unknown) => answerOfError(error, attempt),
    );
  const answer = await instances.runInScope(scopeOf(run, attempt), refresh);
  const sending: Sending = { ...begun, endedAs: run.events++, endedAt: run.nowMs, answer };
  history.push(sending);
  run.trace.push(() => lineOf(run, sending, instance, isLost));
  const broken = findViolatedInvariant(history, sending);
  if (broken !== null) recordViolation(run, broken);
  if (number === sender.sent && sender.state === 'waiting')
    receiveAnswer(run, sender, isLost ? null : answer);
  scheduler.finish(attempt);
}

/** Notes that a invariant was broken. */
export function recordViolation(run: Interleaving, invariant: string): void {
  run.broken++;
  run.trace.push(() => `BROKEN: ${invariant}`);
}

/** A lost answer and a dead server look alike to who waits: the same token is sent again. */
function receiveAnswer(run: Interleaving, sender: Sender, answer: Answer | null): void {
  if (answer === null || answer.kind === 'none') {
    sender.failuresLeft--;
    sender.state = 'ready';
    return;
  }
  sender.receiveAnswer(answer.kind === 'granted' ? answer.tokens.refreshToken : null);
  if (sender.by === 'owner' && answer.kind === 'granted') {
    sender.family.accessToken = answer.tokens.accessToken;
    sender.family.accessTokenAt = run.nowMs;
  }
  sender.sendsLeft--;
  sender.state = sender.sendsLeft > 0 ? 'ready' : 'done';
}

/** A refusal has a reason. A crash that was planned, or a lock or connection that this machine was too slow for, is no answer; all else is a defect. */
function answerOfError(error: unknown, { crashed }: Attempt): Answer {
  if (crashed || isOutOfReach(error)) return { kind: 'none' };
  return { kind: 'refused', reason: parseError(error).reason ?? String(error) };
}

/** The client is told SERVICE_UNAVAILABLE, and sends the same token again. */
function isOutOfReach(error: unknown): boolean {
  return translateDatabaseError(error)?.reason === 'SERVICE_UNAVAILABLE';
}

function parseError(error: unknown): { readonly reason?: string } {
  // Only its one member is read, and only compared and printed.
  return typeof error === 'object' && error !== null ? error : {};
}

function lineOf(run: Interleaving, sending: Sending, instance: number, isLost: boolean): string {
  const known = [...new Set(run.history.flatMap(tokensOf))];
  const name = (token: string) => `token ${known.indexOf(token)}`;
  const { answer } = sending;
  const outcome =
    answer.kind === 'granted'
      ? name(answer.tokens.refreshToken)
      : answer.kind === 'refused'
        ? answer.reason
        : 'nothing';
  const seconds = (atMs: number) => ((atMs - Date.parse('2026-03-01T09:30:00.000Z')) / 1000).toFixed(3);
  return `${sending.begunAs}-${sending.endedAs} ${seconds(sending.begunAt)}-${seconds(sending.endedAt)} s: ${sending.by} of session ${sending.family} sent ${name(sending.token)} to instance ${instance}: ${outcome}${isLost ? ', lost' : ''}`;
}

function tokensOf({ token, answer }: Sending): readonly string[] {
  return answer.kind === 'granted' ? [token, answer.tokens.refreshToken] : [token];
}
