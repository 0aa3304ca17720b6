import { execute, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import type { Caller, createAuthDirective } from '../../src/index.js';

type Auth = ReturnType<typeof createAuthDirective<{ caller?: Caller }>>;

export async function answer(auth: Auth, schema: GraphQLSchema, query: string, caller?: Caller) {
  const document = parse(query);
  const errors = validate(schema, document);
  const operation = getOperationAST(document);
  if (errors.length > 0 || !operation) return { status: 400, body: { errors } };
  const context = caller === undefined ? {} : { caller };

  const plan = await auth.plan({ schema, document, operation, variables: {}, context });
  if (plan.kind === 'refused') {
    const headers = plan.challenge === undefined ? {} : { 'www-authenticate': plan.challenge };
    return { status: plan.status, headers, body: { errors: plan.errors } };
  }
  return { status: 200, body: await execute({ schema, document, contextValue: context }) };
}
