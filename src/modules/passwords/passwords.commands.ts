import {
  type Command,
  type CommandInput,
  type CommandOutput,
  CommandRefusal,
  DomainError,
  type Refusal,
} from '../../shared/index.js';
import { type Calibration, calibrate } from './calibration.js';
import { defaultHashingConcurrency } from './hashing-queue.js';
import type { Bcrypt } from './password-hash.js';
import { examinePassword, type PasswordIdentity, type PasswordPolicy } from './password-policy.js';

/** The dependencies of the `cordon password` commands. */
export interface PasswordCommandDependencies {
  /** Returns the configured policy. Throws ConfigError. */
  readonly policy: () => PasswordPolicy;
  /** Returns the names of a user, given an id, a username or an email address. Throws USER_NOT_FOUND. */
  readonly findNames: (user: string) => Promise<PasswordIdentity>;
  readonly bcrypt: Bcrypt;
  /** Returns the milliseconds of a monotonic clock. */
  readonly elapsedMs: () => number;
}

/** The `cordon password` commands. They store nothing and need a database only when a user is named. */
export function createPasswordCommands(dependencies: PasswordCommandDependencies): readonly Command[] {
  return [
    {
      name: 'password check',
      description: 'Check a password against the policy. Exits with 1 when a rule is violated.',
      options: [
        {
          name: 'user',
          value: 'user',
          description: 'The user of the password: an id, a username or an email address.',
        },
        { name: 'username', value: 'name', description: 'A username that the password must not contain.' },
        {
          name: 'email',
          value: 'address',
          description: 'An email address that the password must not contain.',
        },
        { name: 'full-name', value: 'text', description: 'A full name that the password must not contain.' },
      ],
      secret: { prompt: 'Password' },
      run: async (input) => {
        const names = await namesOf(dependencies, input);
        return toCheckOutput(examinePassword(dependencies.policy(), input.secret ?? '', names, ['password']));
      },
    },
    {
      name: 'password calibrate',
      description: 'Measure bcrypt on this machine and recommend a value for CORDON_BCRYPT_COST.',
      options: [
        {
          name: 'target',
          value: 'milliseconds',
          description: 'The maximum duration of one password check, from 50 to 5000. Default: 250.',
        },
      ],
      run: async (input) => report(await calibrate(dependencies, readTarget(input.options['target']))),
    },
  ];
}

async function namesOf(
  dependencies: PasswordCommandDependencies,
  { options }: CommandInput,
): Promise<PasswordIdentity> {
  const text = (name: string): string | null => {
    const value = options[name];
    return typeof value === 'string' ? value : null;
  };
  const user = text('user');
  const known = user === null ? {} : await dependencies.findNames(user);
  return {
    username: text('username') ?? known.username ?? null,
    email: text('email') ?? known.email ?? null,
    fullName: text('full-name') ?? known.fullName ?? null,
  };
}

// The password history is not checked: the command must not allow guessing a user's password.
function toCheckOutput(refusals: readonly Refusal[]): CommandOutput {
  const broken = refusals.map(({ reason, message, params }) => ({
    code: reason,
    message,
    ...(params === undefined ? {} : { params }),
  }));
  if (broken.length === 0)
    return { data: { ok: true, broken }, text: 'The password meets all rules of the policy.' };
  const text = broken.map(({ code, message }) => `${message} (${code})`).join('\n');
  throw new CommandRefusal({ data: { ok: false, broken }, text });
}

const defaultTarget = 250;

function readTarget(given: string | true | undefined): number {
  if (given === undefined) return defaultTarget;
  const target = typeof given === 'string' && /^\d{2,4}$/.test(given) ? Number(given) : 0;
  if (target >= 50 && target <= 5000) return target;
  throw new DomainError({
    reason: 'INVALID_INPUT',
    message: 'The target must be an integer from 50 to 5000 milliseconds.',
    field: ['target'],
  });
}

function report(calibration: Calibration): CommandOutput {
  const { measured, recommendedCost, keepsTarget, targetMilliseconds } = calibration;
  const workers = defaultHashingConcurrency();
  const rows = measured.map(({ cost, milliseconds }) => ({
    cost,
    milliseconds: Math.round(milliseconds),
    loginsPerSecond: Math.round((workers * 10_000) / Math.max(milliseconds, 0.1)) / 10,
  }));
  const lines = rows.map(({ cost, milliseconds, loginsPerSecond }) =>
    [cost, milliseconds, loginsPerSecond].map((cell) => String(cell).padStart(14)).join(''),
  );
  const advice = keepsTarget
    ? `CORDON_BCRYPT_COST=${recommendedCost} is the highest cost within ${targetMilliseconds} ms.`
    : `The minimum cost in production exceeds ${targetMilliseconds} ms on this machine. Use CORDON_BCRYPT_COST=${recommendedCost}.`;
  const heading = ['cost', 'milliseconds', 'logins/s'].map((cell) => cell.padStart(14)).join('');
  const data = { targetMilliseconds, recommendedCost, keepsTarget, workers, measured: rows };
  return { data, text: [heading, ...lines, '', advice].join('\n') };
}
