import { createAsyncSlot } from './async-slot.js';
import { DomainError } from './domain-error.js';

/** How long a request may wait in total. Computing (hashing, for example) does not count. */
export const requestWaitMs = 4_500;

/** The waits of one piece of work. Waits at the same time count once. */
interface WaitBudget {
  remainingMs: number;
  activeWaits: number;
  activeSince: number;
}

/** Follows the calls of a piece of work. Only time-outs depend on it. */
const budgets = createAsyncSlot<WaitBudget | null>();

/**
 * Runs the work with this much time for everything it waits for: connections, queries, queues and shared
 * look-ups. The budget replaces the one of the caller; null runs the work without one.
 */
export function withWaitBudget<T>(limitMs: number | null, work: () => T): T {
  return budgets.run(
    limitMs === null ? null : { remainingMs: limitMs, activeWaits: 0, activeSince: 0 },
    work,
  );
}

/** Gives the work in progress this much time again, for example for the next event of a stream. */
export function renewWaitBudget(limitMs: number): void {
  const budget = budgets.getStore() ?? null;
  if (budget === null) return;
  budget.remainingMs = limitMs;
  budget.activeSince = performance.now();
}

/** Returns the rest of the budget of the work in progress; null without a budget. */
export function remainingWaitMs(): number | null {
  const budget = budgets.getStore() ?? null;
  if (budget === null) return null;
  const { remainingMs, activeWaits, activeSince } = budget;
  return Math.max(0, activeWaits === 0 ? remainingMs : remainingMs - (performance.now() - activeSince));
}

export interface BoundedWaitOptions {
  /** Default: the rest of the budget; without a budget, no limit. */
  readonly limitMs?: number | null;
  /** Called before the wait is rejected, to release what was waited for. */
  readonly onTimeout?: () => void;
  /** Default: SERVICE_UNAVAILABLE. */
  readonly createError?: () => Error;
}

/**
 * Waits for the result within the limit and charges the time to the budget of the work in progress. Rejects
 * with SERVICE_UNAVAILABLE when the time is over; what was waited for goes on.
 */
export function boundedWait<T>(result: Promise<T>, options: BoundedWaitOptions = {}): Promise<T> {
  const { limitMs = remainingWaitMs(), onTimeout, createError = waitTimedOut } = options;
  if (limitMs === null) return result;
  // A fast path: one promise, because every statement waits here. Promise.race would create seven.
  return new Promise((resolve, reject) => {
    const endWait = startWait();
    let immediate: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      // When the event loop was blocked, an answer that has already arrived is read first.
      immediate = setImmediate(() => {
        endWait();
        onTimeout?.();
        reject(createError());
      });
    }, limitMs);
    const end = (): void => {
      clearTimeout(timer);
      clearImmediate(immediate);
      endWait();
    };
    result.then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
}

/** Waits for a result that has a limit of its own, and charges the time like `boundedWait`. */
export async function chargedWait<T>(result: Promise<T>): Promise<T> {
  const endWait = startWait();
  try {
    return await result;
  } finally {
    endWait();
  }
}

/** Returns a function that ends the wait; further calls do nothing. */
function startWait(): () => void {
  const budget = budgets.getStore() ?? null;
  if (budget === null) return () => {};
  if (budget.activeWaits === 0) budget.activeSince = performance.now();
  budget.activeWaits += 1;
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    budget.activeWaits -= 1;
    if (budget.activeWaits === 0) budget.remainingMs -= performance.now() - budget.activeSince;
  };
}

function waitTimedOut(): DomainError {
  return new DomainError({
    reason: 'SERVICE_UNAVAILABLE',
    message: 'The service is temporarily unavailable.',
    retryAfterSeconds: 2,
    detail: 'the request has waited too long',
  });
}
