// The cost of a plan for an operation of 2,002 fields, with a new and with a known document.
import { parse } from 'graphql';
import { now, timeOf } from './measure.mjs';
import { guardedSchema, makeAuth } from './ours.mjs';
import { contextOf, fieldNames } from './workload.mjs';

const FIELDS = 10;
const rule = '@auth(requires: USER)';
const sdl = `enum Role { USER SUPPORT ADMIN }
type Item ${rule} { ${fieldNames(FIELDS)
  .map((name) => `${name}: String ${rule}`)
  .join(' ')} }
type Query { item(id: ID): Item ${rule} }
type Mutation { touch(id: ID): Item ${rule} }`;

/** 182 root fields with 10 fields below each: 2,002 fields. */
function textOf(operation, root) {
  const below = fieldNames(FIELDS).join(' ');
  const roots = Array.from({ length: 182 }, (_, index) => `a${index}: ${root}(id: "${index}") { ${below} }`);
  return `${operation} { ${roots.join('\n')} }`;
}

/**
 * Returns the median milliseconds per kind of operation: the first plan of the process, a new and a known
 * document.
 */
export function timePlans(rounds) {
  const auth = makeAuth();
  const schema = guardedSchema(auth, sdl, {});
  const plan = (document) => {
    const [operation] = document.definitions;
    const answer = auth.plan({ schema, document, operation, variables: {}, context: contextOf() });
    if (answer.kind !== 'go') throw new Error('The plan refused an operation that it should allow.');
  };
  return [
    ['mutation', 'touch'],
    ['query', 'item'],
  ].map(([operation, root]) => {
    const text = textOf(operation, root);
    const known = parse(text);
    const started = now();
    plan(known);
    const first = now() - started;
    const cold = timeOf(plan, { prepare: () => parse(text), rounds });
    const cached = timeOf(plan, { prepare: () => known, rounds });
    return { operation, first, cold, cached };
  });
}
