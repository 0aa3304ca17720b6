import { expect, test } from '@jest/globals';
import { readSourceFiles } from './source-files.js';

/**
 * Every write by a signed-in user goes through `transactions.runAs`, which re-checks the user inside the
 * transaction. Here is every file that calls `transactions.run`, and why no signed-in user is behind it.
 */
const allowedRuns: Readonly<Record<string, string>> = {
  'modules/audit/audit-retention.ts': 'the server removes entries after their retention',
  'modules/audit/denial-recorder.ts': 'the server records what `@auth` rejected',
  'modules/audit/index.ts': 'the server appends to its log at the start',
  'modules/email/change-email.ts': 'an undo: the token is the credential, used up in the transaction',
  'modules/email/email-verification.ts': 'the one-time token is the credential, redeemed in the transaction',
  'modules/email/request-link.ts': 'there is no authenticated user; nothing changes without the mailed token',
  'modules/invitations/accept-invitation.ts':
    'the one-time token is the credential, redeemed in the transaction',
  'modules/invitations/first-administrator.ts': 'there is no user yet',
  'modules/invitations/recover-administrator.ts': 'the operator at the command line',
  'modules/keys/initial-keys.ts': 'the server creates its keys at the start',
  'modules/keys/rewrap.ts': 'the operator at the command line',
  'modules/login/complete-mfa.ts':
    'a login: the challenge is the credential, locked and used up in the transaction',
  'modules/login/failed-attempts.ts': 'the server records attempts that failed',
  'modules/login/password-reset.ts': 'the one-time token is the credential, redeemed in the transaction',
  'modules/login/password-verifier.ts': 'a login: there is no authenticated user yet',
  'modules/login/sign-up.ts': 'there is no authenticated user',
  'modules/mail/deliver-mail.ts': 'the server sends mails in the background',
  'modules/mail/mail-sender.ts': 'the server sends mails in the background',
  'modules/sessions/actor-transactions.ts': 'the implementation of runAs',
  'shared/transaction.ts': 'the removal of expired rows',
};

const files = readSourceFiles();

test('only writes without a signed-in user start a transaction without an actor check', () => {
  // Also a destructured or passed `run`.
  const pattern = /\btransactions\s*\.\s*run\b|\{[^}]*\brun\b[^}]*\}\s*=\s*\w*[tT]ransactions\b/;
  const found = files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

  expect(new Set(found)).toEqual(new Set(Object.keys(allowedRuns)));
});

test('only the implementation of runAs marks an actor as checked', () => {
  const found = files
    .filter(({ text }) => /\bmarkJudged\(|\bas JudgedActor\b/.test(text))
    .map(({ path }) => path);

  expect(found).toEqual(['modules/access/actor.ts', 'modules/sessions/actor-transactions.ts']);
});
