import type { DataSet, ReferenceCaller, Request, Scenario, StoredObject, StoredValue } from './types.js';

/** One guarantee as an example: an operation, its caller and the expected answer. */
export type SpecificationExample = {
  readonly guarantee: string;
  readonly sdl: string;
  readonly source: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly caller: ReferenceCaller;
  readonly data: DataSet;
  readonly queries?: 'partial' | 'reject';
  /** The data of the answer; undefined when the operation is refused before execution. */
  readonly answers?: unknown;
  /**
   * Each error as `path | code reason coordinate argumentPath`; the path is empty for a refusal before
   * execution.
   */
  readonly errors?: readonly string[];
};

const minute = 60_000;

/** Returns a fresh user of a role, with the given further properties. */
export function user(
  role: string,
  id = 'u1',
  more: Partial<Extract<ReferenceCaller, { kind: 'principal' }>> = {},
): ReferenceCaller {
  const caller = { kind: 'principal', id, role, authenticatedAt: new Date(Date.now() - minute), ...more };
  return caller as ReferenceCaller;
}

export const anonymous: ReferenceCaller = { kind: 'anonymous' };

/** Returns a stored object with those field values; without an owner unless one is given. */
export function stored(
  type: string,
  fieldValues: Record<string, StoredValue>,
  more: Partial<StoredObject> = {},
): StoredObject {
  return { type, fieldValues, owners: {}, flag: false, ...more };
}

/** Returns the scenario of an example; the role hierarchy is always the same. */
export function scenarioOf(row: SpecificationExample): Scenario {
  return {
    sdl: `enum Role { USER SUPPORT ADMIN }\n${row.sdl}`,
    roles: ['USER', 'SUPPORT', 'ADMIN'],
    modes: {},
    typing: 'typename',
    queries: row.queries ?? 'partial',
  };
}

export function requestOf(row: SpecificationExample): Request {
  return { source: row.source, variables: row.variables ?? {}, caller: row.caller, data: row.data };
}
