import {
  bindCommands,
  type Command,
  type CommandInput,
  type CommandOutput,
  NegativeResult,
  type Refusal,
  textOption,
} from '../../shared/index.js';
import { type Calibration, calibrate } from './calibration.js';
import { defaultHashingConcurrency } from './hashing-queue.js';
import type { Bcrypt } from './password-hash.js';
import { examinePassword, type PasswordIdentity, type PasswordPolicy } from './password-policy.js';
import { passwordsCommandDeclarations, readTarget } from './passwords-command-declarations.js';

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
    calibrate: async (input) => toCalibrationOutput(await calibrate(dependencies, readTarget(input))),
  });
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
  throw new NegativeResult({ data: { ok: false, broken }, text });
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
