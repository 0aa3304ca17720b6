/** What becomes of a statement: sent and statementAnswered, or the server dies before it, with it under way, or after its answer. */
export type StatementFate = 'go' | 'crash before' | 'crash while' | 'crash after';

/** One request inside a server; it stops before each statement until it is its turn. */
export interface Attempt {
  readonly family: number;
  state: 'running' | 'at a statement' | 'waiting for the lock' | 'over';
  /** The statement it stands before. */
  statement: string;
  crashed: boolean;
  proceed: (fate: StatementFate) => void;
}

/** Lets the requests of one interleaving go on one statement at a time. */
export interface StatementScheduler {
  begin(family: number): Attempt;
  /** Those that can be let go on, in the order of their beginning. */
  pausedAttempts(): readonly Attempt[];
  inFlight(): number;
  resume(attempt: Attempt, fate: StatementFate): void;
  /** Answers when every request stands before a statement, waits for a lock that another holds, or is over. */
  whenIdle(): Promise<void>;
  /** Answers at the next nextArrival; at once when nothing is under way. */
  nextArrival(): Promise<void>;
  /** For the gate: the request stands before a statement. */
  pauseAtStatement(attempt: Attempt, statement: string): Promise<StatementFate>;
  /** For the gate: its statement was statementAnswered. */
  statementAnswered(attempt: Attempt): void;
  crash(attempt: Attempt): void;
  finish(attempt: Attempt): void;
}

/** When a statement waits for something that no rule here foresees (a defect in the locking does it), the others go on. */
const stallTimeoutMs = 500;

/** A statement that skips what is locked never waits, and holds what it took no longer than itself. */
const isLocking = (statement: string): boolean => /FOR UPDATE(?! SKIP LOCKED)/.test(statement);
const isLast = (statement: string): boolean => /^(COMMIT|ROLLBACK)/.test(statement);

/** Makes the scheduler of one interleaving. */
export function createStatementScheduler(): StatementScheduler {
  const attempts = new Set<Attempt>();
  const holders = new Map<number, Attempt>();
  /** Families whose lock was let go of and has not yet come to one of those that wait for it. */
  const pendingHandovers = new Set<number>();
  let wake = (): void => {};

  const waiting = (family: number) =>
    [...attempts].some((one) => one.family === family && one.state === 'waiting for the lock');
  const isIdle = () => pendingHandovers.size === 0 && ![...attempts].some(({ state }) => state === 'running');

  function release(attempt: Attempt): void {
    if (holders.get(attempt.family) !== attempt) return;
    holders.delete(attempt.family);
    if (waiting(attempt.family)) pendingHandovers.add(attempt.family);
  }

  const change = (limitMs: number) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), limitMs);
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });

  return {
    begin: (family) => {
      const attempt: Attempt = { family, state: 'running', statement: '', crashed: false, proceed: () => {} };
      attempts.add(attempt);
      return attempt;
    },
    pausedAttempts: () => [...attempts].filter(({ state }) => state === 'at a statement'),
    inFlight: () => attempts.size,
    resume: (attempt, fate) => {
      const holder = holders.get(attempt.family);
      const mustWait = isLocking(attempt.statement) && holder !== undefined && holder !== attempt;
      attempt.state = mustWait && fate !== 'crash before' ? 'waiting for the lock' : 'running';
      attempt.proceed(fate);
    },
    whenIdle: async () => {
      while (!isIdle()) {
        if (await change(stallTimeoutMs)) continue;
        pendingHandovers.clear();
        for (const attempt of attempts)
          if (attempt.state === 'running') attempt.state = 'waiting for the lock';
      }
    },
    nextArrival: async () => {
      if (attempts.size > 0) await change(stallTimeoutMs);
    },
    pauseAtStatement: (attempt, statement) =>
      new Promise((resolve) => {
        attempt.statement = statement;
        attempt.state = 'at a statement';
        attempt.proceed = resolve;
        wake();
      }),
    statementAnswered: (attempt) => {
      if (isLocking(attempt.statement)) {
        holders.set(attempt.family, attempt);
        pendingHandovers.delete(attempt.family);
      }
      if (isLast(attempt.statement)) release(attempt);
      attempt.state = 'running';
    },
    crash: (attempt) => {
      attempt.crashed = true;
      release(attempt);
      attempt.state = 'running';
    },
    finish: (attempt) => {
      release(attempt);
      attempt.state = 'over';
      attempts.delete(attempt);
      wake();
    },
  };
}
