// Counts the batch calls of a policy and of a DataLoader for a list of 200 rows.
import { makeExecutableSchema } from '@graphql-tools/schema';
import DataLoader from 'dataloader';
import { execute, parse } from 'graphql';
import { guardedSchema, makeAuth } from './ours.mjs';
import { contextOf } from './workload.mjs';

const ROWS = 200;
const sdlWith = (mark, query) => `enum Role { USER SUPPORT ADMIN }
type Author { name: String! }
type Item { id: ID!  author: Author ${mark} }
type Query { items: [Item!]! ${query} }`;

/**
 * Counts the batches of the loader and of the policy, without and with an asynchronous policy on the loaded
 * field.
 */
export async function countPolicyBatches() {
  const counts = { loaderUnguarded: 0, loaderGuarded: 0, policy: 0, asked: 0 };
  const rows = Array.from({ length: ROWS }, (_, row) => ({ id: String(row) }));
  const resolvers = {
    Query: { items: () => rows },
    Item: { author: ({ id }, _args, { authors }) => authors.load(id) },
  };
  const loader = (key) =>
    new DataLoader(async (ids) => {
      counts[key] += 1;
      return ids.map((id) => ({ name: `author of ${id}` }));
    });
  const batch = async (requests) => {
    counts.policy += 1;
    counts.asked += requests.length;
    await new Promise((resolve) => setImmediate(resolve));
    return requests.map(() => true);
  };
  const auth = makeAuth({ policies: { isFriend: { batch } } });
  const document = parse('{ items { author { name } } }');
  const plain = makeExecutableSchema({ typeDefs: sdlWith('', ''), resolvers });
  const guarded = guardedSchema(auth, sdlWith('@auth(policy: "isFriend")', '@public'), resolvers);
  for (const [key, schema] of [
    ['loaderUnguarded', plain],
    ['loaderGuarded', guarded],
  ]) {
    const contextValue = { ...contextOf(), authors: loader(key) };
    const { data, errors } = await execute({ schema, document, contextValue });
    if (errors || data.items.filter(({ author }) => author?.name).length !== ROWS) {
      throw new Error(`Not every row was returned: ${errors?.[0]?.message}`);
    }
  }
  return counts;
}
