import type { MailModuleDependencies } from '../../../src/modules/mail/index.js';
import { type Clock, createEventBus, noMeasurements, type Sealing } from '../../../src/shared/index.js';
import type { TestDatabase } from '../../helpers/test-database.js';

/** Returns what the module needs beside the database: mails are kept in a mailbox. */
export function mailDependencies(
  { database }: TestDatabase,
  sealing: Sealing,
  clock: Clock,
): MailModuleDependencies {
  return {
    enabled: true,
    smtp: null,
    from: { name: 'Example', address: 'no-reply@example.com' },
    appUrl: () => 'https://id.example.com/account',
    transactions: database.transactions,
    changeNotifications: database.notifications,
    events: createEventBus(),
    measurements: noMeasurements,
    onFailure: () => {},
    onError: (error) => {
      throw error;
    },
    accounts: { findRecipient: async () => null, findSignIn: async () => null },
    sealing,
    clock,
  };
}

/** A mail for a test. */
export const request = {
  template: 'password-changed',
  to: 'ada@example.net',
  locale: 'de-AT',
  userId: null,
  values: { username: 'ada', time: '1 March 2026' },
} as const;
