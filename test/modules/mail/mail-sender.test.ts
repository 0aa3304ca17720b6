import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { MailFailure } from '../../../src/modules/mail/deliver-mail.js';
import { createMailModule, mailTables } from '../../../src/modules/mail/index.js';
import { createMailSender, type MailSender } from '../../../src/modules/mail/mail-sender.js';
import { type AddressedMail, DeliveryError } from '../../../src/modules/mail/mail-transport.js';
import { typeormOutboxRepository } from '../../../src/modules/mail/outbox.typeorm.js';
import { createEventBus, createSealing, type DomainEvent, parseUserId } from '../../../src/shared/index.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';
import { mailDependencies, request } from './mail-fixture.js';

const sealing = createSealing(randomBytes(32));
const userId = parseUserId('0189aaaa-0000-7000-8000-000000000001');
let opened: TestDatabase;
let clock: FakeClock;
let senders: MailSender[] = [];
let sent: AddressedMail[] = [];
let failures: MailFailure[] = [];
let outcomes: string[] = [];
let events: DomainEvent[] = [];

beforeAll(async () => {
  opened = await openTestDatabase(mailTables);
  await opened.database.notifications.open();
});
afterAll(() => opened.close());
beforeEach(async () => {
  await opened.database.dataSource.query('DELETE FROM mail_outbox');
  clock = createFakeClock(new Date('2026-03-01T09:30:00.000Z'));
  [senders, sent, failures, outcomes, events] = [[], [], [], [], []];
});
afterEach(async () => {
  for (const sender of senders) await sender.stop();
});

type Send = (mail: AddressedMail, signal: AbortSignal) => Promise<void>;

function createSender(
  send: Send = async () => {},
  options: { readonly retentionHours?: number } = {},
): MailSender {
  const bus = createEventBus();
  bus.subscribe(async (_, event) => void events.push(event));
  const sender = createMailSender({
    ...mailDependencies(opened, sealing, clock),
    ...options,
    repository: typeormOutboxRepository,
    transport: {
      send: async (mail, signal) => {
        await send(mail, signal);
        sent.push(mail);
      },
    },
    events: bus,
    measurements: { countMail: (outcome) => void outcomes.push(outcome) },
    onFailure: (failure) => void failures.push(failure),
  });
  senders.push(sender);
  return sender;
}

async function enqueue(to: string | null = request.to): Promise<void> {
  const { mailer } = createMailModule(mailDependencies(opened, sealing, clock));
  await opened.database.transactions.run(async (transaction) =>
    mailer.enqueue(transaction, { ...request, to, userId }),
  );
}

const rows = (): Promise<{ id: string; attempts: number; due_at: Date }[]> =>
  opened.database.dataSource.query('SELECT * FROM mail_outbox');

const secondsUntilDue = async (): Promise<number> =>
  (Number((await rows())[0]?.due_at) - clock.now().getTime()) / 1000;

const refuse = (message: string, isPermanent: boolean) => async (): Promise<void> => {
  throw new DeliveryError(message, isPermanent);
};

describe('sendDue', () => {
  test('sends each mail once and leaves nothing of it in the database', async () => {
    for (let count = 0; count < 7; count += 1) await enqueue(`user${count}@example.net`);
    await createSender().sendDue();

    expect(new Set(sent.map(({ to }) => to)).size).toBe(7);
    expect(sent).toHaveLength(7);
    expect(await rows()).toEqual([]);
    expect(outcomes).toEqual(Array(7).fill('SENT'));
  });

  test('sends each mail once with several senders at the same time', async () => {
    for (let count = 0; count < 12; count += 1) await enqueue(`user${count}@example.net`);
    await Promise.all([1, 2, 3].map(() => createSender().sendDue()));

    expect(new Set(sent.map(({ to }) => to)).size).toBe(12);
    expect(sent).toHaveLength(12);
  });

  test('drops a mail without a recipient', async () => {
    await enqueue(null);
    await createSender().sendDue();

    expect([sent, outcomes, await rows()]).toEqual([[], [], []]);
  });

  test('has no transaction open while a mail is sent', async () => {
    await enqueue();
    let unlocked: unknown;
    await createSender(async () => {
      unlocked = await opened.database.dataSource.query('SELECT id FROM mail_outbox FOR UPDATE NOWAIT');
    }).sendDue();

    expect(unlocked).toHaveLength(1);
  });

  test('tries again later after a failure, with a growing delay and the same Message-ID', async () => {
    await enqueue();
    const messageIds = new Set<string>();
    const sender = createSender(async ({ messageId }) => {
      messageIds.add(messageId);
      throw new DeliveryError('ECONNECTION', false);
    });
    const delays: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await sender.sendDue();
      const delay = await secondsUntilDue();
      delays.push(delay);
      clock.moveBy(delay);
    }

    expect(messageIds.size).toBe(1);
    expect(delays[0]).toBeGreaterThan(10);
    expect(delays[0]).toBeLessThan(20);
    expect(delays[5]).toBeGreaterThan(350);
    expect(Math.max(...delays)).toBeLessThanOrEqual(4_500);
    expect(outcomes).toEqual(Array(12).fill('RETRIED'));
    expect(failures[0]).toMatchObject({ problem: 'ECONNECTION', attempts: 1, isAbandoned: false });
  });

  test('gives a mail up after a day, erases it and says so', async () => {
    await enqueue();
    const { id } = (await rows())[0] ?? { id: '' };
    const sender = createSender(refuse('ECONNECTION', false));
    for (let hour = 0; hour <= 24; hour += 1) {
      await sender.sendDue();
      clock.moveBy(3_600 * 1.25);
    }

    expect(await rows()).toEqual([]);
    expect(outcomes.filter((outcome) => outcome === 'ABANDONED')).toHaveLength(1);
    expect(failures.at(-1)).toMatchObject({ mailId: id, template: 'password-changed', isAbandoned: true });
    expect(events).toEqual([
      expect.objectContaining({
        type: 'mail.abandoned',
        subjectId: userId,
        outcome: 'FAILURE',
        reason: 'EXPIRED',
        resource: { type: 'mail', id },
      }),
    ]);
  });

  test('does not send a mail that has become too old while no server was running', async () => {
    await enqueue();
    clock.moveBy(86_400);
    await createSender().sendDue();

    expect(sent).toEqual([]);
    expect(events).toEqual([expect.objectContaining({ type: 'mail.abandoned', reason: 'EXPIRED' })]);
    expect(await rows()).toEqual([]);
  });

  test('tries a mail for as long as the operator has configured', async () => {
    await enqueue();
    clock.moveBy(86_400);
    await createSender(undefined, { retentionHours: 48 }).sendDue();

    expect(sent).toHaveLength(1);
  });

  test('gives a mail up at once when the server refuses it for good', async () => {
    await enqueue();
    await createSender(refuse('EENVELOPE RCPT TO 550 5.1.1', true)).sendDue();

    expect(await rows()).toEqual([]);
    expect(events).toEqual([expect.objectContaining({ type: 'mail.abandoned', reason: 'REJECTED' })]);
    expect(JSON.stringify([events, failures])).not.toMatch(/ada@|example/);
  });

  test('gives up a row whose content was changed or copied', async () => {
    await enqueue();
    await opened.database.dataSource.query(
      `UPDATE mail_outbox SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)`,
    );
    await createSender().sendDue();

    expect(sent).toEqual([]);
    expect(events).toEqual([expect.objectContaining({ reason: 'UNREADABLE' })]);
    expect(await rows()).toEqual([]);
  });

  test('repeats no word of an unexpected error', async () => {
    await enqueue();
    await createSender(async () => {
      throw new Error('for ada@example.net: secret');
    }).sendDue();

    expect(failures).toEqual([expect.objectContaining({ problem: 'internal error', isAbandoned: false })]);
  });
});

describe('a sender that crashes between sending and marking', () => {
  test('leaves the mail to another one, which sends it again with the same Message-ID', async () => {
    await enqueue();
    const repository = {
      ...typeormOutboxRepository,
      remove: async () => {
        throw new Error('crashed');
      },
    };
    const crashing = createMailSender({
      ...mailDependencies(opened, sealing, clock),
      repository,
      transport: { send: async (mail) => void sent.push(mail) },
      onError: () => {},
    });
    await crashing.sendDue();

    const other = createSender();
    await other.sendDue();
    expect(sent).toHaveLength(1);
    clock.moveBy(121);
    await other.sendDue();

    const [first, second] = sent;
    expect(second).toEqual(first);
    expect(sent).toHaveLength(2);
    expect(await rows()).toEqual([]);
  });

  test('does not postpone a mail that another one has claimed in the meantime', async () => {
    await enqueue();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = createSender(async () => {
      await held;
      throw new DeliveryError('ETIMEDOUT', false);
    });
    const slowPass = slow.sendDue();
    await until(async () => (await rows())[0]?.attempts === 1);
    clock.moveBy(121);
    const [claimed] = await opened.database.transactions.run((transaction) =>
      typeormOutboxRepository.claim(transaction, {
        now: clock.now(),
        leaseEnd: new Date(clock.now().getTime() + 120_000),
        maxMails: 1,
      }),
    );
    expect(claimed?.attempts).toBe(2);
    release();
    await slowPass;

    expect(await secondsUntilDue()).toBe(120);
  });
});

describe('start', () => {
  test('sends a mail as soon as its transaction has committed', async () => {
    // The regular look never comes.
    const setInterval = jest.spyOn(globalThis, 'setInterval').mockReturnValueOnce(setTimeout(() => {}, 0));
    createSender().start();
    expect(setInterval).toHaveBeenCalledTimes(1);
    setInterval.mockRestore();

    await enqueue();

    await until(async () => sent.length === 1);
  });
});

describe('stop', () => {
  test('waits for a mail that is being sent, and claims no other', async () => {
    for (let count = 0; count < 9; count += 1) await enqueue();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const sender = createSender(() => held);
    sender.start();
    await until(async () => (await rows()).some(({ attempts }) => attempts > 0));
    const stopping = sender.stop();
    release();
    await stopping;

    const left = (await rows()).length;
    expect(left).toBeGreaterThan(0);
    expect(sent.length + left).toBe(9);
    await sender.sendDue();
    expect((await rows()).length).toBe(left);
  });

  test('aborts a mail that hangs, which stays in the outbox', async () => {
    await enqueue();
    const sender = createSender(() => new Promise(() => {}));
    sender.start();
    await until(async () => (await rows())[0]?.attempts === 1);
    await sender.stop();

    expect(await rows()).toHaveLength(1);
    expect(await secondsUntilDue()).toBeLessThan(20);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
