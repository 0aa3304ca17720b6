import type { Peppers } from '../../../src/modules/keys/index.js';
import { deriveKey, formatDerivation } from '../../../src/modules/passwords/derived-key-hash.js';
import { createHashingQueue } from '../../../src/modules/passwords/hashing-queue.js';
import type { PasswordHash } from '../../../src/modules/passwords/password-hash.js';
import { createPasswords, type Passwords } from '../../../src/modules/passwords/passwords.js';
import { createWorkCost } from '../../../src/modules/passwords/work-cost.js';
import { type CountingBcrypt, createCountingBcrypt } from './counting-bcrypt.js';

/** Peppers to which a test can add a newer one. */
export interface TestPeppers extends Peppers {
  add(id: string): void;
}

export function createTestPeppers(): TestPeppers {
  const secrets = new Map<string, Buffer>();
  let newest = '';
  const add = (id: string): void => {
    secrets.set(id, Buffer.from(id.repeat(32).slice(0, 32)));
    newest = id;
  };
  add('first');
  return {
    add,
    current: () => ({ id: newest, secret: secrets.get(newest) ?? Buffer.alloc(32) }),
    find: (id) => secrets.get(id) ?? null,
  };
}

export interface PasswordsUnderTest {
  readonly passwords: Passwords;
  readonly bcrypt: CountingBcrypt;
  /** The parameters of the keys derived so far. */
  readonly derivations: string[];
  readonly peppers: TestPeppers;
}

/** The passwords service with a counting bcrypt. Low costs keep the tests fast. */
export function createPasswordsUnderTest(
  options: {
    cost?: number;
    minLength?: number;
    storedCosts?: readonly number[];
    /** What precedes the salt of stored hashes that are not bcrypt. */
    storedParameters?: readonly string[];
    peppers?: TestPeppers;
  } = {},
): PasswordsUnderTest {
  const bcrypt = createCountingBcrypt();
  const derivations: string[] = [];
  const peppers = options.peppers ?? createTestPeppers();
  const cost = options.cost ?? 6;
  const passwords = createPasswords({
    bcrypt,
    deriveKey: (derivation, ...input) => {
      derivations.push(formatDerivation(derivation));
      return deriveKey(derivation, ...input);
    },
    queue: createHashingQueue({ concurrency: 2, queueLimit: 1000, retryAfterSeconds: 1 }),
    peppers,
    cost,
    workCost: createWorkCost({
      configuredCost: cost,
      storedWork: async () => ({
        costs: options.storedCosts ?? [],
        parameters: options.storedParameters ?? [],
      }),
    }),
    policy: { minLength: options.minLength ?? 15, maxLength: 256, rejectsCompromised: true, historySize: 5 },
  });
  return { passwords, bcrypt, derivations, peppers };
}

/** Returns text as a stored hash, as an import or a manual database change would create it. */
export function planted(text: string): PasswordHash {
  return text as PasswordHash;
}
