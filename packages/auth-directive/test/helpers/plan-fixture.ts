import { type DocumentNode, type OperationDefinitionNode, parse } from 'graphql';
import { createGuardContext } from './guard-fixture.js';
import { principal, type SchemaFixture } from './schema-fixture.js';

/** Returns a document and its only operation. */
export function operationOf(source: string): {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
} {
  const document = parse(source);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  return { document, operation };
}

/** Returns the coordinates that the plan of an operation refuses, or `go`. */
export async function planRefusals(
  { auth, schema }: SchemaFixture,
  source: string,
  caller = principal('u'),
): Promise<readonly unknown[]> {
  const answer = await auth.plan({ schema, ...operationOf(source), variables: {}, context: { caller } });
  return answer.kind === 'go' ? ['go'] : answer.errors.map(({ extensions }) => extensions['coordinate']);
}

/** Each test creates its own: positions are cached, and one test must not depend on the cache of another. */
export const createPlanSchema = () =>
  createGuardContext(`
  interface Node { id: ID x: Int y(a: Int): Int kid: Node }
  interface Other { id: ID }
  interface Solo { s: Int @auth(requires: USER) }
  type A implements Node & Other { id: ID x: Int @auth(requires: ADMIN) y(a: Int): Int kid: A }
  type B implements Node { id: ID x: Int y(a: Int @auth(requires: ADMIN)): Int kid: B }
  type C implements Solo & Other { id: ID s: Int }
  type K { secret: Int @auth(requires: ADMIN) }
  type Plain { n: Int plain: Plain deep: A }
  union Any = A | B
  type Query { node: Node @public other: Other @public any: Any @public a: A @public plain: Plain @public
    guarded(p: Int @auth(requires: ADMIN)): Plain @auth(requires: USER) }
  type Mutation { login: A @public(elevates: true) more: Mutation @public a: A @public node: Node @public }`);
