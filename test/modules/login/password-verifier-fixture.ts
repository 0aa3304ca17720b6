import type { FailedAttempt } from '../../../src/modules/login/failed-attempts.js';
import {
  createPasswordProof,
  type PasswordProof,
  type ProvenWork,
} from '../../../src/modules/login/password-verifier.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../../../src/modules/passwords/index.js';
import type { User, Users } from '../../../src/modules/users/index.js';
import type { Guess, GuessedAt } from '../../../src/platform/rate-limit/index.js';
import type { Transaction, Transactions, UserId } from '../../../src/shared/index.js';
import { twin } from '../../helpers/stub.js';

/** Whose password is proven. */
export const ada = twin<User>({ id: '01890000-0000-7000-8000-000000000001' as UserId, status: 'ACTIVE' });
const password = 'correct horse battery staple';

/** A proof over twins, and what it did with them. */
export interface ProofWorld {
  readonly proof: PasswordProof;
  /** What happened, in order. */
  readonly log: string[];
  /** Who is locked for the transaction; null when gone meanwhile. */
  locked: User | null;
  hash: string | null;
  /** Called when a password is compared. */
  onVerify: () => void;
  /** How what was typed, and the address, are counted. */
  onGuess: (at: GuessedAt) => Guess;
  onAddress: () => void;
  readonly told: FailedAttempt[];
  /** Whose turn it was. */
  readonly turns: string[];
}

/** A proof that finds Ada with the right password, counts nothing too often, and is never busy. */
export function world(): ProofWorld {
  const log: string[] = [];
  const here: ProofWorld = {
    proof: twin({}),
    log,
    locked: ada,
    hash: 'stored',
    onVerify: () => {},
    onGuess: () => ({ giveBack: async () => void log.push('guess back') }),
    onAddress: () => {},
    told: [],
    turns: [],
  };
  const transactions = twin<Transactions>({
    reader: twin({}),
    run: async (work) => {
      log.push('begin');
      const result = await work(twin<Transaction>({}));
      log.push('commit');
      return result;
    },
  });
  const credentials = twin<PasswordCredentials>({
    find: async () => {
      log.push('credential');
      if (here.hash === null) return null;
      return { hash: here.hash as PasswordHash, mustChange: false, changedAt: new Date(0) };
    },
    upgrade: async (_, __, from, to) => void log.push(`upgrade ${from} to ${to}`),
  });
  const passwords = twin<Passwords>({
    verify: async (given, stored) => {
      log.push(`verify ${stored}`);
      here.onVerify();
      const matches = stored !== null && given === password;
      return { matches, replacement: matches && stored === 'old' ? ('new' as PasswordHash) : null };
    },
  });
  const users = twin<Users>({ lock: async () => here.locked });
  const proof = createPasswordProof({
    transactions,
    users,
    passwords,
    credentials,
    guesses: {
      charge: async (at) => {
        log.push('guess');
        return here.onGuess(at);
      },
    },
    addressFailures: {
      charge: async () => {
        log.push('address');
        here.onAddress();
        return { giveBack: async () => void log.push('address back') };
      },
    },
    devices: { recognise: () => null, remember: () => '' },
    failedAttempts: {
      tellFailed: async (attempt) => {
        log.push(`failed ${attempt.reason}`);
        here.told.push(attempt);
      },
      tellThrottled: async ({ reason }, countedOn) => void log.push(`throttled ${reason} of ${countedOn}`),
    },
    turns: {
      take: (key, work) => {
        here.turns.push(key);
        return work();
      },
    },
  });
  return Object.assign(here, { proof });
}

const nothing: ProvenWork<null, string> = { prepare: async () => null, run: async () => 'done' };

/** An attempt at Ada's name with the right password, unless something else is given. */
export function attempt(
  { proof, log }: ProofWorld,
  { given = password, find = ada as User | null, work = nothing, device = null as string | null } = {},
): Promise<{ readonly result: string } | null> {
  const attempted = {
    find: async () => {
      log.push('find');
      return find;
    },
    password: given,
    client: { ipAddress: '203.0.113.1', userAgent: null, requestId: 'request-1' },
    who: { by: 'NAME', identifier: 'ada', device } as const,
  };
  return proof.attempt(attempted, work);
}
