import {
  type Connection,
  connectionOf,
  createCursors,
  type KeyedHash,
  type PageArguments,
  type Reader,
  readPageRequest,
  type UserId,
} from '../../shared/index.js';
import { type AuditEvent, toAuditEvent } from './audit-event.js';
import { type AuditFilter, type AuditSelection, aboutUser, readAuditFilter } from './audit-filter.js';
import type { AuditStore } from './audit-store.js';

/**
 * An event in a list. Nobody is an empty text here: `@auth` takes an owner that is missing for a fault and logs it, each time somebody reads what no
 * user did. Beside it stand the others it is shown with, so that the users they name are found together.
 */
export interface ListedEvent extends Omit<AuditEvent, 'actorId' | 'subjectId'> {
  readonly actorId: UserId | '';
  readonly subjectId: UserId | '';
  readonly page: readonly AuditEvent[];
}

/** A page of the log (a Relay connection). */
export type AuditPage = Connection<ListedEvent>;

/** A page as it is asked for; the log is read in one direction only. */
export type AuditPageArguments = Pick<PageArguments, 'first' | 'after'>;

/** Reads the log, newest first. Pages never overlap and miss nothing: what is appended meanwhile comes before the first. */
export interface AuditReader {
  /** Refuses with BAD_USER_INPUT a bad page size, filter or cursor. */
  listEvents(page: AuditPageArguments, filter: AuditFilter): Promise<AuditPage>;
  /** What was done to a user, by whomever. */
  listSubjectEvents(subjectId: UserId, page: AuditPageArguments): Promise<AuditPage>;
}

/** What reading needs. */
export interface AuditReaderDependencies {
  readonly store: AuditStore;
  readonly reader: Reader;
  readonly cursorHash: KeyedHash;
}

/** Makes the service. */
export function createAuditReader(dependencies: AuditReaderDependencies): AuditReader {
  return {
    listEvents: async (page, filter) => readPage(dependencies, page, readAuditFilter(filter)),
    listSubjectEvents: (subjectId, page) => readPage(dependencies, page, aboutUser(subjectId)),
  };
}

async function readPage(
  { store, reader, cursorHash }: AuditReaderDependencies,
  page: AuditPageArguments,
  selection: AuditSelection,
): Promise<AuditPage> {
  const { size, after } = readPageRequest(page);
  const cursors = createCursors<readonly [sequence: number, occurredAt: string]>(cursorHash, {
    of: 'audit events',
    selection,
    order: 'newest first',
  });
  const position = after === null ? null : cursors.read(after, 'after');
  const before = position && { sequence: position[0], occurredAt: new Date(position[1]) };
  // One more than asked for tells whether the log goes on.
  const found = await store.entriesBefore(reader, selection, before, size + 1);
  const events = found.slice(0, size).map(toAuditEvent);
  const edges = events.map((event) => ({
    cursor: cursors.write([event.sequence, event.occurredAt.toISOString()]),
    node: toListedEvent(event, events),
  }));
  return connectionOf(edges, { hasNextPage: found.length > size, hasPreviousPage: after !== null });
}

function toListedEvent(event: AuditEvent, page: readonly AuditEvent[]): ListedEvent {
  return { ...event, actorId: event.actorId ?? '', subjectId: event.subjectId ?? '', page };
}
