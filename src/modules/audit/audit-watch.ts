import type { ChangeNotifications, Reader } from '../../shared/index.js';
import { type AuditEntry, toAuditEvent } from './audit-event.js';
import { type AuditFilter, type AuditSelection, isSelected, readAuditFilter } from './audit-filter.js';
import { type ListedEvent, toListedEvent } from './audit-reader.js';
import type { AuditRepository } from './audit-repository.js';

/** Follows the log. */
export interface AuditWatch {
  /**
   * Yields the entries that match the filter as they are recorded, in the order of the log. Notifications
   * only say that there may be something to read: every entry after the last one read is yielded, so a lost
   * notification delays entries and drops none. Throws BAD_USER_INPUT for an invalid filter.
   */
  watch(filter: AuditFilter): Promise<AsyncIterableIterator<ListedEvent, undefined>>;
}

export interface AuditWatchDependencies {
  readonly repository: AuditRepository;
  readonly reader: Reader;
  readonly changeNotifications: ChangeNotifications;
}

const batchSize = 100;

export function createAuditWatch(dependencies: AuditWatchDependencies): AuditWatch {
  const { repository, reader, changeNotifications } = dependencies;
  return {
    watch: async (filter) => {
      const selection = readAuditFilter(filter);
      // Before the head is read, so that an entry after it is either read or announced.
      const signal = createSignal(changeNotifications);
      const { lastSequence } = await endOnFailure(signal, repository.readHead(reader));
      let position = lastSequence;
      const readBatch = async (): Promise<readonly AuditEntry[]> => {
        const entries = await endOnFailure(signal, repository.entriesAfter(reader, position, batchSize));
        position = entries.at(-1)?.sequence ?? position;
        return entries;
      };
      return followLog(signal, selection, readBatch);
    },
  };
}

/** An async generator could not be ended while it waits for an entry. */
function followLog(
  signal: Signal,
  selection: AuditSelection,
  readBatch: () => Promise<readonly AuditEntry[]>,
): AsyncIterableIterator<ListedEvent, undefined> {
  let pending: ListedEvent[] = [];
  return {
    next: async () => {
      while (!signal.isEnded()) {
        const value = pending.shift();
        if (value !== undefined) return { value, done: false };
        const entries = await readBatch();
        const events = entries.map(toAuditEvent).filter((event) => isSelected(selection, event));
        pending = events.map((event) => toListedEvent(event, events));
        if (entries.length === 0) await signal.wait();
      }
      return { value: undefined, done: true };
    },
    return: async () => {
      signal.end();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Tells that entries may have been recorded since the last `wait`. */
interface Signal {
  /** Resolves when something has happened since the last call, or with the end. */
  wait(): Promise<void>;
  isEnded(): boolean;
  end(): void;
}

function createSignal(changeNotifications: ChangeNotifications): Signal {
  let isRaised = false;
  let isEnded = false;
  let wake: (() => void) | null = null;
  const raise = (): void => {
    isRaised = true;
    wake?.();
  };
  // After an interruption the log is read again from the last position.
  const unsubscribes = [
    changeNotifications.subscribe('audit-events', raise),
    changeNotifications.onResync(raise),
  ];
  return {
    wait: async () => {
      if (!isRaised && !isEnded) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      wake = null;
      isRaised = false;
    },
    isEnded: () => isEnded,
    end: () => {
      isEnded = true;
      for (const unsubscribe of unsubscribes) unsubscribe();
      wake?.();
    },
  };
}

async function endOnFailure<T>(signal: Signal, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    signal.end();
    throw error;
  }
}
