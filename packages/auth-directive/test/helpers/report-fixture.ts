import { createSchemaFixture } from './schema-fixture.js';

const SDL = `
  interface Node { id: ID }
  type User implements Node @auth(anyOf: [{ requires: SUPPORT }, { owner: "id", scopes: [] }]) { id: ID
    email: String @auth(requires: ADMIN, freshWithin: 60) friends: [User] }
  type Island { id: ID }
  enum Color { RED BLUE @auth(requires: ADMIN) }
  input In { role: Int @auth(requires: ADMIN) color: Color }
  type Payload { user: User ok: Int }
  type Query { me: User @auth(requires: USER, scopes: []) users: [User] @auth(requires: SUPPORT)
    node: Node @auth(policy: "sees") ok: Int @public }
  type Mutation { login: Payload @public(elevates: true)
    save(in: In, force: Boolean @auth(requires: SUPPORT)): Int @auth(requires: USER) }`;

const policies = { sees: () => true };

export const createFixture = (sdl = SDL) => createSchemaFixture(sdl, {}, { policies });
