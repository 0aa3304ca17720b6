/** How much is allowed: so much within a window that begins with the first charge. */
export interface Quota {
  readonly amount: number;
  readonly windowSeconds: number;
}

/** The budgets that there are. */
export type BudgetName = 'credential' | 'signUp' | 'refresh' | 'adminWrite';

const quarterOfAnHour = 15 * 60;

/** How much each allows. */
export const defaultQuotas: Readonly<Record<BudgetName, Quota>> = {
  /** Failed proofs from one address: enough for an office behind one address, too few to grind passwords with. */
  credential: { amount: 200, windowSeconds: quarterOfAnHour },
  /** Sign-ups from one address, failed ones too: enough for a class in a school, too few to fill the database with. */
  signUp: { amount: 200, windowSeconds: quarterOfAnHour },
  /** Refreshes of one session. */
  refresh: { amount: 120, windowSeconds: 60 },
  /** Creations by one administrator: ten a second, for scripts that bring users over. */
  adminWrite: { amount: 600, windowSeconds: 60 },
};

/** How each is called in headers and in the keys of counters, and what its refusal says. */
export const budgetLabels: Readonly<
  Record<BudgetName, { readonly name: string; readonly refusalMessage: string }>
> = {
  credential: { name: 'credential', refusalMessage: 'Too many failed attempts. Try again later.' },
  signUp: { name: 'sign-up', refusalMessage: 'Too many sign-ups from this address. Try again later.' },
  refresh: { name: 'refresh', refusalMessage: 'Too many refreshes. Try again later.' },
  adminWrite: { name: 'admin-write', refusalMessage: 'Too many changes at once. Try again later.' },
};
