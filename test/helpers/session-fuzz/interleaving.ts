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

/** A run of clients and a thief against two instances. All choices follow from its seed. */
export interface Interleaving {
  readonly instances: Instances;
  readonly random: Random;
  readonly scheduler: StatementScheduler;
  readonly families: readonly TokenFamily[];
  readonly thief: Sender | null;
  readonly history: Sending[];
  /** The lines of the report, with tokens as numbers. */
  readonly trace: (() => string)[];
  /** The number of violated invariants. */
  violations: number;
  nowMs: number;
  /** The number of events so far. */
  events: number;
  readonly skewsMs: readonly number[];
  /** True in the last round, in which nothing crashes and no response is lost. */
  faultFree: boolean;
}

/** The maximum number of concurrent requests of one interleaving. */
export const maxInFlight = 5;

/** All retries of a round arrive within this time: the grace window minus the largest clock difference. */
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
    violations: 0,
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

/** Returns the scope of a request of the interleaving. */
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

/**
 * Runs a round: the access tokens have expired, every device refreshes in all its tabs, and the thief sends
 * tokens.
 */
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

/** Sends one request and processes the response; never rejects. */
async function send(run: Interleaving, sender: Sender): Promise<void> {
  const { instances, random, scheduler, history } = run;
  const { family } = sender;
  const token = sender.nextToken();
  const instance = random.below(2);
  const isLost = !run.faultFree && sender.failuresLeft > 0 && random.chance(0.12);
  const number = ++sender.sent;
  sender.state = 'waiting';
  const started = {
    by: sender.by,
    family: family.number,
    token,
    startOrder: run.events++,
    startedAtMs: run.nowMs,
  };
  const attempt = scheduler.begin(family.number);
  const refresh = (): Promise<Answer> =>
    (instances.fixtures[instance]?.refresh(token) ?? Promise.reject(new Error('no such instance'))).then(
      (tokens) => ({ kind: 'granted', tokens }),
      (error: unknown) => toAnswer(error, attempt),
    );
  const answer = await instances.runInScope(scopeOf(run, attempt), refresh);
  const sending: Sending = { ...started, endOrder: run.events++, endedAtMs: run.nowMs, answer };
  history.push(sending);
  run.trace.push(() => formatSending(run, sending, instance, isLost));
  const violated = findViolatedInvariant(history, sending);
  if (violated !== null) recordViolation(run, violated);
  if (number === sender.sent && sender.state === 'waiting')
    receiveAnswer(run, sender, isLost ? null : answer);
  scheduler.finish(attempt);
}

export function recordViolation(run: Interleaving, invariant: string): void {
  run.violations++;
  run.trace.push(() => `VIOLATED: ${invariant}`);
}

/** A lost response and a crashed server look the same to the client: the same token is sent again. */
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

/**
 * Returns the reason of a rejection. A simulated crash, or a lock or connection timeout of a slow machine, is
 * no response; anything else is a defect.
 */
function toAnswer(error: unknown, { crashed }: Attempt): Answer {
  if (crashed || isUnavailable(error)) return { kind: 'none' };
  return { kind: 'rejected', reason: parseError(error).reason ?? String(error) };
}

/** The client receives SERVICE_UNAVAILABLE and sends the same token again. */
function isUnavailable(error: unknown): boolean {
  return translateDatabaseError(error)?.reason === 'SERVICE_UNAVAILABLE';
}

function parseError(error: unknown): { readonly reason?: string } {
  // Only this member is read, compared and printed.
  return typeof error === 'object' && error !== null ? error : {};
}

function formatSending(run: Interleaving, sending: Sending, instance: number, isLost: boolean): string {
  const tokens = [...new Set(run.history.flatMap(tokensOf))];
  const name = (token: string) => `token ${tokens.indexOf(token)}`;
  const { answer } = sending;
  const outcome =
    answer.kind === 'granted'
      ? name(answer.tokens.refreshToken)
      : answer.kind === 'rejected'
        ? answer.reason
        : 'nothing';
  const seconds = (atMs: number) => ((atMs - Date.parse('2026-03-01T09:30:00.000Z')) / 1000).toFixed(3);
  return `${sending.startOrder}-${sending.endOrder} ${seconds(sending.startedAtMs)}-${seconds(sending.endedAtMs)} s: ${sending.by} of session ${sending.family} sent ${name(sending.token)} to instance ${instance}: ${outcome}${isLost ? ', lost' : ''}`;
}

function tokensOf({ token, answer }: Sending): readonly string[] {
  return answer.kind === 'granted' ? [token, answer.tokens.refreshToken] : [token];
}
