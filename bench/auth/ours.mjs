// The built @cordon/auth-directive, in its typical uses.

import { createAuthDirective } from '@cordon/auth-directive';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { execute } from 'graphql';
import { contextOf, ROLES, rowsOf, sdlOf } from './workload.mjs';

const allow = () => true;

/** Creates the library with one policy, `open`, that synchronously allows. */
export function makeAuth(more = {}) {
  return createAuthDirective({
    roles: ROLES,
    caller: ({ caller }) => caller,
    policies: { open: allow },
    ...more,
  });
}

/** Creates a guarded schema. */
export function guardedSchema(auth, sdl, resolvers) {
  return auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
}

function ours(name, directives, { withPlan = false } = {}) {
  return {
    name,
    make({ rows, fields, document }) {
      const data = rowsOf(rows, fields);
      const auth = makeAuth();
      const sdl = sdlOf(fields, { query: '@public', ...directives });
      const schema = guardedSchema(auth, sdl, { Query: { items: () => data } });
      const [operation] = document.definitions;
      return () => {
        const contextValue = contextOf();
        if (withPlan) auth.plan({ schema, document, operation, variables: {}, context: contextValue });
        return execute({ schema, document, contextValue });
      };
    },
  };
}

const requires = '@auth(requires: USER)';

export const contestants = [
  ours('ours: requires on every field', { field: requires, query: requires }),
  ours('ours: the same, with the plan', { field: requires, query: requires }, { withPlan: true }),
  ours('ours: requires on the type', { type: requires }),
  ours('ours: a policy at the root field', { query: '@auth(policy: "open")', field: requires }),
  ours('ours: a policy on the type, for every row', { type: '@auth(policy: "open")' }),
  ours('ours: owner on every field', { field: '@auth(owner: "ownerId")' }),
  ours('ours: owner or SUPPORT on every field', {
    field: '@auth(anyOf: [{ owner: "ownerId" }, { requires: SUPPORT }])',
  }),
];
