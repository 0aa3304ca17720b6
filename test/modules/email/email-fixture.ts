import type { CurrentUser } from '../../../src/modules/access/index.js';
import { type CapturedMail, lastMailTo, tokenOf } from '../../helpers/captured-mail.js';
import {
  createTestApp,
  goodPassword,
  type MutationResult,
  type TestApp,
} from '../../helpers/create-test-app.js';
import type { TestAppOptions } from '../../helpers/create-test-modules.js';
import { onStatement } from '../../helpers/record-statements.js';
import { signIn } from '../login/login-requests.js';

/** The modules with mail, and short names for what the tests of email addresses do. */
export interface EmailFixture {
  readonly app: TestApp;
  call(field: string, args: object, caller?: CurrentUser): Promise<MutationResult>;
  /** Returns the reasons of the refusals, or "ok". */
  answer(field: string, args: object, caller?: CurrentUser): Promise<string>;
  signUp(username: string, email: string): Promise<MutationResult>;
  /** Creates a user with a verified address, and signs them in. */
  createVerified(name: string): Promise<CurrentUser>;
  requestChange(caller: CurrentUser, newEmail: string): Promise<string>;
  lastMailTo(address: string): CapturedMail;
  lastTokenTo(address: string): string;
  /** Runs the work and returns the statements that it sent. */
  statementsOf(work: () => Promise<unknown>): Promise<readonly string[]>;
}

/** Limits that do not disturb a test. */
export const noMailLimits: TestAppOptions['quotas'] = {
  mailbox: { amount: 10_000, windowSeconds: 3600 },
  mailAccount: { amount: 10_000, windowSeconds: 3600 },
};

export async function createEmailFixture(options: TestAppOptions = {}): Promise<EmailFixture> {
  const app = await createTestApp({ mailEnabled: true, quotas: noMailLimits ?? {}, ...options });
  const answer: EmailFixture['answer'] = async (field, args, caller) =>
    (await app.mutate(field, args, caller)).reasons.join(' ') || 'ok';
  return {
    app,
    call: (field, args, caller) => app.mutate(field, args, caller),
    answer,
    signUp: (username, email) => app.mutate('signUp', { input: { username, email, password: goodPassword } }),
    createVerified: async (name) => {
      await app.createUser(name);
      await app.sql('UPDATE users SET email_verified = true WHERE username = $1', [name]);
      return signIn(app, name);
    },
    requestChange: (caller, newEmail) =>
      answer('requestEmailChange', { input: { newEmail, password: goodPassword } }, caller),
    lastMailTo: (address) => lastMailTo(app.mails, address),
    lastTokenTo: (address) => tokenOf(lastMailTo(app.mails, address)),
    statementsOf: async (work) => {
      const statements: string[] = [];
      const { dataSource } = app.opened.database;
      onStatement(dataSource, (query) => {
        if (!query.includes('FROM signing_keys')) statements.push(query.replaceAll(/\s+/g, ' '));
      });
      await work();
      onStatement(dataSource, () => {});
      return statements;
    },
  };
}
