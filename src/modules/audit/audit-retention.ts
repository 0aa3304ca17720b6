import { v4 as uuid } from 'uuid';
import {
  addSeconds,
  type Clock,
  type KeyedHash,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';
import {
  beforeAll,
  type ChainLink,
  chainStart,
  isNextEntry,
  isSealedCheckpoint,
  type SealedCheckpoint,
  sealCheckpoint,
} from './audit-chain.js';
import type { AuditEntry } from './audit-event.js';
import { createPartCheck } from './audit-parts.js';
import type { AuditRepository } from './audit-repository.js';
import { buildLogEntry } from './build-entry.js';
import { appendEntries } from './recorder.js';

export interface AuditRetentionDependencies {
  readonly repository: AuditRepository;
  readonly chainHash: KeyedHash;
  /** How long entries are kept, in days; null: for ever. */
  readonly retentionDays: number | null;
  readonly clock: Clock;
}

/** Small enough that no transaction is long. Each of them adds an entry to the log. */
const batchSize = 2_000;
/** The next run removes the others. */
const maxBatches = 200;
const daySeconds = 86_400;

/**
 * Returns a function that removes the entries whose retention has ended from the beginning of the log. Each
 * transaction records a sealed checkpoint, from which the chain continues, and an entry about the removal.
 * Entries wait up to a day, so that a quiet log gets one such entry a day. Rejects, and removes nothing, when
 * the entries to be removed are not intact: their removal would hide the change.
 */
export function createAuditRetention(
  dependencies: AuditRetentionDependencies,
): (transactions: Transactions) => Promise<void> {
  const { repository, retentionDays, clock } = dependencies;
  return async (transactions) => {
    if (retentionDays === null) return;
    const keptSince = addSeconds(clock.now(), -retentionDays * daySeconds);
    for (let batch = 0; batch < maxBatches; batch += 1) {
      const [oldest] = await repository.entriesAfter(transactions.reader, beforeAll, 1);
      if (!isDue(oldest, keptSince)) return;
      await transactions.run((transaction) => removeBatch(dependencies, transaction, keptSince));
    }
  };
}

function isDue(oldest: AuditEntry | undefined, keptSince: Date): boolean {
  return oldest !== undefined && oldest.occurredAt < addSeconds(keptSince, -daySeconds);
}

async function removeBatch(
  dependencies: AuditRetentionDependencies,
  transaction: Transaction,
  keptSince: Date,
): Promise<void> {
  const { repository, chainHash, clock } = dependencies;
  await repository.lockRemoval(transaction);
  const entries = await repository.entriesAfter(transaction, beforeAll, batchSize);
  // Another instance may have been faster.
  if (!isDue(entries[0], keptSince)) return;
  const end = entries.findIndex(({ occurredAt }) => occurredAt >= keptSince);
  const removed = end === -1 ? entries : entries.slice(0, end);
  const from = await findBeginning(dependencies, transaction);
  await assertIntact(dependencies, transaction, from, removed);
  const last = removed.at(-1);
  if (last === undefined) return;
  const checkpoint: SealedCheckpoint = { ...last, seal: sealCheckpoint(chainHash, last) };
  await repository.removeEntries(
    transaction,
    checkpoint,
    removed.map(({ id }) => id),
  );
  const changes = {
    removedEvents: { from: from.sequence, to: last.sequence },
    removedUntil: { from: null, to: last.occurredAt.toISOString() },
  };
  const entry = buildLogEntry('log.trimmed', clock.now(), `system-${uuid()}`, changes);
  await appendEntries(dependencies, transaction, [entry]);
}

async function findBeginning(
  { repository, chainHash }: AuditRetentionDependencies,
  transaction: Transaction,
): Promise<ChainLink> {
  const { checkpoint } = await repository.readHead(transaction);
  if (checkpoint === null) return chainStart;
  if (!isSealedCheckpoint(chainHash, checkpoint)) throw changedLog(checkpoint.sequence);
  return checkpoint;
}

async function assertIntact(
  { repository, chainHash }: AuditRetentionDependencies,
  transaction: Transaction,
  from: ChainLink,
  entries: readonly AuditEntry[],
): Promise<void> {
  const arePartsIntact = createPartCheck(() => repository.findErased(transaction));
  let link = from;
  for (const entry of entries) {
    if (!isNextEntry(chainHash, link, entry) || !(await arePartsIntact(entry)))
      throw changedLog(Math.min(entry.sequence, link.sequence + 1));
    link = entry;
  }
}

function changedLog(sequence: number): Error {
  return new Error(
    `entry ${sequence} of the audit log was changed or removed: no entries are removed after their retention`,
  );
}
