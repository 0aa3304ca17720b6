import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createMailModule, type Mailer, mailTables } from '../../../src/modules/mail/index.js';
import { openMail } from '../../../src/modules/mail/outgoing-mail.js';
import { createSealing } from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';
import { mailDependencies, request } from './mail-fixture.js';

const sealing = createSealing(randomBytes(32));
const now = new Date('2026-03-01T09:30:00.000Z');
let opened: TestDatabase;

beforeAll(async () => {
  opened = await openTestDatabase(mailTables);
});
afterAll(() => opened.close());
beforeEach(() => opened.database.dataSource.query('DELETE FROM mail_outbox'));

const createMailer = (enabled = true): Mailer =>
  createMailModule({ ...mailDependencies(opened, sealing, { now: () => now }), enabled }).mailer;

const rows = (): Promise<{ id: string; sealed: Buffer; template: string }[]> =>
  opened.database.dataSource.query('SELECT * FROM mail_outbox');

test('a mail is stored with the change, sealed, and with nothing of it in the clear', async () => {
  const mailer = createMailer();
  await opened.database.transactions.run(async (transaction) => mailer.enqueue(transaction, request));

  const [row] = await rows();
  const { id, sealed } = row ?? { id: '', sealed: Buffer.alloc(0) };
  expect(JSON.stringify(row)).not.toMatch(/ada@example/);
  expect(Buffer.from(sealed).toString('latin1')).not.toMatch(/ada@example|Passwort/);
  expect(openMail(sealing, id, Buffer.from(sealed))).toEqual({
    to: 'ada@example.net',
    messageId: `<${id}@example.com>`,
    link: null,
    subject: 'Ihr Passwort wurde geändert',
    text: expect.stringContaining('Ihres Kontos ada'),
    html: expect.stringContaining('Ihres Kontos ada'),
  });
  // Sealed for its row: copied to another one it is worthless.
  expect(openMail(sealing, '01890000-0000-7000-8000-000000000000', Buffer.from(sealed))).toBeNull();
});

test('a mail of a change that was rolled back does not exist', async () => {
  const mailer = createMailer();
  const failing = opened.database.transactions.run(async (transaction) => {
    mailer.enqueue(transaction, request);
    throw new Error('rolled back');
  });

  await expect(failing).rejects.toThrow('rolled back');
  expect(await rows()).toEqual([]);
});

test('a mail for an address that does not exist leaves the same row', async () => {
  const mailer = createMailer();
  await opened.database.transactions.run(async (transaction) => {
    mailer.enqueue(transaction, request);
    mailer.enqueue(transaction, { ...request, to: null });
  });

  const [first, second, ...others] = await rows();
  expect(others).toEqual([]);
  expect({ ...second, id: '', sealed: null }).toEqual({ ...first, id: '', sealed: null });
});

test('a server without mail refuses to store one', async () => {
  const mailer = createMailer(false);

  const refused = opened.database.transactions.run(async (transaction) =>
    mailer.enqueue(transaction, request),
  );
  await expect(refused).rejects.toThrow('mail is not enabled');
  expect(mailer.enabled).toBe(false);
});
