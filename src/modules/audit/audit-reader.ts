import {
  type Connection,
  connectionOf,
  createCursors,
  type KeyedHash,
  type PageArguments,
  type ReadList,
  readPageRequest,
  type UserId,
} from '../../shared/index.js';
import { type AuditEvent, toAuditEvent } from './audit-event.js';
import { type AuditFilter, type AuditSelection, readAuditFilter, selectSubject } from './audit-filter.js';
import type { AuditRepository } from './audit-repository.js';

/**
 * An event in a list. A missing user is an empty string, because `@auth` logs a null owner as an error.
 * `page` has all events of the page, so that their users are loaded together.
 */
export interface ListedEvent extends Omit<AuditEvent, 'actorId' | 'subjectId'> {
  readonly actorId: UserId | '';
  readonly subjectId: UserId | '';
  readonly page: readonly AuditEvent[];
}

export type AuditPage = Connection<ListedEvent>;

/** The log is read in one direction only. */
export type AuditPageArguments = Pick<PageArguments, 'first' | 'after'>;

/**
 * Lists the log, newest first. Pages neither overlap nor have gaps: new entries come before the first page.
 */
export interface AuditReader {
  /** Throws BAD_USER_INPUT for an invalid page size, filter or cursor. */
  listEvents(page: AuditPageArguments, filter: AuditFilter): Promise<AuditPage>;
  /** Lists the events whose subject is the user. */
  listSubjectEvents(subjectId: UserId, page: AuditPageArguments): Promise<AuditPage>;
}

export interface AuditReaderDependencies {
  readonly repository: AuditRepository;
  readonly readList: ReadList;
  readonly cursorHash: KeyedHash;
}

export function createAuditReader(dependencies: AuditReaderDependencies): AuditReader {
  return {
    listEvents: async (page, filter) => readNewestFirst(dependencies, page, readAuditFilter(filter)),
    listSubjectEvents: (subjectId, page) => readNewestFirst(dependencies, page, selectSubject(subjectId)),
  };
}

async function readNewestFirst(
  { repository, readList, cursorHash }: AuditReaderDependencies,
  page: AuditPageArguments,
  selection: AuditSelection,
): Promise<AuditPage> {
  const { size, after } = readPageRequest(page);
  const cursors = createCursors<readonly [sequence: number, occurredAt: string]>(cursorHash, {
    listName: 'audit events',
    selection,
    order: 'newest first',
  });
  const position = after === null ? null : cursors.read(after, 'after');
  const before = position && { sequence: position[0], occurredAt: new Date(position[1]) };
  // One more than requested shows whether there is a next page.
  const found = await readList((reader) => repository.entriesBefore(reader, selection, before, size + 1));
  const events = found.slice(0, size).map(toAuditEvent);
  return connectionOf(
    events,
    { hasNextPage: found.length > size, hasPreviousPage: after !== null },
    {
      nodeOf: (event) => toListedEvent(event, events),
      cursorOf: ({ sequence, occurredAt }) => cursors.write([sequence, occurredAt.toISOString()]),
    },
  );
}

/** Puts an event into a page, with which its users are loaded. */
export function toListedEvent(event: AuditEvent, page: readonly AuditEvent[]): ListedEvent {
  return { ...event, actorId: event.actorId ?? '', subjectId: event.subjectId ?? '', page };
}
