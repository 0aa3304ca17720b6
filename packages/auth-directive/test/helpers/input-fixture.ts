import { createSchemaFixture, type SchemaFixture } from './schema-fixture.js';

const SDL = `
  enum Color { RED BLUE @auth(requires: ADMIN) }
  enum Level @auth(requires: ADMIN) { LOW }
  scalar Key @auth(requires: ADMIN)
  input Tag { name: String pinned: Boolean @auth(requires: SUPPORT) tags: [Tag] }
  input Guarded @auth(requires: ADMIN) { x: Int }
  input Post {
    title: String
    role: Role! = USER @auth(requires: ADMIN)
    tags: [Tag!] color: Color colors: [Color] = [RED] level: Level key: Key guarded: Guarded many: [[Guarded]]
    nested: Post policy: Int @auth(policy: "isSelf")
  }
  interface Thing { find(limit: Int @auth(requires: SUPPORT)): Int }
  type Box implements Thing { find(limit: Int, all: Boolean = false @auth(requires: ADMIN)): Int }
  type Query { box: Box @auth(requires: USER) color: Color @auth(requires: USER)
    colors: [Color!] @auth(requires: USER) key: Key @auth(requires: USER)
    shy: Color @auth(requires: USER, onDeny: NULL) }
  type Mutation {
    save(p: Post, q: [Post!], id: ID, silent: Int @auth(requires: ADMIN)): String @auth(requires: USER) }`;

/** The arguments that reached the resolver of `save` in the latest fixture. */
export const savedArguments: unknown[] = [];

/**
 * Creates a schema with guarded arguments, input fields, enum values and scalars, and clears
 * `savedArguments`.
 */
export function createInputFixture(): SchemaFixture {
  savedArguments.length = 0;
  return createSchemaFixture(
    SDL,
    {
      Mutation: {
        save: (_, args) => {
          savedArguments.push(args);
          return 'saved';
        },
      },
      Query: {
        box: () => ({ find: () => 1 }),
        color: () => 'BLUE',
        colors: () => ['RED', 'BLUE'],
        key: () => 'k',
        shy: () => 'BLUE',
      },
    },
    { policies: { isSelf: ({ caller, args }) => args['id'] === caller.id } },
  );
}

/** Returns `coordinate argumentPath` of a refusal. */
export const formatRefusal = ({
  coordinate,
  argumentPath,
}: {
  coordinate: unknown;
  argumentPath?: unknown;
}): string => `${coordinate} ${argumentPath}`;
