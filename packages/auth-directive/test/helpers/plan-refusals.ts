import { type DocumentNode, type OperationDefinitionNode, parse } from 'graphql';
import { principal, type SchemaFixture } from './schema-fixture.js';

/** The document, and the one operation in it. */
export function operationOf(source: string): {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
} {
  const document = parse(source);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  return { document, operation };
}

/** What a plan says of an operation: `go`, or the coordinates that it refuses. */
export async function planRefusals(
  { auth, schema }: SchemaFixture,
  source: string,
  caller = principal('u'),
): Promise<readonly unknown[]> {
  const answer = await auth.plan({ schema, ...operationOf(source), variables: {}, context: { caller } });
  return answer.kind === 'go' ? ['go'] : answer.errors.map(({ extensions }) => extensions['coordinate']);
}
