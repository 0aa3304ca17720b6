/**
 * How often something may be done, or may fail, before it has to wait; counted in Postgres for all instances together.
 * It will never know what is being attempted, and never store an address or a name in clear.
 */

import type { EntitySchema } from 'typeorm';
import type {
  Clock,
  KeyedHash,
  Module,
  SessionId,
  Transaction,
  Transactions,
  UserId,
} from '../../shared/index.js';
import { attemptCountersTable } from './attempt-counters.table.js';
import { createAttemptCounters } from './attempt-counters.typeorm.js';
import { type Budget, type Charge, createBudget } from './budget.js';
import { createCounterKeys } from './counter-keys.js';
import { createCounters } from './counters.typeorm.js';
import { createFieldLimits, type FieldLimits } from './field-limits.js';
import { createLoginThrottle, type LoginThrottle } from './login-throttle.js';
import { defaultLoginThrottlePolicy, type LoginThrottlePolicy } from './login-throttle-policy.js';
import { networkOf } from './network-address.js';
import { type BudgetName, budgetLabels, defaultQuotas, type Quota } from './quotas.js';
import { createRateLimitHeaderCollector, type RateLimitHeaderCollector } from './rate-limit-headers.js';
import { rateLimitCountersTable } from './rate-limits.table.js';

export type { Charge } from './budget.js';
export type { ChargedCaller, FieldCharge, FieldLimits } from './field-limits.js';
export type { AttemptSubject, ChargedAttempt, LoginThrottle } from './login-throttle.js';
export { defaultLoginThrottlePolicy, type LoginThrottlePolicy } from './login-throttle-policy.js';
export { networkOf } from './network-address.js';
export { defaultQuotas, type Quota } from './quotas.js';
export type { RateLimitHeaderCollector } from './rate-limit-headers.js';

/** What the module is built from. */
export interface RateLimitDependencies {
  readonly transactions: Transactions;
  /** Its key is the same on all instances. */
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  /** Left out: `defaultQuotas`. */
  readonly quotas?: Partial<Readonly<Record<BudgetName, Quota>>>;
  /** Left out: `defaultLoginThrottlePolicy`. */
  readonly loginThrottlePolicy?: LoginThrottlePolicy;
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
  chargeUnknownToken(ipAddress: string): Promise<void>;
}

/** Lets a user in again who was shut out by failures. */
export interface LoginUnlocker {
  /** Forgets the failures of the account and of the folded names given. */
  unlock(transaction: Transaction, account: UserId, identifiers: readonly string[]): Promise<void>;
}

/** The module and what it offers. */
export interface RateLimitModule extends Module {
  readonly loginThrottle: LoginThrottle;
  readonly addressFailures: AddressFailures;
  readonly refreshes: RefreshLimit;
  readonly loginUnlocker: LoginUnlocker;
  /** What `@limit` charges. */
  readonly fields: FieldLimits;
  /** Collects what the answer to a request tells of its budgets; for the HTTP edge. */
  readonly headerCollector: RateLimitHeaderCollector;
}

/** The tables of the module. */
export const rateLimitTables: readonly EntitySchema[] = [rateLimitCountersTable, attemptCountersTable];

/** Builds the module. Starts no timer. */
export function createRateLimitModule(dependencies: RateLimitDependencies): RateLimitModule {
  const {
    transactions,
    keyedHash,
    clock,
    loginThrottlePolicy: policy = defaultLoginThrottlePolicy,
  } = dependencies;
  const quotas = { ...defaultQuotas, ...dependencies.quotas };
  const { reader } = transactions;
  const keys = createCounterKeys(keyedHash);
  const headerCollector = createRateLimitHeaderCollector();
  const counters = createCounters({ reader, keys, clock });
  const attemptCounters = createAttemptCounters({ reader, policy, clock });
  const loginThrottle = createLoginThrottle(attemptCounters, keys);
  const budget = (name: BudgetName): Budget =>
    createBudget({ ...budgetLabels[name], quota: quotas[name], counters, headerCollector });
  const credential = budget('credential');
  const refresh = budget('refresh');
  return {
    name: 'limits',
    loginThrottle,
    addressFailures: { charge: (ipAddress) => credential.charge(networkOf(ipAddress)) },
    refreshes: refreshLimit(refresh),
    loginUnlocker: { unlock: loginThrottle.forget },
    fields: createFieldLimits(
      { credential, refresh, signUp: budget('signUp'), adminWrite: budget('adminWrite') },
      networkOf,
    ),
    headerCollector,
    sweep: async () => {
      await counters.sweep();
      await attemptCounters.sweep();
    },
  };
}

function refreshLimit(refresh: Budget): RefreshLimit {
  return {
    charge: async (sessionId) => {
      await refresh.charge(sessionId);
    },
    chargeUnknownToken: async (ipAddress) => {
      await refresh.charge(networkOf(ipAddress));
    },
  };
}
