// The workload of every contestant: one list of rows with synchronous string fields, and a caller with full
// access.
import { parse } from 'graphql';

export const ROLES = ['USER', 'SUPPORT', 'ADMIN'];

const names = (fields) => Array.from({ length: fields }, (_, index) => `f${index}`);

/**
 * `type Query { items: [Item!]! }` with `fields` strings on `Item`; `field`, `type` and `query` are the
 * directives.
 */
export function sdlOf(fields, { field = '', type = '', query = '' } = {}) {
  const lines = names(fields).map((name) => `  ${name}: String! ${field}`);
  return [
    `enum Role { ${ROLES.join(' ')} }`,
    `type Item ${type} {\n  ownerId: String!\n${lines.join('\n')}\n}`,
    `type Query { items: [Item!]! ${query} }`,
  ].join('\n');
}

/** Returns the names of the fields of `Item`. */
export const fieldNames = names;

/** Returns rows that all belong to the caller, so that owner rules pass. */
export function rowsOf(rows, fields) {
  return Array.from({ length: rows }, (_, row) => ({
    ownerId: 'caller',
    ...Object.fromEntries(names(fields).map((name) => [name, `${name} of ${row}`])),
  }));
}

/** Returns an operation that selects every field of every row. */
export const operationOf = (fields) => parse(`{ items { ${names(fields).join(' ')} } }`);

/** Creates the context of one operation, in the form of every contestant. */
export function contextOf() {
  const caller = { kind: 'principal', id: 'caller', role: 'USER' };
  return { caller, user: { id: 'caller', role: 'USER', scope: ['USER'] } };
}

/** Returns whether a role is strong enough, as the examples of the other libraries check it. */
export const mayPass = (role, requires) => ROLES.indexOf(role) >= ROLES.indexOf(requires);
