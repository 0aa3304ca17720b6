import type { Budget } from './budget.js';

/** The subjects to which the execution of a field can be charged. */
export interface ChargedCaller {
  readonly ipAddress: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
}

export interface FieldCharge {
  /** Reports the outcome: buckets that count only failures refund what succeeded. */
  settle(succeeded: boolean): Promise<void>;
}

/** The buckets of `@limit`. */
export interface FieldLimits {
  /** All buckets, with the highest cost that an execution can have. */
  readonly buckets: Readonly<Record<string, { readonly amount: number }>>;
  /**
   * Charges one execution. Throws RATE_LIMITED, or SERVICE_UNAVAILABLE when the counters cannot be reached.
   */
  chargeField(bucket: string, cost: number, caller: ChargedCaller): Promise<FieldCharge>;
}

export interface FieldBudgets {
  readonly credential: Budget;
  readonly signUp: Budget;
  readonly refresh: Budget;
  readonly adminWrite: Budget;
  readonly mail: Budget;
  readonly dataExport: Budget;
}

interface Bucket {
  readonly budget: Budget;
  readonly subjectOf: (caller: ChargedCaller) => string;
  readonly chargesFailuresOnly: boolean;
}

/** Maps the buckets of the schema to budgets. `networkOf` returns the network of an address. */
export function createFieldLimits(
  { credential, signUp, refresh, adminWrite, mail, dataExport }: FieldBudgets,
  networkOf: (ipAddress: string) => string,
): FieldLimits {
  const byAddress = ({ ipAddress }: ChargedCaller): string => networkOf(ipAddress);
  const buckets: Readonly<Record<string, Bucket>> = {
    CREDENTIAL: { budget: credential, subjectOf: byAddress, chargesFailuresOnly: true },
    SIGNUP: { budget: signUp, subjectOf: byAddress, chargesFailuresOnly: false },
    REFRESH: {
      budget: refresh,
      subjectOf: (caller) => caller.sessionId ?? byAddress(caller),
      chargesFailuresOnly: false,
    },
    MAIL: {
      budget: mail,
      subjectOf: (caller) => caller.userId ?? byAddress(caller),
      chargesFailuresOnly: false,
    },
    DATA_EXPORT: {
      budget: dataExport,
      subjectOf: (caller) => caller.userId ?? byAddress(caller),
      chargesFailuresOnly: false,
    },
    ADMIN_WRITE: {
      budget: adminWrite,
      subjectOf: (caller) => caller.userId ?? byAddress(caller),
      chargesFailuresOnly: false,
    },
  };
  return {
    buckets: Object.fromEntries(Object.entries(buckets).map(([name, { budget }]) => [name, budget.quota])),
    chargeField: async (name, cost, caller) => {
      const bucket = buckets[name];
      // The schema was compared with `buckets` at the start.
      if (bucket === undefined) throw new Error(`there is no bucket ${name}`);
      const charge = await bucket.budget.chargeBudget(bucket.subjectOf(caller), cost);
      return {
        settle: async (succeeded) => {
          if (succeeded && bucket.chargesFailuresOnly) await charge.refund();
        },
      };
    },
  };
}
