// What a plan costs: an operation of 2,000 fields, its document seen for the first time, and seen before.
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

/** Median milliseconds by kind of operation: the very first plan of the process, a new document, a known one. */
export function timePlans(rounds) {
  const auth = makeAuth();
  const schema = guardedSchema(auth, sdl, {});
  const plan = (document) => {
    const [operation] = document.definitions;
    const answer = auth.plan({ schema, document, operation, variables: {}, context: contextOf() });
    if (answer.kind !== 'go') throw new Error('The plan refuses what it should allow.');
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
