import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { tokenOf } from '../../helpers/captured-mail.js';
import { fc } from '../../helpers/fast-check.js';

import { createEmailFixture, type EmailFixture } from './email-fixture.js';

/**
 * A state machine over everything that issues, ends and uses links: in no order does a link work twice, after
 * a newer one of its kind, after it expired, or after the address, the role, the status or the password of
 * its user changed. The model knows only these rules.
 */

let fixture: EmailFixture;
beforeAll(async () => {
  fixture = await createEmailFixture({ emailVerification: 'required' });
});
afterAll(() => fixture.app.close());

type Kind = 'reset' | 'verify' | 'change' | 'undo';

interface Link {
  readonly kind: Kind;
  readonly token: string;
  readonly expiresAt: number;
  /** The state of the user when it was issued; a link for undoing is bound to nothing. */
  readonly state: string;
  /** The address that the link gives the user. */
  readonly address?: string;
  ended: boolean;
}

interface Model {
  readonly id: string;
  readonly name: string;
  readonly links: Link[];
  now: number;
  email: string;
  verified: boolean;
  addresses: number;
  epoch: number;
  role: string;
  passwords: number;
}

const hour = 3600;
const lifetimes: Readonly<Record<Kind, number>> = {
  reset: hour,
  verify: 24 * hour,
  change: hour,
  undo: 72 * hour,
};
const stateOf = ({ email, epoch, role }: Model): string => `${email} ${epoch} ${role}`;

function addLink(model: Model, kind: Kind, token: string, address?: string): void {
  // The newest one counts; several changes can be undone.
  if (kind !== 'undo') endLinks(model, (link) => link.kind === kind);
  const expiresAt = model.now + lifetimes[kind];
  const link = { kind, token, expiresAt, state: stateOf(model), ended: false };
  model.links.push(address === undefined ? link : { ...link, address });
}

function endLinks(model: Model, isEnded: (link: Link) => boolean): void {
  for (const link of model.links) link.ended ||= isEnded(link);
}

function expectedAnswer(model: Model, link: Link): string {
  if (link.ended || (link.kind !== 'undo' && link.state !== stateOf(model))) return 'TOKEN_INVALID';
  return link.expiresAt <= model.now ? 'TOKEN_EXPIRED' : 'ok';
}

const nextPassword = (model: Model): string => {
  model.passwords += 1;
  return `seven lanterns beside river ${model.passwords} of many`;
};

/** Sessions are not the subject here: the caller is trusted, as one who has just signed in. */
async function callerOf({ id, email }: Model): Promise<Awaited<ReturnType<EmailFixture['createVerified']>>> {
  const { accessToken } = await fixture.app.login.issueTokens(id);
  const caller = await fixture.app.authenticate(accessToken);
  if (caller === null) throw new Error(`${email} is not signed in`);
  return caller;
}

/** Sets the password that requestEmailChange asks for, without any effect on links. */
async function givePassword({ id }: Model): Promise<void> {
  const [row] =
    await fixture.app.sql(`SELECT hash FROM password_credentials c JOIN users u ON u.id = c.user_id
    WHERE u.username = 'template'`);
  await fixture.app.sql(
    `INSERT INTO password_credentials (user_id, hash, must_change, changed_at) VALUES ($1, $2, false, $3)
     ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash`,
    [id, row?.['hash'], fixture.app.clock.now()],
  );
}

async function wait(model: Model, seconds: number): Promise<void> {
  fixture.app.advance(seconds);
  model.now += seconds;
}

const issuing: Readonly<Record<string, (model: Model) => Promise<void>>> = {
  requestReset: async (model) => {
    fixture.app.mails.length = 0;
    expect(await fixture.answer('requestPasswordReset', { input: { email: model.email } })).toBe('ok');
    addLink(model, 'reset', fixture.lastTokenTo(model.email));
  },
  requestVerification: async (model) => {
    fixture.app.mails.length = 0;
    expect(await fixture.answer('requestEmailVerification', { email: model.email })).toBe('ok');
    const mail = fixture.app.mails.find(({ to }) => to !== null);
    expect(mail === undefined).toBe(model.verified);
    if (mail !== undefined) addLink(model, 'verify', tokenOf(mail));
  },
  requestChange: async (model) => {
    await givePassword(model);
    model.addresses += 1;
    const email = `${model.name}-${model.addresses}@example.com`;
    expect(await fixture.requestChange(await callerOf(model), email)).toBe('ok');
    addLink(model, 'change', fixture.lastTokenTo(email), email);
  },
  wait: (model) => wait(model, hour / 2),
  waitLong: (model) => wait(model, 26 * hour),
  promote: async (model) => {
    model.role = model.role === 'USER' ? 'SUPPORT' : 'USER';
    if (model.role === 'USER') model.epoch += 1;
    const { administration } = fixture.app.users;
    await administration.setUserRole({ id: model.id, role: model.role, reason: 'test' }, cliActor);
  },
  disableAndEnable: async (model) => {
    const { administration } = fixture.app.users;
    await administration.disableUser({ id: model.id, reason: 'test' }, cliActor);
    const invalid = model.links.find(({ ended, expiresAt }) => !ended && expiresAt > model.now);
    if (invalid !== undefined) expect(await use(model, invalid)).toBe('TOKEN_INVALID');
    await administration.enableUser(model.id, cliActor);
    model.epoch += 1;
  },
  setAddress: async (model) => {
    model.addresses += 1;
    model.email = `${model.name}-${model.addresses}@example.com`;
    model.verified = false;
    await fixture.app.users.administration.updateUser({ id: model.id, email: model.email }, cliActor);
    endLinks(model, ({ kind }) => kind === 'undo');
  },
};

function use(model: Model, { kind, token }: Link): Promise<string> {
  if (kind === 'reset') {
    return fixture.answer('resetPassword', { input: { token, newPassword: nextPassword(model) } });
  }
  if (kind === 'change') {
    return callerOf(model).then(
      (caller) => fixture.answer('confirmEmailChange', { token }, caller),
      // A disabled user has no session.
      () => 'TOKEN_INVALID',
    );
  }
  return fixture.answer(kind === 'verify' ? 'verifyEmail' : 'undoEmailChange', { token });
}

/** What the use of a link changes. */
function applyUse(model: Model, link: Link): void {
  link.ended = true;
  if (link.kind === 'verify') model.verified = true;
  if (link.kind === 'reset') {
    model.verified = true;
    model.epoch += 1;
    endLinks(model, ({ kind }) => kind !== 'undo');
  }
  if (link.kind === 'change') {
    const previous = model.email;
    const { values } = fixture.lastMailTo(previous);
    model.email = link.address ?? '';
    model.verified = true;
    addLink(model, 'undo', String(values['link']).split('#token=')[1] ?? '', previous);
  }
  if (link.kind === 'undo') {
    model.email = link.address ?? '';
    model.verified = true;
    model.epoch += 1;
    const position = model.links.indexOf(link);
    endLinks(model, (other) => other.kind !== 'undo' || model.links.indexOf(other) >= position);
    addLink(model, 'reset', fixture.lastTokenTo(model.email));
  }
}

async function useAndCompare(model: Model, link: Link): Promise<void> {
  const expected = expectedAnswer(model, link);
  expect([link.kind, await use(model, link)]).toEqual([link.kind, expected]);
  if (expected === 'ok') {
    applyUse(model, link);
    used.add(link.kind);
    // Used up, at once and for good.
    expect(await use(model, link)).toBe('TOKEN_INVALID');
  }
  const [row] = await fixture.app.sql('SELECT email FROM users WHERE id = $1', [model.id]);
  expect(row?.['email']).toBe(model.email);
}

type Step = { readonly issue: string } | { readonly use: number };
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ issue: fc.constantFrom(...Object.keys(issuing)) }),
  fc.record({ use: fc.nat(9) }),
);

/** Uses a link of every kind; the last step undoes the change of address. */
const everyKind: Step[] = [
  { issue: 'requestVerification' },
  { use: 0 },
  { issue: 'requestReset' },
  { use: 1 },
  { issue: 'requestChange' },
  { use: 2 },
  { use: 3 },
];

let models = 0;
const used = new Set<Kind>();
test('no link works twice, or after what it is bound to has changed', async () => {
  await fixture.app.createUser('template');
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 4, maxLength: 16 }), async (sequence) => {
      models += 1;
      const name = `model${models}`;
      const { id } = await fixture.app.createUser(name);
      const email = `${name}@example.com`;
      const start = { id, name, email, links: [], now: 0, verified: false, addresses: 0, epoch: 1 };
      const model: Model = { ...start, role: 'USER', passwords: 0 };
      for (const step of sequence) {
        if ('issue' in step) await issuing[step.issue]?.(model);
        else {
          const link = model.links[step.use % Math.max(1, model.links.length)];
          if (link !== undefined) await useAndCompare(model, link);
        }
      }
      // The use of one can send another, which the loop reaches too.
      for (const link of model.links) await useAndCompare(model, link);
    }),
    { numRuns: 15, examples: [[everyKind]] },
  );
  expect([...used].toSorted()).toEqual(['change', 'reset', 'undo', 'verify']);
});
