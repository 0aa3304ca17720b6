import { parseUserId, type Reader } from '../../shared/index.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';

/** Some users, and where the next ones begin; null after the last ones. */
export interface ExportedUsers {
  readonly users: readonly UserRecord[];
  readonly next: string | null;
}

/** Returns users, not deleted, in the order of their ids: those after `next` of the previous call. */
export type ExportUsers = (after: string | null) => Promise<ExportedUsers>;

/** Small enough for one response over the control socket, with metadata of the largest size. */
const batchSize = 200;

export function createExportUsers({
  repository,
  reader,
}: {
  readonly repository: UserRepository;
  readonly reader: Reader;
}): ExportUsers {
  return async (after) => {
    const users = await repository.findAfter(reader, after === null ? null : parseUserId(after), batchSize);
    return { users, next: users.length === batchSize ? (users.at(-1)?.id ?? null) : null };
  };
}
