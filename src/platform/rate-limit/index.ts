/**
 * Rate limits: budgets per subject, and delays after failed password attempts, counted in Postgres for all
 * instances. It does not interpret what is limited, and stores addresses and names only as HMACs.
 */

import type { EntitySchema } from 'typeorm';
import {
  type Clock,
  type KeyedHash,
  type Measurements,
  type Module,
  noMeasurements,
  type Transaction,
  type Transactions,
  type UserId,
} from '../../shared/index.js';
import { createChargeAttempt } from './attempt-charges.typeorm.js';
import { defaultLoginThrottlePolicy, type LoginThrottlePolicy } from './attempt-counters.js';
import { attemptCountersTable } from './attempt-counters.table.js';
import { createAttemptCounters } from './attempt-counters.typeorm.js';
import { type Budget, type Charge, createBudget } from './budget.js';
import { createCounterKeys } from './counters.js';
import { createCounters, prepareCharge } from './counters.typeorm.js';
import { createFieldLimits, type FieldLimits } from './field-limits.js';
import { createLoginThrottle, type LoginThrottle } from './login-throttle.js';
import { createMailLimits, type MailLimits } from './mail-limits.js';
import { networkOf } from './network-address.js';
import { type BudgetName, budgetLabels, defaultQuotas, type Quota } from './quotas.js';
import { createRateLimitHeaderCollector, type RateLimitHeaderCollector } from './rate-limit-headers.js';
import { rateLimitCountersTable } from './rate-limits.table.js';
import { createRefreshLimit, type RefreshLimit } from './refresh-limit.js';

export { defaultLoginThrottlePolicy, type LoginThrottlePolicy } from './attempt-counters.js';
export type { Charge } from './budget.js';
export type { CounterRow } from './counters.js';
export { chargeCtes } from './counters.typeorm.js';
export type { ChargedCaller, FieldCharge, FieldLimits } from './field-limits.js';
export type { AttemptSubject, ChargedAttempt, LoginThrottle } from './login-throttle.js';
export type { MailLimits } from './mail-limits.js';
export { networkOf } from './network-address.js';
export { defaultQuotas, type Quota } from './quotas.js';
export type { RateLimitHeaderCollector } from './rate-limit-headers.js';
export type { RefreshLimit, StatementCharge } from './refresh-limit.js';
export { refundUnlessWrong } from './refund-unless-wrong.js';

export interface RateLimitDependencies {
  readonly transactions: Transactions;
  /** Must have the same key on all instances. */
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  /** Default: nothing is counted. */
  readonly measurements?: Pick<Measurements, 'countRateLimited'>;
  /** Default: `defaultQuotas`. */
  readonly quotas?: Partial<Readonly<Record<BudgetName, Quota>>>;
  /** Default: `defaultLoginThrottlePolicy`. */
  readonly loginThrottlePolicy?: LoginThrottlePolicy;
  /** How long counters are kept after they have ended. Default: 0. */
  readonly counterRetentionDays?: number;
}

/** Counts failed authentications by address; an IPv6 /64 counts as one address. */
export interface AddressFailures {
  /** Charges a failure in advance, to be refunded on success. Throws RATE_LIMITED and SERVICE_UNAVAILABLE. */
  chargeAddress(ipAddress: string): Promise<Charge>;
}

export interface LoginUnlocker {
  /** Deletes the failures of the account and of the folded names. */
  unlock(transaction: Transaction, account: UserId, identifiers: readonly string[]): Promise<void>;
}

export interface RateLimitModule extends Module {
  readonly loginThrottle: LoginThrottle;
  readonly addressFailures: AddressFailures;
  readonly refreshLimit: RefreshLimit;
  readonly loginUnlocker: LoginUnlocker;
  readonly mailLimits: MailLimits;
  /** The buckets of `@limit`. */
  readonly fields: FieldLimits;
  /** Collects the rate limit headers of a response. */
  readonly headerCollector: RateLimitHeaderCollector;
}

export const rateLimitTables: readonly EntitySchema[] = [rateLimitCountersTable, attemptCountersTable];

/** Starts no timer: `sweep` is called by the server. */
export function createRateLimitModule(dependencies: RateLimitDependencies): RateLimitModule {
  const {
    transactions,
    keyedHash,
    clock,
    counterRetentionDays: retentionDays = 0,
    loginThrottlePolicy: policy = defaultLoginThrottlePolicy,
    measurements = noMeasurements,
  } = dependencies;
  const quotas = { ...defaultQuotas, ...dependencies.quotas };
  const { reader } = transactions;
  const keys = createCounterKeys(keyedHash);
  const headerCollector = createRateLimitHeaderCollector();
  const counters = createCounters({ reader, keys, retentionDays, clock });
  const attemptCounters = createAttemptCounters({ reader, policy, retentionDays, clock });
  const budget = (name: BudgetName, statusCollector = headerCollector): Budget =>
    createBudget({
      ...budgetLabels[name],
      quota: quotas[name],
      counters,
      headerCollector: statusCollector,
      onRejected: measurements.countRateLimited,
    });
  const silent = { ...headerCollector, record: () => {} };
  const credential = budget('credential');
  const refresh = budget('refresh');
  const loginThrottle = createLoginThrottle({
    counters: attemptCounters,
    chargeAttempt: createChargeAttempt({ reader, policy, keys, clock }),
    addresses: credential,
    keys,
  });
  return {
    name: 'rate-limit',
    loginThrottle,
    addressFailures: { chargeAddress: (ipAddress) => credential.chargeBudget(networkOf(ipAddress)) },
    refreshLimit: createRefreshLimit(refresh, (charge) => prepareCharge(charge, keys, clock.now().getTime())),
    loginUnlocker: { unlock: loginThrottle.resetAttempts },
    // Without headers: they would reveal how many mails others had sent to a mailbox.
    mailLimits: createMailLimits(budget('mailbox', silent), budget('mailAccount', silent)),
    fields: createFieldLimits(
      {
        credential,
        refresh,
        signUp: budget('signUp'),
        adminWrite: budget('adminWrite'),
        mail: budget('mail'),
        dataExport: budget('dataExport'),
      },
      networkOf,
    ),
    headerCollector,
    sweep: async () => {
      await counters.sweep();
      await attemptCounters.sweep();
    },
  };
}
