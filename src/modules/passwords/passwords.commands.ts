import {
  bindCommands,
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
import { passwordsCommandDeclarations } from './passwords-command-declarations.js';

/** The dependencies of the `cordon password` commands. */
export interface PasswordCommandDependencies {
  /** Returns the configured policy. Throws ConfigError. */
  readonly policy: () => PasswordPolicy | Promise<PasswordPolicy>;
  /** Returns the names of a user, given an id, a username or an email address. Throws USER_NOT_FOUND. */
  readonly findNames: (user: string) => Promise<PasswordIdentity>;
  readonly bcrypt: Bcrypt;
  /** Returns the milliseconds of a monotonic clock. */
  readonly elapsedMs: () => number;
}

/** The handlers of `cordon password ...`. */
export function createPasswordCommands(dependencies: PasswordCommandDependencies): readonly Command[] {
  return bindCommands(passwordsCommandDeclarations, {
    check: async (input) => {
      const names = await namesOf(dependencies, input);
      const policy = await dependencies.policy();
      return toCheckOutput(examinePassword(policy, input.secret ?? '', names, ['password']));
    },
    calibrate: async (input) =>
      toCalibrationOutput(await calibrate(dependencies, readTarget(input.options['target']))),
  });
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

function toCalibrationOutput(calibration: Calibration): CommandOutput {
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
    : `The minimum cost in production exceeds ${targetMilliseconds} ms here. Use CORDON_BCRYPT_COST=${recommendedCost}.`;
  const heading = ['cost', 'milliseconds', 'logins/s'].map((cell) => cell.padStart(14)).join('');
  const data = { targetMilliseconds, recommendedCost, keepsTarget, workers, measured: rows };
  return { data, text: [heading, ...lines, '', advice].join('\n') };
}
