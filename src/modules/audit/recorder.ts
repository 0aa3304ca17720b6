import { v4 as uuid } from 'uuid';
import type { Clock, DomainEvent, EventSubscriber, RequestOrigins, Transaction } from '../../shared/index.js';
import { beginning, hashOfEntry, isSealed, type Link, sealOfHead } from './audit-chain.js';
import type { AuditEntry, NewEntry } from './audit-event.js';
import type { AuditStore, LastInTransaction } from './audit-store.js';
import { entryOf, logEntry } from './build-entry.js';

/** What writing the log needs. */
export interface RecordingDependencies {
  readonly store: AuditStore;
  readonly lastInTransaction: LastInTransaction;
  /** The key of the chain, 256 bits that are not in the database. */
  readonly chainKey: () => Buffer;
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
export function createRecording(dependencies: RecordingDependencies): EventSubscriber {
  const { lastInTransaction, origins } = dependencies;
  const pending = new WeakMap<Transaction, Pending>();

  function pendingOf(transaction: Transaction, event: DomainEvent): Pending {
    const known = pending.get(transaction);
    if (known !== undefined) return known;
    const fresh: Pending = { requestId: madeUpId(event), entries: [] };
    pending.set(transaction, fresh);
    lastInTransaction(transaction, () => {
      // Whatever is told from now on asks for its own turn.
      pending.delete(transaction);
      return append(dependencies, transaction, fresh.entries);
    });
    return fresh;
  }

  return async (transaction, event) => {
    const { entries, requestId } = pendingOf(transaction, event);
    entries.push(entryOf(event, origins.current(), requestId));
  };
}

/** Where there is no request, the entries of one transaction still have a word in common. */
function madeUpId({ actor }: DomainEvent): string {
  const kind = { CLI: 'cli', SYSTEM: 'system', USER: 'local', ANONYMOUS: 'local' }[actor.type];
  return `${kind}-${uuid()}`;
}

/** Appends under the lock of the head. A log that has no entry yet begins with `log.started`. */
export async function append(
  dependencies: Pick<RecordingDependencies, 'store' | 'chainKey' | 'clock'>,
  transaction: Transaction,
  told: readonly NewEntry[],
): Promise<void> {
  const { store, chainKey } = dependencies;
  const key = chainKey();
  const { link, first } = await placeInLog(dependencies, transaction, key);
  const entries = chained(key, link, [...first, ...told]);
  const newest = entries.at(-1);
  if (newest === undefined) return;
  await store.append(transaction, entries, { ...newest, seal: sealOfHead(key, newest) });
}

/** Where the next entry goes, and what the log has to tell before it. */
async function placeInLog(
  { store, clock }: Pick<RecordingDependencies, 'store' | 'clock'>,
  transaction: Transaction,
  key: Buffer,
): Promise<{ readonly link: Link; readonly first: readonly NewEntry[] }> {
  const head = await store.lockHead(transaction);
  if (head !== null && isSealed(key, head)) return { link: head, first: [] };
  const newest = await store.newest(transaction);
  const isNew = newest === null && head?.sequence === 0;
  // A head that is not ours must not be sealed as if it were: the log goes on after what is there, and says so for good.
  const first = logEntry(isNew ? 'log.started' : 'log.tampered', clock.now(), `system-${uuid()}`);
  return { link: newest ?? beginning, first: [first] };
}

function chained(key: Buffer, link: Link, told: readonly NewEntry[]): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  let { sequence, hash } = link;
  for (const entry of told) {
    sequence += 1;
    hash = hashOfEntry(key, hash, { ...entry, sequence });
    entries.push({ ...entry, sequence, hash });
  }
  return entries;
}
