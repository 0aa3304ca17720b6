import { randomUUID } from 'node:crypto';
import {
  badUserInput,
  type Clock,
  DomainError,
  type InputRecord,
  type Reader,
  type Refusal,
  refuseAll,
} from '../../shared/index.js';
import { type ActorTransactions, cliActor, eventActor, type Roles } from '../access/index.js';
import type { ImportHash, PasswordCredentials, Passwords } from '../passwords/index.js';
import { refuseTakenNames, type TakenNamesDependencies } from './name-lookup.js';
import { createUserRecord } from './new-user.js';
import { type ImportedUser, readImportedUser } from './read-imported-user.js';
import type { UserRecord } from './user.js';
import type { UserChanges } from './user-changes.js';

/** A record that was not imported, and why. */
export interface RejectedRecord {
  readonly line: number;
  readonly refusals: readonly Refusal[];
}

/** What one batch did, and the totals of its import. */
export interface ImportProgress {
  /** Names the import in its next batch. */
  readonly importId: string;
  readonly rejected: readonly RejectedRecord[];
  readonly importedTotal: number;
  readonly rejectedTotal: number;
  readonly isDryRun: boolean;
}

export interface ImportBatch {
  readonly records: readonly InputRecord[];
  /** Null in the first batch. */
  readonly importId: string | null;
  /** Checks every record against the database and the records before it, and changes nothing. */
  readonly dryRun: boolean;
}

/**
 * Imports users with the password hashes of another system. A record that is invalid, or whose names are
 * taken, is rejected alone; the others of a batch are inserted in one transaction with their audit entries.
 * Repeating an interrupted import rejects the users that exist and imports the rest. One import runs at a
 * time: the first batch of another one ends it.
 */
export type ImportUsers = (batch: ImportBatch) => Promise<ImportProgress>;

export interface ImportUsersDependencies extends TakenNamesDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly changes: UserChanges;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly clock: Clock;
}

interface ImportRun {
  readonly id: string;
  readonly isDryRun: boolean;
  readonly importHash: ImportHash;
  imported: number;
  rejected: number;
  /** Only for a dry run: keys of the records before, which are not in the database. */
  readonly keys: Set<string>;
}

interface Candidate {
  readonly line: number;
  readonly user: ImportedUser;
}

export function createImportUsers(dependencies: ImportUsersDependencies): ImportUsers {
  let current: ImportRun | null = null;
  return async ({ records, importId, dryRun }) => {
    if (importId === null) current = await startRun(dependencies, dryRun);
    if (current === null || (importId !== null && current.id !== importId))
      throw badUserInput('Another import has started since, or the server has restarted. Run it again.', []);
    const run = current;
    // The last batch is empty.
    if (records.length === 0) current = null;
    const candidates: Candidate[] = [];
    const rejected: RejectedRecord[] = [];
    for (const record of records) {
      const reading = readImportedUser(record, { ...dependencies, importHash: run.importHash });
      if (reading.refusals !== null) rejected.push({ line: record.line, refusals: reading.refusals });
      else candidates.push({ line: record.line, user: reading.user });
    }
    rejected.push(...(await insertCandidates(dependencies, run, candidates)));
    run.rejected += rejected.length;
    run.imported += records.length - rejected.length;
    return {
      importId: run.id,
      rejected: rejected.toSorted((one, other) => one.line - other.line),
      importedTotal: run.imported,
      rejectedTotal: run.rejected,
      isDryRun: run.isDryRun,
    };
  };
}

async function startRun({ passwords }: ImportUsersDependencies, isDryRun: boolean): Promise<ImportRun> {
  const importHash = await passwords.createHashImporter({ isDryRun });
  return { id: randomUUID(), isDryRun, importHash, imported: 0, rejected: 0, keys: new Set() };
}

/** Inserts all of them at once; when one is rejected, each alone. Returns those that were rejected. */
async function insertCandidates(
  dependencies: ImportUsersDependencies,
  run: ImportRun,
  candidates: readonly Candidate[],
): Promise<readonly RejectedRecord[]> {
  if (!run.isDryRun) {
    const refusals = await refusalsOf(() => insertAll(dependencies, candidates));
    if (refusals === null) return [];
  }
  const rejected: RejectedRecord[] = [];
  for (const candidate of candidates) {
    const refusals = await refusalsOf(() =>
      run.isDryRun ? checkOnly(dependencies, run, candidate) : insertAll(dependencies, [candidate]),
    );
    if (refusals !== null) rejected.push({ line: candidate.line, refusals });
  }
  return rejected;
}

/** Returns the refusals of a DomainError; null when the work succeeds. */
async function refusalsOf(work: () => Promise<void>): Promise<readonly Refusal[] | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof DomainError && error.reason !== 'SERVICE_UNAVAILABLE') return error.refusals;
    throw error;
  }
}

async function checkOnly(
  dependencies: ImportUsersDependencies,
  { keys }: ImportRun,
  { user }: Candidate,
): Promise<void> {
  const { transactions, clock } = dependencies;
  const record = toRecord(user, clock.now());
  const own = [`id ${record.id}`, `username ${record.usernameKey}`, `email ${record.emailKey}`];
  await refuseExisting(dependencies, transactions.reader, user, record);
  if (own.some((key) => keys.has(key))) refuseAll([repeatedUser]);
  for (const key of own) keys.add(key);
}

async function insertAll(
  { transactions, repository, emailChanges, changes, credentials, clock }: ImportUsersDependencies,
  candidates: readonly Candidate[],
): Promise<void> {
  if (candidates.length === 0) return;
  await transactions.runAs(cliActor, {}, async (transaction, actor) => {
    for (const { user } of candidates) {
      const now = clock.now();
      const record = toRecord(user, now);
      await refuseExisting({ repository, emailChanges }, transaction, user, record);
      await changes.insert(transaction, record, eventActor(actor));
      if (user.passwordHash === null) continue;
      const { passwordHash: hash, mustChangePassword: mustChange } = user;
      await credentials.save(transaction, record.id, { hash, mustChange, changedAt: now });
    }
  });
}

function toRecord(user: ImportedUser, now: Date): UserRecord {
  const { username, email, emailVerified, fullName, locale, metadata, role, id } = user;
  const activated = user.passwordHash !== null;
  const names = { username, email, emailVerified, fullName, locale, metadata };
  const record = createUserRecord({ ...names, role, activated, ...(id === null ? {} : { id }) }, now);
  return {
    ...record,
    disabledAt: user.disabled ? now : null,
    disabledReason: user.disabled ? (user.disabledReason ?? defaultReason) : null,
    disabledUntil: user.disabled ? user.disabledUntil : null,
    createdAt: user.createdAt ?? now,
    lastLoginAt: user.lastLoginAt,
  };
}

const defaultReason = 'Disabled in the imported data.';

async function refuseExisting(
  dependencies: TakenNamesDependencies,
  reader: Reader,
  { id }: ImportedUser,
  record: UserRecord,
): Promise<void> {
  // A new id is never taken.
  if (id !== null && (await dependencies.repository.find(reader, id)) !== null) refuseAll([idTaken]);
  await refuseTakenNames(dependencies, reader, record, record.updatedAt);
}

const idTaken: Refusal = { reason: 'INVALID_INPUT', message: 'A user with this id exists.', field: ['id'] };

const repeatedUser: Refusal = {
  reason: 'INVALID_INPUT',
  message: 'A record before this one has the same id, username or email address.',
  field: ['record'],
};
