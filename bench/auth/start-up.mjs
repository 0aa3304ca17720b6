// Measures the start-up of a schema in a process of its own. Started by run.mjs as `start-up.mjs guarded`,
// for 5,000 guarded fields, or `start-up.mjs public`, for a public API of 1.2 MB. Prints JSON.
import { makeExecutableSchema } from '@graphql-tools/schema';
import { now } from './measure.mjs';
import { makeAuth } from './ours.mjs';
import { publicSchema } from './public-schema.mjs';

const TYPES = 500;
const RULES = [
  '@auth(requires: USER)',
  '@auth(owner: "f0")',
  '@auth(anyOf: [{ owner: "f0" }, { requires: SUPPORT }])',
  '@auth(scopes: ["read"], requires: USER)',
  '@auth(policy: "open")',
];

function guardedSchema() {
  const types = Array.from({ length: TYPES }, (_, type) => {
    const fields = Array.from(
      { length: 10 },
      (_, field) =>
        `f${field}: ${field === 9 ? `T${(type + 1) % TYPES}` : 'String'} ${RULES[field % RULES.length]}`,
    );
    return `type T${type} implements Node @auth(requires: USER) { id: ID!\n${fields.join('\n')}\n}`;
  });
  return `enum Role { USER SUPPORT ADMIN }
interface Node @auth(requires: USER) { id: ID! }
${types.join('\n')}
type Query { node: Node @auth(requires: USER) ${Array.from({ length: 10 }, (_, type) => `t${type}: T${type} @public`).join(' ')} }`;
}

const auth = makeAuth({ log: () => {} });
const text = process.argv[2] === 'public' ? publicSchema() : guardedSchema();
const before = now();
const plain = makeExecutableSchema({ typeDefs: [auth.typeDefs, text] });
const made = now();
const guarded = auth.transform(plain);
const transformed = now();
auth.assertGuarded(guarded);
const verified = now();
console.log(
  JSON.stringify({
    make: made - before,
    transform: transformed - made,
    assertGuarded: verified - transformed,
  }),
);
