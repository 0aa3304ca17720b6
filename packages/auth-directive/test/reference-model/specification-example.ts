import type { DataSet, ReferenceCaller, Request, Scenario, StoredObject, StoredValue } from './types.js';

/** One guarantee by example: what is asked, by whom, and what the answer has to be. */
export type SpecificationExample = {
  readonly guarantee: string;
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

/** A fresh user of a role, with further properties as given. */
export function user(
  role: string,
  id = 'u1',
  more: Partial<Extract<ReferenceCaller, { kind: 'principal' }>> = {},
): ReferenceCaller {
  return { kind: 'principal', id, role, authenticatedAt: new Date(Date.now() - minute), ...more };
}

/** Nobody. */
export const anonymous: ReferenceCaller = { kind: 'anonymous' };

/** A stored object, by what its fields answer; owned by anonymous unless said. */
export function stored(
  type: string,
  fieldValues: Record<string, StoredValue>,
  more: Partial<StoredObject> = {},
): StoredObject {
  return { type, fieldValues, owners: {}, flag: false, ...more };
}

/** The row's scenario; the roleHierarchy is always the same. */
export function scenarioOf(row: SpecificationExample): Scenario {
  return {
    sdl: `enum Role { USER SUPPORT ADMIN }\n${row.sdl}`,
    roles: ['USER', 'SUPPORT', 'ADMIN'],
    modes: {},
    typing: 'typename',
    queries: row.queries ?? 'partial',
  };
}

/** The row's request. */
export function requestOf(row: SpecificationExample): Request {
  return { source: row.source, variables: row.variables ?? {}, caller: row.caller, data: row.data };
}
