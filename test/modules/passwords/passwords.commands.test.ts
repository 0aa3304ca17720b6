import { describe, expect, test } from '@jest/globals';
import type { Bcrypt } from '../../../src/modules/passwords/password-hash.js';
import { createPasswordCommands } from '../../../src/modules/passwords/passwords.commands.js';
import { type CommandOutput, DomainError, NegativeResult } from '../../../src/shared/index.js';

/**
 * Returns the commands on a simulated machine where a hash of cost 10 takes the given time, doubling with
 * each cost.
 */
function commandsOn(millisecondsAtTen: number) {
  let now = 0;
  const bcrypt: Bcrypt = {
    hash: async (_, cost) => {
      now += millisecondsAtTen * 2 ** (cost - 10);
      return '';
    },
    compare: async () => false,
  };
  return createPasswordCommands({
    policy: () => ({ minLength: 15, maxLength: 256, rejectsCompromised: true, historySize: 5 }),
    findNames: async (user) => {
      if (user === 'ada') return { username: 'countess', email: 'ada@example.com', fullName: 'Ada King' };
      throw new DomainError({ reason: 'USER_NOT_FOUND', message: 'The user does not exist.' });
    },
    bcrypt,
    elapsedMs: () => now,
  });
}

async function run(
  name: string,
  {
    secret = null,
    options = {},
    speed = 50,
  }: Partial<{ secret: string | null; options: object; speed: number }>,
): Promise<{ readonly rejected: boolean; readonly output: CommandOutput }> {
  const command = commandsOn(speed).find((candidate) => candidate.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  try {
    return { rejected: false, output: await command.run({ arguments: {}, options: { ...options }, secret }) };
  } catch (error) {
    if (error instanceof NegativeResult) return { rejected: true, output: error.output };
    throw error;
  }
}

const codesOf = ({ data }: CommandOutput): unknown =>
  (data as { readonly broken: readonly { readonly code: string }[] }).broken.map(({ code }) => code);

describe('cordon password check', () => {
  test.each<[string, string, Record<string, string>, readonly string[]]>([
    ['an acceptable password', 'violet thunder over the harbour', {}, []],
    ['a short password', 'short', {}, ['PASSWORD_TOO_SHORT']],
    ['an empty password', '', {}, ['PASSWORD_TOO_SHORT']],
    ['a long password', 'long enough? '.repeat(30), {}, ['PASSWORD_TOO_LONG']],
    ['a common password', 'passwordpassword', {}, ['PASSWORD_COMPROMISED']],
    ['a NUL', 'violet thunder\0 over the harbour', {}, ['INVALID_INPUT']],
    ['the username', 'grace in the morning', { username: 'grace' }, ['PASSWORD_SIMILAR_TO_IDENTITY']],
    [
      'the address',
      'hopper in the morning',
      { email: 'hopper@example.com' },
      ['PASSWORD_SIMILAR_TO_IDENTITY'],
    ],
    [
      'the full name',
      'murray in the morning',
      { 'full-name': 'B. Murray' },
      ['PASSWORD_SIMILAR_TO_IDENTITY'],
    ],
    [
      'the names of an existing user',
      'countess in the attic',
      { user: 'ada' },
      ['PASSWORD_SIMILAR_TO_IDENTITY'],
    ],
    [
      'a password that violates two rules',
      'passwordpassword',
      { username: 'password' },
      ['PASSWORD_COMPROMISED', 'PASSWORD_SIMILAR_TO_IDENTITY'],
    ],
  ])('reports every violated rule of %s', async (_what, secret, options, codes) => {
    const { rejected, output } = await run('password check', { secret, options });

    expect(codesOf(output)).toEqual(codes);
    expect(rejected).toBe(codes.length > 0);
    for (const code of codes) expect(output.text).toContain(`(${code})`);
    if (secret !== '') expect(JSON.stringify(output)).not.toContain(secret);
  });

  test('rejects a user who does not exist', async () => {
    await expect(run('password check', { secret: 'x', options: { user: 'nobody' } })).rejects.toThrow(
      'The user does not exist.',
    );
  });
});

describe('cordon password calibrate', () => {
  test('recommends the highest cost within the target and prints the measurements', async () => {
    const { output } = await run('password calibrate', {});

    expect(output.data).toMatchObject({
      targetMilliseconds: 250,
      recommendedCost: 12,
      keepsTarget: true,
      measured: [
        { cost: 10, milliseconds: 50 },
        { cost: 11, milliseconds: 100 },
        { cost: 12, milliseconds: 200 },
        { cost: 13, milliseconds: 400 },
      ],
    });
    expect(output.text).toContain('CORDON_BCRYPT_COST=12');
  });

  test('accepts another target', async () => {
    const { output } = await run('password calibrate', { options: { target: '900' } });

    expect(output.data).toMatchObject({ recommendedCost: 14 });
  });

  test('never recommends less than the production minimum, and reports the exceeded target', async () => {
    const { output } = await run('password calibrate', { speed: 700 });

    expect(output.data).toMatchObject({ recommendedCost: 10, keepsTarget: false });
    expect(output.text).toContain('The minimum cost in production exceeds 250 ms');
  });

  test('stops at the highest supported cost on a fast machine', async () => {
    const { output } = await run('password calibrate', { speed: 0.01 });

    expect(output.data).toMatchObject({ recommendedCost: 15 });
  });

  test.each(['', '0', '49', '5001', '250.5', '-250', '1e3', 'x'])('rejects the target %j', async (target) => {
    await expect(run('password calibrate', { options: { target } })).rejects.toThrow(/must be an integer/);
  });
});
