import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CurrentUser } from '../../../src/modules/access/index.js';
import type { AuditModule } from '../../../src/modules/audit/index.js';
import { otherPassword } from '../../helpers/create-test-app.js';
import { createAuditModuleOn } from '../../helpers/test-audit-log.js';
import { allOrNothing, distinctOutcomes, interruptEachStatement } from '../audit/statement-failures.js';
import { createEmailFixture, type EmailFixture } from './email-fixture.js';

/** A failure of any statement leaves the change, its mail and its entries, or nothing of them. */

let fixture: EmailFixture;
let audit: AuditModule;
beforeAll(async () => {
  fixture = await createEmailFixture({ emailVerification: 'optional' });
  audit = createAuditModuleOn(fixture.app.opened.database, randomBytes(32)).module;
  await audit.open();
  for (const subscriber of audit.subscribers ?? []) fixture.app.subscribe(subscriber);
});
afterAll(() => fixture.app.close());

interface Person {
  readonly name: string;
  readonly email: string;
  readonly caller: CurrentUser;
}

let people = 0;
async function createPerson(): Promise<Person> {
  people += 1;
  const name = `person${people}`;
  return { name, email: `${name}@example.com`, caller: await fixture.createVerified(name) };
}

async function withLink(field: 'reset' | 'verify' | 'change' | 'undo'): Promise<Person & { token: string }> {
  const person = await createPerson();
  const { name, email, caller } = person;
  const newEmail = `new-${email}`;
  if (field === 'reset') await fixture.answer('requestPasswordReset', { input: { email } });
  if (field === 'verify') await fixture.signUp(`signed-up-${name}`, newEmail);
  if (field === 'change' || field === 'undo') await fixture.requestChange(caller, newEmail);
  if (field === 'undo') {
    await fixture.answer('confirmEmailChange', { token: fixture.lastTokenTo(newEmail) }, caller);
  }
  const sentTo = field === 'reset' || field === 'undo' ? email : newEmail;
  return { ...person, token: fixture.lastTokenTo(sentTo) };
}

type Prepared = Person & { readonly token?: string };
const operations: readonly (readonly [
  name: string,
  recorded: string,
  prepare: () => Promise<Prepared>,
  run: (person: Prepared) => Promise<unknown>,
])[] = [
  [
    'signUp',
    'user.created user.link-issued',
    createPerson,
    ({ name }) => fixture.signUp(`other-${name}`, `other-${name}@example.com`),
  ],
  [
    'requestPasswordReset',
    'user.link-issued',
    createPerson,
    ({ email }) => fixture.answer('requestPasswordReset', { input: { email } }),
  ],
  [
    'requestEmailChange',
    'user.link-issued',
    createPerson,
    ({ caller, email }) => fixture.requestChange(caller, `x-${email}`),
  ],
  [
    'resetPassword',
    'user.email-verified user.password-reset',
    async () => {
      const person = await withLink('reset');
      await fixture.app.sql('UPDATE users SET email_verified = false WHERE id = $1', [person.caller.id]);
      return person;
    },
    ({ token }) => fixture.answer('resetPassword', { input: { token, newPassword: otherPassword } }),
  ],
  [
    'verifyEmail',
    'user.email-verified',
    () => withLink('verify'),
    ({ token }) => fixture.answer('verifyEmail', { token }),
  ],
  [
    'confirmEmailChange',
    'user.email-changed',
    () => withLink('change'),
    ({ token, caller }) => fixture.answer('confirmEmailChange', { token }, caller),
  ],
  [
    'undoEmailChange',
    'user.email-change-undone user.link-issued',
    () => withLink('undo'),
    ({ token }) => fixture.answer('undoEmailChange', { token }),
  ],
];

test.each(operations)(
  '%s: a failed statement leaves everything or nothing',
  async (_, recorded, prepare, run) => {
    const outcomes = await interruptEachStatement({
      dataSource: fixture.app.opened.database.dataSource,
      createUser: prepare,
      run: (person) => run(person).catch(() => null),
      interrupt: () => {
        throw new Error('interrupted');
      },
    });

    expect(distinctOutcomes(outcomes)).toEqual(allOrNothing(recorded));
    expect(outcomes.length).toBeGreaterThan(5);
    expect(await audit.verifier.verify()).toMatchObject({ valid: true, firstBadSequence: null });
  },
);
