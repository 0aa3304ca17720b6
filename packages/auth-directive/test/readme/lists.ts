import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLResolveInfo } from 'graphql';
import { type DataSource, EntitySchema } from 'typeorm';
import { type Caller, createAuthDirective } from '../../src/index.js';
import { applyFilter } from '../../src/typeorm.js';

interface TicketRow {
  readonly id: number;
  readonly authorId: string;
  readonly team: string;
}

export const ticketTable = new EntitySchema<TicketRow>({
  name: 'Ticket',
  tableName: 'readme_tickets',
  columns: {
    id: { type: Number, primary: true },
    authorId: { type: 'text', name: 'author_id' },
    team: { type: 'text' },
  },
});

interface Context {
  readonly caller: Caller;
  readonly teams: readonly string[];
  readonly dataSource: DataSource;
}

export const auth = createAuthDirective<Context, 'onTheTeam'>({
  roles: ['USER', 'ADMIN'],
  caller: (context) => context.caller,
  policies: {
    onTheTeam: {
      evaluate: ({ parent, context }) => context.teams.includes(parent.team),
      // The same for a query: a condition on the properties of the object.
      condition: ({ context }) => ({ kind: 'in', property: 'team', values: context?.teams ?? [] }),
    },
  },
});

const sdl = `
  enum Role { USER ADMIN }
  type Ticket @auth(anyOf: [{ owner: "authorId" }, { policy: "onTheTeam" }, { requires: ADMIN }]) { id: Int! }
  type TicketPage { count: Int! nodes: [Ticket!]! }
  type Query { tickets(first: Int!): TicketPage! @auth(requires: USER) }`;

const resolvers = {
  Query: {
    async tickets(_: unknown, { first }: { first: number }, context: Context, info: GraphQLResolveInfo) {
      const filter = auth.filterFor(info.schema, context.caller, 'Ticket', context);
      const query = context.dataSource
        .createQueryBuilder(ticketTable, 'ticket')
        .orderBy('ticket.id')
        .take(first);
      const [nodes, count] = await applyFilter(query, 'ticket', filter).getManyAndCount();
      return { nodes, count };
    },
  },
};

export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers }));
