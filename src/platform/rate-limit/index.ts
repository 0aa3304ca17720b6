/**
 * How often something may be done, or may fail, before it has to wait; counted in Postgres for all instances together.
 * It will never know what is being attempted, and never store an address or a name in clear.
 */

import type { EntitySchema } from 'typeorm';
import type { Clock, Room, SessionId, Transaction, Transactions, UserId } from '../../shared/index.js';
import { guessCountersTable } from './attempt-counters.table.js';
import { createGuessCounters } from './attempt-counters.typeorm.js';
import { type Budget, type Charge, createBudget } from './budget.js';
import { createCounterKeys } from './counter-keys.js';
import { createCounters } from './counters.typeorm.js';
import { createFieldLimits, type FieldLimits } from './field-limits.js';
import { createGuesses, type Guesses } from './login-throttle.js';
import { defaultGuessPolicy, type GuessPolicy } from './login-throttle-policy.js';
import { networkOf } from './network-address.js';
import { type BudgetName, budgetWords, defaultQuotas, type Quota } from './quotas.js';
import { type ChargeNotes, createChargeNotes } from './rate-limit-headers.js';
import { rateLimitsTable } from './rate-limits.table.js';

export type { Charge } from './budget.js';
export type { CountedCaller, FieldCharge, FieldLimits } from './field-limits.js';
export type { Guess, GuessedAt, Guesses } from './login-throttle.js';
export { defaultGuessPolicy, type GuessPolicy } from './login-throttle-policy.js';
export { networkOf } from './network-address.js';
export { defaultQuotas, type Quota } from './quotas.js';
export type { ChargeNotes } from './rate-limit-headers.js';

/** What the room is built from. */
export interface LimitsDependencies {
  readonly transactions: Transactions;
  /** The same on all instances; asked at the first charge, because keys are opened after the rooms are built. */
  readonly hmacKey: () => Buffer;
  readonly clock: Clock;
  /** Left out: `defaultQuotas`. */
  readonly quotas?: Partial<Readonly<Record<BudgetName, Quota>>>;
  /** Left out: `defaultGuessPolicy`. */
  readonly guessPolicy?: GuessPolicy;
}

/** Failed proofs of whatever gets somebody in, by address: a whole /64 of IPv6 counts as one. */
export interface AddressFailures {
  /** Charges one ahead; to be given back when it did not fail. Refuses with RATE_LIMITED and SERVICE_UNAVAILABLE. */
  charge(ipAddress: string): Promise<Charge>;
}

/** Refreshes, by session; what belongs to no session, by address. */
export interface RefreshLimit {
  /** Charges one. Refuses with RATE_LIMITED and SERVICE_UNAVAILABLE. */
  charge(sessionId: SessionId): Promise<void>;
  /** Likewise, for a token that nobody knows. */
  chargeUnknown(ipAddress: string): Promise<void>;
}

/** Lets a person in again who was shut out by failures. */
export interface Unlocking {
  /** Forgets the failures of the account and of the folded names given. */
  unlock(transaction: Transaction, account: UserId, identifiers: readonly string[]): Promise<void>;
}

/** The room and what it offers. */
export interface LimitsRoom extends Room {
  readonly guesses: Guesses;
  readonly addressFailures: AddressFailures;
  readonly refreshes: RefreshLimit;
  readonly unlocking: Unlocking;
  /** What `@limit` charges. */
  readonly fields: FieldLimits;
  /** Collects what the answer to a request tells of its budgets; for the HTTP edge. */
  readonly notes: ChargeNotes;
}

/** The tables of the room. */
export const limitsTables: readonly EntitySchema[] = [rateLimitsTable, guessCountersTable];

/** Builds the room. Starts no timer. */
export function createLimitsRoom(dependencies: LimitsDependencies): LimitsRoom {
  const { transactions, hmacKey, clock, guessPolicy: policy = defaultGuessPolicy } = dependencies;
  const quotas = { ...defaultQuotas, ...dependencies.quotas };
  const { reader } = transactions;
  const keys = createCounterKeys(hmacKey);
  const notes = createChargeNotes();
  const counters = createCounters({ reader, keys, clock });
  const guessCounters = createGuessCounters({ reader, policy, clock });
  const guesses = createGuesses(guessCounters, keys);
  const budget = (name: BudgetName): Budget =>
    createBudget({ ...budgetWords[name], quota: quotas[name], counters, notes });
  const credential = budget('credential');
  const refresh = budget('refresh');
  return {
    name: 'limits',
    guesses,
    addressFailures: { charge: (ipAddress) => credential.charge(networkOf(ipAddress)) },
    refreshes: refreshLimit(refresh),
    unlocking: { unlock: guesses.forget },
    fields: createFieldLimits(
      { credential, refresh, signUp: budget('signUp'), adminWrite: budget('adminWrite') },
      networkOf,
    ),
    notes,
    sweep: async () => {
      await counters.sweep();
      await guessCounters.sweep();
    },
  };
}

function refreshLimit(refresh: Budget): RefreshLimit {
  return {
    charge: async (sessionId) => {
      await refresh.charge(sessionId);
    },
    chargeUnknown: async (ipAddress) => {
      await refresh.charge(networkOf(ipAddress));
    },
  };
}
