import { expect } from '@jest/globals';
import type { CurrentUser } from '../../../src/modules/access/index.js';
import { client, goodPassword, type MutationResult, type TestApp } from '../../helpers/create-test-app.js';
import { fc } from '../../helpers/fast-check.js';
import { login } from '../login/login-requests.js';
import { callerOf, completeMfa, totpCode, wrongCode } from '../login/second-factor-fixture.js';

/** What is typed as a code: the present one, the one before, a wrong one, or a recovery code. */
const codes = fc.constantFrom('NOW', 'NOW', 'NOW', 'BEFORE', 'WRONG', 'RECOVERY', 'RECOVERY');
type CodeKind = 'NOW' | 'BEFORE' | 'WRONG' | 'RECOVERY';

/** One thing that happens; `which` chooses among the sessions or challenges that there are. */
export interface StoryStep {
  readonly action: keyof typeof actions;
  readonly which: number;
  readonly code: CodeKind;
  readonly flag: boolean;
}

const actions = {
  login: logIn,
  complete,
  enroll,
  disable,
  renewCodes,
  reauthenticate,
  changePassword,
  refresh,
  reset,
  wait,
};

/** Stories in which logins, answers and enrolments are frequent. */
export const stories: fc.Arbitrary<readonly StoryStep[]> = fc.array(
  fc.record({
    action: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('login', 'complete', 'enroll', 'wait') },
      { weight: 2, arbitrary: fc.constantFrom<keyof typeof actions>(...(Object.keys(actions) as [])) },
    ) as fc.Arbitrary<keyof typeof actions>,
    which: fc.nat(3),
    code: codes as fc.Arbitrary<CodeKind>,
    flag: fc.boolean(),
  }),
  { minLength: 8, maxLength: 30 },
);

interface Session {
  caller: CurrentUser;
  refreshToken: string;
  /** Whether somebody has really proven the present factor in it. */
  hasProvenFactor: boolean;
}

interface Challenge {
  readonly id: string;
  readonly issuedAt: number;
  readonly passwordVersion: number;
  readonly factorVersion: number;
}

/** The truth about one user, kept beside the server. */
interface Truth {
  readonly testApp: TestApp;
  readonly admin: CurrentUser;
  readonly userId: string;
  readonly name: string;
  readonly sessions: Session[];
  readonly challenges: Challenge[];
  password: string;
  passwordVersion: number;
  factorVersion: number;
  secret: string | null;
  lastStep: number;
  recoveryCodes: readonly string[];
  /** How many logins were completed with a factor. */
  completed: number;
}

const present = { which: 1, code: 'NOW', flag: false } as const;

/** Half of the stories start with a user who has a factor. */
const enrolled: readonly StoryStep[] = [
  { ...present, action: 'login' },
  { ...present, action: 'enroll' },
  { ...present, action: 'wait' },
  { ...present, action: 'login' },
];

/** A story in which a login is completed, whatever happens in random ones. */
export const completedLogin: readonly StoryStep[] = [{ ...present, action: 'complete' }];

/** Runs a story of a new user. Whatever happens, no session has more assurance than what was proven in it. */
export async function runStory(
  testApp: TestApp,
  admin: CurrentUser,
  name: string,
  story: readonly StoryStep[],
): Promise<number> {
  const { id: userId } = await testApp.createUser(name);
  const truth: Truth = {
    ...{ testApp, admin, userId, name, sessions: [], challenges: [], password: goodPassword },
    ...{ passwordVersion: 0, factorVersion: 0, secret: null, lastStep: 0, recoveryCodes: [], completed: 0 },
  };
  for (const step of story.length % 2 === 0 ? story : [...enrolled, ...story]) {
    await actions[step.action](truth, step);
    await expectNoMoreThanProven(truth);
  }
  return truth.completed;
}

async function expectNoMoreThanProven({ testApp, userId, sessions }: Truth): Promise<void> {
  const rows = await testApp.sql(
    'SELECT id, auth_methods FROM sessions WHERE user_id = $1 AND ended_at IS NULL',
    [userId],
  );
  const stored = rows.map(({ id, auth_methods }) => [id, (auth_methods as string[]).includes('mfa')]);
  const proven = sessions.map(({ caller, hasProvenFactor }) => [caller.sessionId, hasProvenFactor]);
  expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(proven));
}

/** Returns the text, and what has to be noted when it is accepted; null when nobody may accept it. */
function codeOf(
  truth: Truth,
  kind: CodeKind,
  secret = truth.secret,
): [text: string, use: (() => void) | null] {
  const [recoveryCode = null, ...others] = truth.recoveryCodes;
  if (kind === 'RECOVERY') {
    const use = (): void => {
      truth.recoveryCodes = others;
    };
    return [recoveryCode ?? 'nnnn-nnnn-nnnn', recoveryCode === null ? null : use];
  }
  if (secret === null) return ['123456', null];
  if (kind === 'WRONG') return [wrongCode(truth.testApp, secret), null];
  const offset = kind === 'NOW' ? 0 : -1;
  const step = Math.floor(truth.testApp.clock.now().getTime() / 30_000) + offset;
  const use = (): void => {
    truth.lastStep = step;
  };
  const isUnused = secret !== truth.secret || step > truth.lastStep;
  return [totpCode(truth.testApp, secret, offset), isUnused ? use : null];
}

function expectProof(use: (() => void) | null): void {
  expect(use).not.toBeNull();
  use?.();
}

const isDone = ({ reasons }: MutationResult): boolean => reasons.length === 0;

const sessionOf = ({ sessions }: Truth, { which }: StoryStep): Session | undefined =>
  sessions[which % Math.max(1, sessions.length)];

async function remember(truth: Truth, result: MutationResult, hasProvenFactor: boolean): Promise<void> {
  const caller = await callerOf(truth.testApp, result);
  const { refreshToken } = result['tokens'] as { readonly refreshToken: string };
  truth.sessions.push({ caller, refreshToken, hasProvenFactor });
}

async function logIn(truth: Truth): Promise<void> {
  const { testApp, passwordVersion, factorVersion } = truth;
  const result = await login(testApp, truth.name, truth.password);
  if (truth.secret === null) return remember(truth, result, false);
  expect(result).toMatchObject({ status: 'MFA_REQUIRED', mfaChallenge: { id: expect.any(String) } });
  const { id } = result['mfaChallenge'] as { readonly id: string };
  truth.challenges.push({ id, issuedAt: testApp.clock.now().getTime(), passwordVersion, factorVersion });
}

async function complete(truth: Truth, { which, code, flag: isOtherClient }: StoryStep): Promise<void> {
  const { testApp, challenges, passwordVersion, factorVersion } = truth;
  const index = which % Math.max(1, challenges.length);
  const challenge = challenges[index];
  if (challenge === undefined) return;
  const [text, use] = codeOf(truth, code);
  const method = code === 'RECOVERY' ? 'RECOVERY_CODE' : 'TOTP';
  // Rarely another client, so that most stories go on.
  const isStolen = isOtherClient && which === 0;
  const overrides = { client: isStolen ? { ...client, userAgent: 'another' } : client };
  const result = await completeMfa(testApp, challenge.id, text, method, overrides);
  if (result['status'] !== 'COMPLETE') return;
  expect(isStolen).toBe(false);
  expect(challenge).toMatchObject({ passwordVersion, factorVersion });
  expect(testApp.clock.now().getTime() - challenge.issuedAt).toBeLessThan(300_000);
  expectProof(use);
  challenges.splice(index, 1);
  truth.completed += 1;
  await remember(truth, result, true);
}

async function enroll(truth: Truth, step: StoryStep): Promise<void> {
  const session = sessionOf(truth, step);
  if (session === undefined) return;
  const started = await truth.testApp.mutate('enrollTotp', {}, session.caller);
  if (!isDone(started)) return;
  expect(truth.secret).toBeNull();
  const { enrollmentId, secret } = started['enrollment'] as { enrollmentId: string; secret: string };
  const [code, use] = codeOf(truth, step.code, secret);
  const result = await truth.testApp.mutate('confirmTotp', { enrollmentId, code }, session.caller);
  if (!isDone(result)) return;
  expectProof(use);
  Object.assign(truth, { secret, recoveryCodes: result['recoveryCodes'] });
  truth.factorVersion += 1;
  session.hasProvenFactor = true;
}

function forgetFactor(truth: Truth): void {
  Object.assign(truth, { secret: null, recoveryCodes: [], factorVersion: truth.factorVersion + 1 });
  for (const session of truth.sessions) session.hasProvenFactor = false;
}

async function disable(truth: Truth, step: StoryStep): Promise<void> {
  const session = sessionOf(truth, step);
  if (session === undefined) return;
  const [code, use] = codeOf(truth, step.code);
  if (!isDone(await truth.testApp.mutate('disableTotp', { code }, session.caller))) return;
  expect(session.hasProvenFactor).toBe(true);
  expectProof(use);
  forgetFactor(truth);
}

async function renewCodes(truth: Truth, step: StoryStep): Promise<void> {
  const session = sessionOf(truth, step);
  if (session === undefined) return;
  const result = await truth.testApp.mutate('regenerateRecoveryCodes', {}, session.caller);
  if (!isDone(result)) return;
  expect(session.hasProvenFactor).toBe(true);
  truth.recoveryCodes = result['recoveryCodes'] as readonly string[];
}

async function reauthenticate(truth: Truth, step: StoryStep): Promise<void> {
  const session = sessionOf(truth, step);
  if (session === undefined) return;
  const { testApp, secret } = truth;
  const [totp, use] = codeOf(truth, step.code);
  const isPasswordOnly = step.code === 'WRONG';
  const args = {
    ...(step.flag || isPasswordOnly ? { password: truth.password } : {}),
    ...(isPasswordOnly ? {} : { totpCode: totp }),
  };
  const before = (await testApp.currentUser(session.caller)).authenticatedAt;
  const result = await testApp.mutate('reauthenticate', args, session.caller);
  const isFresh = (await testApp.currentUser(session.caller)).authenticatedAt > before;
  if (!isDone(result)) return expect(isFresh).toBe(false);
  expect(isPasswordOnly).toBe(secret === null);
  if (isPasswordOnly) return;
  expect(step.code).not.toBe('RECOVERY');
  expectProof(use);
  session.hasProvenFactor = true;
}

async function changePassword(truth: Truth, step: StoryStep): Promise<void> {
  const session = sessionOf(truth, step);
  if (session === undefined) return;
  const newPassword = `${goodPassword} number ${truth.passwordVersion + 1}`;
  const input = { currentPassword: truth.password, newPassword };
  if (!isDone(await truth.testApp.mutate('changePassword', { input }, session.caller))) return;
  truth.password = newPassword;
  truth.passwordVersion += 1;
  truth.sessions.splice(0, truth.sessions.length, session);
}

async function refresh(truth: Truth, step: StoryStep): Promise<void> {
  const session = sessionOf(truth, step);
  if (session === undefined) return;
  const { refreshToken } = session;
  const result = await truth.testApp.mutate('refreshToken', { input: { refreshToken } });
  session.refreshToken = (result['tokens'] as { readonly refreshToken: string }).refreshToken;
  session.caller = await callerOf(truth.testApp, result);
  expect(session.caller.assurance).toBe(session.hasProvenFactor ? 2 : 1);
}

async function reset(truth: Truth, { which }: StoryStep): Promise<void> {
  // Rarely, so that factors live for a while.
  if (which !== 0) return;
  const args = { id: truth.userId, reason: 'lost' };
  const isReset = isDone(await truth.testApp.mutate('resetUserMfa', args, truth.admin));
  expect(isReset).toBe(truth.secret !== null);
  if (!isReset) return;
  forgetFactor(truth);
  truth.sessions.length = 0;
}

async function wait({ testApp }: Truth, { which }: StoryStep): Promise<void> {
  testApp.advance([1, 30, 60, 200][which] ?? 0);
}
