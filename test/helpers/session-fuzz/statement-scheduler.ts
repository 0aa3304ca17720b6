/** What becomes of a statement: sent and answered, or the server dies before it, with it under way, or after its answer. */
export type Fate = 'go' | 'crash before' | 'crash while' | 'crash after';

/** One request inside a server; it stops before each statement until it is its turn. */
export interface Attempt {
  readonly family: number;
  state: 'running' | 'at a statement' | 'waiting for the lock' | 'over';
  /** The statement it stands before. */
  statement: string;
  crashed: boolean;
  proceed: (fate: Fate) => void;
}

/** Lets the requests of one interleaving go on one statement at a time. */
export interface Turns {
  begin(family: number): Attempt;
  /** Those that can be let go on, in the order of their beginning. */
  standing(): readonly Attempt[];
  inFlight(): number;
  grant(attempt: Attempt, fate: Fate): void;
  /** Answers when every request stands before a statement, waits for a lock that another holds, or is over. */
  settled(): Promise<void>;
  /** Answers at the next arrival; at once when nothing is under way. */
  arrival(): Promise<void>;
  /** For the gate: the request stands before a statement. */
  arrive(attempt: Attempt, statement: string): Promise<Fate>;
  /** For the gate: its statement was answered. */
  answered(attempt: Attempt): void;
  crash(attempt: Attempt): void;
  finish(attempt: Attempt): void;
}

/** When a statement waits for something that no rule here foresees (a defect in the locking does it), the others go on. */
const patienceMs = 500;

/** A statement that skips what is locked never waits, and holds what it took no longer than itself. */
const isLocking = (statement: string): boolean => /FOR UPDATE(?! SKIP LOCKED)/.test(statement);
const isLast = (statement: string): boolean => /^(COMMIT|ROLLBACK)/.test(statement);

/** Makes the turns of one interleaving. */
export function createTurns(): Turns {
  const attempts = new Set<Attempt>();
  const holders = new Map<number, Attempt>();
  /** Families whose lock was let go of and has not yet come to one of those that wait for it. */
  const due = new Set<number>();
  let wake = (): void => {};

  const waiting = (family: number) =>
    [...attempts].some((one) => one.family === family && one.state === 'waiting for the lock');
  const isSettled = () => due.size === 0 && ![...attempts].some(({ state }) => state === 'running');

  function release(attempt: Attempt): void {
    if (holders.get(attempt.family) !== attempt) return;
    holders.delete(attempt.family);
    if (waiting(attempt.family)) due.add(attempt.family);
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
    standing: () => [...attempts].filter(({ state }) => state === 'at a statement'),
    inFlight: () => attempts.size,
    grant: (attempt, fate) => {
      const holder = holders.get(attempt.family);
      const mustWait = isLocking(attempt.statement) && holder !== undefined && holder !== attempt;
      attempt.state = mustWait && fate !== 'crash before' ? 'waiting for the lock' : 'running';
      attempt.proceed(fate);
    },
    settled: async () => {
      while (!isSettled()) {
        if (await change(patienceMs)) continue;
        due.clear();
        for (const attempt of attempts)
          if (attempt.state === 'running') attempt.state = 'waiting for the lock';
      }
    },
    arrival: async () => {
      if (attempts.size > 0) await change(patienceMs);
    },
    arrive: (attempt, statement) =>
      new Promise((resolve) => {
        attempt.statement = statement;
        attempt.state = 'at a statement';
        attempt.proceed = resolve;
        wake();
      }),
    answered: (attempt) => {
      if (isLocking(attempt.statement)) {
        holders.set(attempt.family, attempt);
        due.delete(attempt.family);
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
