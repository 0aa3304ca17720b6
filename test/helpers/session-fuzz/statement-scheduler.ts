/** The fate of a statement: completed, or a server crash before it, during it or after its response. */
export type StatementFate = 'go' | 'crash before' | 'crash while' | 'crash after';

/** A request inside a server. It pauses before each statement. */
export interface Attempt {
  readonly family: number;
  state: 'running' | 'at a statement' | 'waiting for the lock' | 'over';
  /** The statement before which it is paused. */
  statement: string;
  crashed: boolean;
  proceed: (fate: StatementFate) => void;
}

/** Runs the requests of one interleaving one statement at a time. */
export interface StatementScheduler {
  begin(family: number): Attempt;
  /** Returns the attempts that can be resumed, in the order of their start. */
  pausedAttempts(): readonly Attempt[];
  inFlight(): number;
  resume(attempt: Attempt, fate: StatementFate): void;
  /** Resolves when every request is paused, waits for a lock, or is finished. */
  whenIdle(): Promise<void>;
  /** Resolves when an attempt pauses or finishes; immediately when there is none. */
  nextArrival(): Promise<void>;
  /** Pauses the attempt before a statement and returns the fate of the statement. */
  pauseAtStatement(attempt: Attempt, statement: string): Promise<StatementFate>;
  /** Records that the database has completed the statement. */
  completeStatement(attempt: Attempt): void;
  crash(attempt: Attempt): void;
  finish(attempt: Attempt): void;
}

/**
 * After this time the others continue when a statement waits unexpectedly, for example because of a locking
 * defect.
 */
const stallTimeoutMs = 500;

/** A statement with SKIP LOCKED never waits, and releases its locks at its end. */
const isLocking = (statement: string): boolean => /FOR UPDATE(?! SKIP LOCKED)/.test(statement);
const isLast = (statement: string): boolean => /^(COMMIT|ROLLBACK)/.test(statement);

export function createStatementScheduler(): StatementScheduler {
  const attempts = new Set<Attempt>();
  const lockOwners = new Map<number, Attempt>();
  /** Families whose lock was released and not yet acquired by a waiting attempt. */
  const pendingHandovers = new Set<number>();
  let wake = (): void => {};

  const waiting = (family: number) =>
    [...attempts].some((one) => one.family === family && one.state === 'waiting for the lock');
  const isIdle = () => pendingHandovers.size === 0 && ![...attempts].some(({ state }) => state === 'running');

  function release(attempt: Attempt): void {
    if (lockOwners.get(attempt.family) !== attempt) return;
    lockOwners.delete(attempt.family);
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
      const lockOwner = lockOwners.get(attempt.family);
      const mustWait = isLocking(attempt.statement) && lockOwner !== undefined && lockOwner !== attempt;
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
    completeStatement: (attempt) => {
      if (isLocking(attempt.statement)) {
        lockOwners.set(attempt.family, attempt);
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
