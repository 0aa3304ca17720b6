import {
  type Command,
  type CommandInput,
  type CommandOutput,
  CommandRefusal,
  integerOption,
  type Refusal,
  textOption,
} from '../../shared/index.js';
import type { Bcrypt } from './bcrypt.js';
import { type Calibration, calibrate } from './calibration.js';
import { defaultHashingConcurrency } from './hashing-queue.js';
import { examinePassword, type PasswordIdentity, type PasswordPolicy } from './password-policy.js';

/** What the commands need of the process. */
export interface PasswordCommandDependencies {
  /** What is configured here; throws ConfigError. */
  readonly policy: () => PasswordPolicy;
  /** Names of a user by id, username or address; throws USER_NOT_FOUND. */
  readonly findNames: (user: string) => Promise<PasswordIdentity>;
  readonly bcrypt: Bcrypt;
  /** Milliseconds of a clock that never goes back. */
  readonly elapsedMs: () => number;
}

/** The commands `cordon password ...`: they store nothing, and need a database only where a user is named. */
export function createPasswordCommands(dependencies: PasswordCommandDependencies): readonly Command[] {
  return [
    {
      name: 'password check',
      description: 'Says which rules a new password would break; exits with 1 when it breaks one.',
      options: [
        { name: 'user', value: 'user', description: 'Whose it would be: an id, a username or an address.' },
        { name: 'username', value: 'name', description: 'The username that it must not hold.' },
        { name: 'email', value: 'address', description: 'The address that it must not hold.' },
        { name: 'full-name', value: 'text', description: 'The name that it must not hold.' },
      ],
      secret: { prompt: 'Password' },
      run: async (input) => {
        const names = await namesOf(dependencies, input);
        return toCheckOutput(examinePassword(dependencies.policy(), input.secret ?? '', names, ['password']));
      },
    },
    {
      name: 'password calibrate',
      description: 'Measures bcrypt on this machine and recommends a CORDON_BCRYPT_COST.',
      options: [
        {
          name: 'target',
          value: 'milliseconds',
          description: 'What one password check may take, 50 to 5000; 250 when left out.',
        },
      ],
      run: async (input) => {
        const target = integerOption(input, 'target', targetBounds) ?? defaultTarget;
        return report(await calibrate(dependencies, target));
      },
    },
  ];
}

async function namesOf(
  dependencies: PasswordCommandDependencies,
  input: CommandInput,
): Promise<PasswordIdentity> {
  const user = textOption(input, 'user');
  const known = user === null ? {} : await dependencies.findNames(user);
  return {
    username: textOption(input, 'username') ?? known.username ?? null,
    email: textOption(input, 'email') ?? known.email ?? null,
    fullName: textOption(input, 'full-name') ?? known.fullName ?? null,
  };
}

// The history is not asked: the command must not become a way to guess at somebody's password.
function toCheckOutput(refusals: readonly Refusal[]): CommandOutput {
  const broken = refusals.map(({ reason, message, params }) => ({
    code: reason,
    message,
    ...(params === undefined ? {} : { params }),
  }));
  if (broken.length === 0)
    return { data: { ok: true, broken }, text: 'The password keeps every rule of this server.' };
  const text = broken.map(({ code, message }) => `${message} (${code})`).join('\n');
  throw new CommandRefusal({ data: { ok: false, broken }, text });
}

/** In milliseconds. */
const targetBounds = { min: 50, max: 5000 };
const defaultTarget = 250;

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
    ? `CORDON_BCRYPT_COST=${recommendedCost} is the highest within ${targetMilliseconds} ms.`
    : `Even the least that production takes is slower than ${targetMilliseconds} ms here: stay with CORDON_BCRYPT_COST=${recommendedCost}.`;
  const heading = ['cost', 'milliseconds', 'logins/s'].map((cell) => cell.padStart(14)).join('');
  const data = { targetMilliseconds, recommendedCost, keepsTarget, workers, measured: rows };
  return { data, text: [heading, ...lines, '', advice].join('\n') };
}
