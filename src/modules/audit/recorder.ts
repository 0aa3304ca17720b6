import { v4 as uuid } from 'uuid';
import type {
  Clock,
  DomainEvent,
  EventSubscriber,
  KeyedHash,
  RequestOrigins,
  Transaction,
} from '../../shared/index.js';
import { type ChainLink, chainStart, hashEntry, isSealed, sealHead } from './audit-chain.js';
import type { AuditEntry, NewEntry } from './audit-event.js';
import type { AuditStore, BeforeCommit } from './audit-store.js';
import { buildEntry, buildLogEntry } from './build-entry.js';

/** What writing the log needs. */
export interface RecorderDependencies {
  readonly store: AuditStore;
  readonly beforeCommit: BeforeCommit;
  /** The hash of the chain; its key is not in the database. */
  readonly chainHash: KeyedHash;
  readonly origins: RequestOrigins;
  readonly clock: Clock;
}

/** What one transaction has told so far. */
interface Pending {
  readonly requestId: string;
  readonly entries: NewEntry[];
}

/**
 * Writes every event down in the transaction that it is told in: all entries of a transaction are appended together, last of all, so that the
 * lock of the log is held for two statements and the commit. What cannot be written down is rolled back.
 */
export function createRecorder(dependencies: RecorderDependencies): EventSubscriber {
  const { beforeCommit, origins } = dependencies;
  const pending = new WeakMap<Transaction, Pending>();

  function pendingOf(transaction: Transaction, event: DomainEvent): Pending {
    const known = pending.get(transaction);
    if (known !== undefined) return known;
    const fresh: Pending = { requestId: generateRequestId(event), entries: [] };
    pending.set(transaction, fresh);
    beforeCommit(transaction, () => {
      // Whatever is told from now on asks for its own turn.
      pending.delete(transaction);
      return appendEntries(dependencies, transaction, fresh.entries);
    });
    return fresh;
  }

  return async (transaction, event) => {
    const { entries, requestId } = pendingOf(transaction, event);
    entries.push(buildEntry(event, origins.current(), requestId));
  };
}

/** Where there is no request, the entries of one transaction still have a word in common. */
function generateRequestId({ actor }: DomainEvent): string {
  const kind = { CLI: 'cli', SYSTEM: 'system', USER: 'local', ANONYMOUS: 'local' }[actor.type];
  return `${kind}-${uuid()}`;
}

/** Appends under the lock of the head. A log that has no entry yet begins with `log.started`. */
export async function appendEntries(
  dependencies: Pick<RecorderDependencies, 'store' | 'chainHash' | 'clock'>,
  transaction: Transaction,
  newEntries: readonly NewEntry[],
): Promise<void> {
  const { store, chainHash } = dependencies;
  const { link, first } = await nextPosition(dependencies, transaction, chainHash);
  const entries = chained(chainHash, link, [...first, ...newEntries]);
  const newest = entries.at(-1);
  if (newest === undefined) return;
  await store.appendEntries(transaction, entries, { ...newest, seal: sealHead(chainHash, newest) });
}

/** Where the next entry goes, and what the log has to tell before it. */
async function nextPosition(
  { store, clock }: Pick<RecorderDependencies, 'store' | 'clock'>,
  transaction: Transaction,
  chainHash: KeyedHash,
): Promise<{ readonly link: ChainLink; readonly first: readonly NewEntry[] }> {
  const head = await store.lockHead(transaction);
  if (head !== null && isSealed(chainHash, head)) return { link: head, first: [] };
  const newest = await store.findNewestEntry(transaction);
  const isNew = newest === null && head?.sequence === 0;
  // A head that is not ours must not be sealed as if it were: the log goes on after what is there, and says so for good.
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
  for (const entry of newEntries) {
    sequence += 1;
    hash = hashEntry(chainHash, hash, { ...entry, sequence });
    entries.push({ ...entry, sequence, hash });
  }
  return entries;
}
