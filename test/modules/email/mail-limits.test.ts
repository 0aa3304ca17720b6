import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { defaultQuotas } from '../../../src/platform/rate-limit/index.js';
import { createEmailFixture, type EmailFixture } from './email-fixture.js';

/** Nobody's mailbox can be flooded, and nobody learns from a limit that somebody else reached it. */

let fixture: EmailFixture;
beforeAll(async () => {
  const { mailbox, mailAccount } = defaultQuotas;
  fixture = await createEmailFixture({ emailVerification: 'optional', quotas: { mailbox, mailAccount } });
});
afterAll(() => fixture.app.close());
beforeEach(async () => {
  await fixture.app.sql('DELETE FROM rate_limits');
  fixture.app.mails.length = 0;
});

const delivered = (): readonly (string | null)[] =>
  fixture.app.mails.map(({ to }) => to).filter((to) => to !== null);
const requestReset = (email: string): Promise<string> =>
  fixture.answer('requestPasswordReset', { input: { email } });

test('a mailbox gets five mails an hour, whatever asks for them, and every request has the same answer', async () => {
  await fixture.createVerified('ada');
  const caller = await fixture.createVerified('grace');
  fixture.app.mails.length = 0;
  const email = 'ada@example.com';

  const answers = [
    await requestReset(email),
    await fixture.answer('requestEmailVerification', { email }),
    (await fixture.signUp('ada2', email)).reasons.join() || 'ok',
    await fixture.requestChange(caller, email),
    await requestReset(email),
    await requestReset(email),
    (await fixture.signUp('ada3', email)).reasons.join() || 'ok',
    await fixture.requestChange(caller, email),
    await fixture.answer('requestEmailVerification', { email }),
  ];

  expect(answers).toEqual(answers.map(() => 'ok'));
  // The verification of a verified address counts, although nothing is sent: the limit must reveal nothing.
  expect(delivered()).toEqual([email, email, email, email]);
  fixture.app.advance(3600);
  expect(await requestReset(email)).toBe('ok');
  expect(delivered()).toHaveLength(5);
});

test('other spellings of a mailbox do not get more', async () => {
  await fixture.createVerified('eve');
  const spellings = ['eve', 'EVE', 'e.v.e', 'eve+1', 'eve+2', '\uff45ve', 'e.ve+3', 'Eve'];
  for (const [index, name] of spellings.entries()) {
    await fixture.signUp(`spelling${index}`, `${name}@example.com`);
  }

  expect(delivered()).toHaveLength(5);
});

test('spellings that find the same user count together', async () => {
  await fixture.createVerified('jessross');
  const names = [
    'jessross',
    'je\u00dfross',
    'jessro\u00df',
    'je\u00dfro\u00df',
    'je\u1e9eross',
    'je\u1e9ero\u00df',
  ];
  for (const name of [...names, ...names]) await requestReset(`${name}@example.com`);

  expect(delivered()).toHaveLength(5);
});

test('a request for an unknown address counts and is answered like one for a known one', async () => {
  for (let count = 0; count < 7; count += 1) expect(await requestReset('nobody@example.com')).toBe('ok');

  const statements = await fixture.statementsOf(() => requestReset('nobody@example.com'));
  await fixture.createVerified('known');
  for (let count = 0; count < 7; count += 1) await requestReset('known@example.com');
  expect(await fixture.statementsOf(() => requestReset('known@example.com'))).toEqual(statements);
});

test('one account has ten mails an hour sent to addresses of its choice', async () => {
  const caller = await fixture.createVerified('spammer');
  fixture.app.mails.length = 0;
  for (let count = 0; count < 12; count += 1) {
    expect(await fixture.requestChange(caller, `stranger${count}@example.com`)).toBe('ok');
  }

  expect(delivered()).toHaveLength(10);
});
