/** The amount that is allowed within a window. The window starts with the first charge. */
export interface Quota {
  readonly amount: number;
  readonly windowSeconds: number;
}

export type BudgetName =
  | 'credential'
  | 'signUp'
  | 'refresh'
  | 'adminWrite'
  | 'mail'
  | 'mailbox'
  | 'mailAccount'
  | 'dataExport';

const fifteenMinutes = 15 * 60;

export const defaultQuotas: Readonly<Record<BudgetName, Quota>> = {
  /**
   * Failed authentications of one address: enough for an office behind one address, too few for guessing
   * passwords.
   */
  credential: { amount: 200, windowSeconds: fifteenMinutes },
  /**
   * Sign-ups from one address, failed ones included: enough for a school class, too few to fill the database.
   */
  signUp: { amount: 200, windowSeconds: fifteenMinutes },
  /** Refreshes of one session. */
  refresh: { amount: 120, windowSeconds: 60 },
  /** Requests for a mail by one address, or by one signed-in user. */
  mail: { amount: 60, windowSeconds: fifteenMinutes },
  /** Mails that others can have sent to one mailbox: enough to repeat a request, too few to flood it. */
  mailbox: { amount: 5, windowSeconds: 3600 },
  /** Mails to addresses of their choice that one user can have sent. */
  mailAccount: { amount: 10, windowSeconds: 3600 },
  /** Users created by one administrator: ten per second, for migration scripts. */
  adminWrite: { amount: 600, windowSeconds: 60 },
  /** Exports of one's own data by one user. */
  dataExport: { amount: 5, windowSeconds: 3600 },
};

/** The name of each budget in headers and keys, and its error message. */
export const budgetLabels: Readonly<
  Record<BudgetName, { readonly name: string; readonly refusalMessage: string }>
> = {
  credential: { name: 'credential', refusalMessage: 'Too many failed attempts. Try again later.' },
  signUp: { name: 'sign-up', refusalMessage: 'Too many sign-ups from this address. Try again later.' },
  refresh: { name: 'refresh', refusalMessage: 'Too many refreshes. Try again later.' },
  mail: { name: 'mail', refusalMessage: 'Too many requests for a mail. Try again later.' },
  mailbox: { name: 'mailbox', refusalMessage: 'Too many mails to this address. Try again later.' },
  mailAccount: { name: 'mail-account', refusalMessage: 'Too many mails from this account. Try again later.' },
  dataExport: { name: 'data-export', refusalMessage: 'Too many exports. Try again later.' },
  adminWrite: { name: 'admin-write', refusalMessage: 'Too many changes at once. Try again later.' },
};
