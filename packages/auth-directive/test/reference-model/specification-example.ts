import type { DataSet, ReferenceCaller, Request, Slot, StoredObject, World } from './types.js';

/** One law by example: what is asked, by whom, and what the answer has to be. */
export type LawRow = {
  readonly law: string;
  readonly sdl: string;
  readonly source: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly caller: ReferenceCaller;
  readonly data: DataSet;
  readonly queries?: 'partial' | 'reject';
  /** The data that a planned answer holds; left out when the operation is refused before execution. */
  readonly answers?: unknown;
  /** Each error as `path | code reason coordinate argumentPath`; the path is empty for a refusal before execution. */
  readonly errors?: readonly string[];
};

const minute = 60_000;

/** A fresh person of a role, with further properties as given. */
export function person(
  role: string,
  id = 'u1',
  more: Partial<Extract<ReferenceCaller, { kind: 'principal' }>> = {},
): ReferenceCaller {
  return { kind: 'principal', id, role, authenticatedAt: new Date(Date.now() - minute), ...more };
}

/** Nobody. */
export const nobody: ReferenceCaller = { kind: 'anonymous' };

/** A stored object, by what its fields answer; owned by nobody unless said. */
export function stored(
  type: string,
  slots: Record<string, Slot>,
  more: Partial<StoredObject> = {},
): StoredObject {
  return { type, slots, owners: {}, flag: false, ...more };
}

/** The row's world; the ladder is always the same. */
export function worldOf(row: LawRow): World {
  return {
    sdl: `enum Role { USER SUPPORT ADMIN }\n${row.sdl}`,
    roles: ['USER', 'SUPPORT', 'ADMIN'],
    modes: {},
    typing: 'typename',
    queries: row.queries ?? 'partial',
  };
}

/** The row's request. */
export function requestOf(row: LawRow): Request {
  return { source: row.source, variables: row.variables ?? {}, caller: row.caller, data: row.data };
}
