// The shape that every contestant serves: one list of rows with sync string fields, and a caller who may see all of it.
import { parse } from 'graphql';

export const ROLES = ['USER', 'SUPPORT', 'ADMIN'];

const names = (fields) => Array.from({ length: fields }, (_, index) => `f${index}`);

/** `type Query { items: [Item!]! }` with `fields` strings on `Item`; `mark` is written behind each field. */
export function sdlOf(fields, { field = '', type = '', query = '' } = {}) {
  const lines = names(fields).map((name) => `  ${name}: String! ${field}`);
  return [
    `enum Role { ${ROLES.join(' ')} }`,
    `type Item ${type} {\n  ownerId: String!\n${lines.join('\n')}\n}`,
    `type Query { items: [Item!]! ${query} }`,
  ].join('\n');
}

/** The names of the fields of `Item`. */
export const fieldNames = names;

/** Rows that all belong to the caller, so that owner rules pass as well. */
export function rowsOf(rows, fields) {
  return Array.from({ length: rows }, (_, row) => ({
    ownerId: 'caller',
    ...Object.fromEntries(names(fields).map((name) => [name, `${name} of ${row}`])),
  }));
}

/** Asks every field of every row. */
export const operationOf = (fields) => parse(`{ items { ${names(fields).join(' ')} } }`);

/** A context of its own for each operation, in the words of every contestant. */
export function contextOf() {
  const caller = { kind: 'principal', id: 'caller', role: 'USER' };
  return { caller, user: { id: 'caller', role: 'USER', scope: ['USER'] } };
}

/** Whether a role stands high enough, as the peers' samples ask it. */
export const mayPass = (role, requires) => ROLES.indexOf(role) >= ROLES.indexOf(requires);
