import { makeExecutableSchema } from '@graphql-tools/schema';
import { type Caller, createAuthDirective } from '../../src/index.js';

interface Context {
  readonly caller: Caller;
  readonly database: { permissionsOf(userId: string): Promise<ReadonlySet<string>> };
}

const sdl = `
  enum Role { USER ADMIN }
  type Ticket {
    title: String
    notes: String @auth(policy: "permission", params: ["ticket:read"])
  }
  type Query {
    tickets: [Ticket!] @auth(policy: "permission", params: ["ticket:read"])
    audit: String @auth(anyOf: [{ requires: ADMIN }, { policy: "permission", params: ["audit:read"] }])
  }
  type Mutation { closeTicket: Boolean @auth(policy: "permission", params: ["ticket:read", "ticket:close"]) }`;

const permissions = ['ticket:read', 'ticket:close', 'audit:read'];

export const auth = createAuthDirective<Context, 'permission'>({
  roles: ['USER', 'ADMIN'],
  caller: (context) => context.caller,
  policies: {
    permission: {
      // One request to the database for everything that one tick asks.
      batch: async (requests) => {
        const [first] = requests;
        if (first === undefined) return [];
        const granted = await first.context.database.permissionsOf(first.caller.id);
        return requests.map(({ params }) => params.every((permission) => granted.has(permission)));
      },
      timeoutMs: 2000,
      // Runs at start-up for each use in the schema, so that a misspelt permission is a start-up error.
      checkParams: (params) => {
        if (params.length === 0) throw new Error('Name a permission.');
        for (const each of params) if (!permissions.includes(each)) throw new Error(`Unknown: ${each}`);
      },
    },
  },
});

const tickets = [{ title: 'One', notes: 'first' }];
const resolvers = {
  Query: { tickets: () => tickets, audit: () => 'log' },
  Mutation: { closeTicket: () => true },
};
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
