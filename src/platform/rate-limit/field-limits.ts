import type { Budget } from './budget.js';

/** Whom the execution of a field can be counted on. */
export interface ChargedCaller {
  readonly ipAddress: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
}

/** An execution that was charged. */
export interface FieldCharge {
  /** Says how it came out: from the bucket of credentials, what did not fail is given back. */
  settle(succeeded: boolean): Promise<void>;
}

/** What `@limit` charges: the port of the GraphQL edge. */
export interface FieldLimits {
  /** The buckets that there are, with the most that one execution can cost. */
  readonly buckets: Readonly<Record<string, { readonly amount: number }>>;
  /** Charges one execution. Refuses with RATE_LIMITED, or with SERVICE_UNAVAILABLE when it cannot be counted. */
  charge(bucket: string, cost: number, caller: ChargedCaller): Promise<FieldCharge>;
}

/** The budgets behind the buckets. */
export interface FieldBudgets {
  readonly credential: Budget;
  readonly signUp: Budget;
  readonly refresh: Budget;
  readonly adminWrite: Budget;
}

interface Bucket {
  readonly budget: Budget;
  readonly subjectOf: (caller: ChargedCaller) => string;
  /** Only failures count. */
  readonly chargesFailuresOnly: boolean;
}

/** Joins the schema's buckets with the budgets. `networkOf` names the network of an address. */
export function createFieldLimits(
  { credential, signUp, refresh, adminWrite }: FieldBudgets,
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
    ADMIN_WRITE: {
      budget: adminWrite,
      subjectOf: (caller) => caller.userId ?? byAddress(caller),
      chargesFailuresOnly: false,
    },
  };
  return {
    buckets: Object.fromEntries(Object.entries(buckets).map(([name, { budget }]) => [name, budget.quota])),
    charge: async (name, cost, caller) => {
      const bucket = buckets[name];
      // The schema is held against `buckets` before the first request.
      if (bucket === undefined) throw new Error(`there is no bucket ${name}`);
      const charge = await bucket.budget.charge(bucket.subjectOf(caller), cost);
      return {
        settle: async (succeeded) => {
          if (succeeded && bucket.chargesFailuresOnly) await charge.refund();
        },
      };
    },
  };
}
