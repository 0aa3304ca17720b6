import { randomBytes } from 'node:crypto';
import { v4 as uuid } from 'uuid';
import type {
  Clock,
  DomainEvent,
  EventSubscriber,
  KeyedHash,
  RequestOrigins,
  Transaction,
} from '../../shared/index.js';
import { type ChainLink, chainStart, digestPart, hashEntry, isSealed, sealHead } from './audit-chain.js';
import type { AuditEntry, NewEntry, PersonalPart, StoredPart } from './audit-event.js';
import type { AuditRepository } from './audit-repository.js';
import { buildEntry, buildLogEntry } from './build-entry.js';

export interface RecorderDependencies {
  readonly repository: AuditRepository;
  /** Its key is not stored in the database. */
  readonly chainHash: KeyedHash;
  readonly origins: RequestOrigins;
  readonly clock: Clock;
}

/** The entries of a transaction so far. */
interface Pending {
  readonly requestId: string;
  readonly entries: NewEntry[];
}

/**
 * Records every event in the transaction that emits it. All entries of a transaction are appended together
 * before the commit, so that the lock of the log is held for two round trips only, the commit included. A
 * transaction whose entries cannot be written is rolled back.
 */
export function createRecorder(dependencies: RecorderDependencies): EventSubscriber {
  const { repository, origins } = dependencies;
  const pending = new WeakMap<Transaction, Pending>();

  function pendingOf(transaction: Transaction, event: DomainEvent): Pending {
    const existing = pending.get(transaction);
    if (existing !== undefined) return existing;
    const created: Pending = { requestId: generateRequestId(event), entries: [] };
    pending.set(transaction, created);
    repository.beforeCommit(transaction, () => {
      // Events that are emitted from now on are appended separately.
      pending.delete(transaction);
      return appendEntries(dependencies, transaction, created.entries);
    });
    return created;
  }

  return async (transaction, event) => {
    const { entries, requestId } = pendingOf(transaction, event);
    entries.push(buildEntry(event, origins.current(), requestId));
  };
}

/** Without a request, the entries of one transaction share a generated id. */
function generateRequestId({ actor }: DomainEvent): string {
  const kind = { CLI: 'cli', SYSTEM: 'system', USER: 'local', ANONYMOUS: 'local' }[actor.type];
  return `${kind}-${uuid()}`;
}

/** Appends entries under the lock of the head. An empty log starts with `log.started`. */
export async function appendEntries(
  dependencies: Pick<RecorderDependencies, 'repository' | 'chainHash' | 'clock'>,
  transaction: Transaction,
  newEntries: readonly NewEntry[],
): Promise<void> {
  const { repository, chainHash } = dependencies;
  const { link, first } = await nextPosition(dependencies, transaction, chainHash);
  const entries = chained(chainHash, link, [...first, ...newEntries]);
  const newest = entries.at(-1);
  if (newest === undefined) return;
  await repository.appendEntries(transaction, entries, { ...newest, seal: sealHead(chainHash, newest) });
}

/** Returns the link that the next entry follows, and an entry of the log about itself that comes first. */
async function nextPosition(
  { repository, clock }: Pick<RecorderDependencies, 'repository' | 'clock'>,
  transaction: Transaction,
  chainHash: KeyedHash,
): Promise<{ readonly link: ChainLink; readonly first: readonly NewEntry[] }> {
  const head = await repository.lockHead(transaction);
  if (head !== null && isSealed(chainHash, head)) return { link: head, first: [] };
  const newest = await repository.findNewestEntry(transaction);
  const isNew = newest === null && head?.sequence === 0;
  // A changed head must not be sealed again as if it were intact: the log continues after the stored entries,
  // with a permanent entry about it.
  const first = buildLogEntry(isNew ? 'log.started' : 'log.tampered', clock.now(), `system-${uuid()}`);
  return { link: newest ?? chainStart, first: [first] };
}

function chained(
  chainHash: KeyedHash,
  link: ChainLink,
  newEntries: readonly NewEntry[],
): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  let { sequence, hash } = link;
  for (const { personal, ...columns } of newEntries) {
    sequence += 1;
    const parts = { origin: sealPart('origin', personal), details: sealPart('details', personal) };
    hash = hashEntry(chainHash, hash, { ...columns, sequence, parts });
    entries.push({ ...columns, sequence, hash, parts });
  }
  return entries;
}

/** Each part has a key of its own, so that one can be erased without the others. */
function sealPart(part: PersonalPart, personal: NewEntry['personal']): StoredPart {
  const values = personal[part];
  if (values === undefined) return { digest: null, row: null };
  const key = randomBytes(32);
  return { digest: digestPart(part, key, values), row: { key, ...values } };
}
