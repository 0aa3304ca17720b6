import { describe, expect, test } from '@jest/globals';
import { GraphQLError, Kind, type OperationDefinitionNode, parse } from 'graphql';
import {
  createApolloIntrospection,
  type IntrospectingRequest,
  type RequestIntrospection,
} from '../../src/introspection/apollo-introspection.js';
import { createIntrospectionFixture } from '../helpers/introspection-fixture.js';
import {
  createVisibleServer,
  createWholeServer,
  type HttpRequest,
  send,
} from '../helpers/introspection-servers.js';
import { principal } from '../helpers/schema-fixture.js';

const user = principal('ada');
const fixture = createIntrospectionFixture();
const { auth, schema } = fixture;

/** Returns the introspection of one request of a user. */
function introspectionOfUser(): RequestIntrospection {
  const introspection = createApolloIntrospection()(auth.introspectionFor(schema, { caller: user }));
  if (introspection === undefined) throw new Error('no introspection');
  return introspection;
}

function requestOf(source: string): IntrospectingRequest & { readonly operation: OperationDefinitionNode } {
  const document = parse(source);
  const operation = document.definitions.find(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation === undefined) throw new Error('no operation');
  return { schema, document, operation, request: {} };
}

/** Returns the response of a server to one request of a user. */
async function respond(server: ReturnType<typeof createWholeServer>, request: HttpRequest) {
  await server.start();
  const response = await send(server, request, user);
  await server.stop();
  return response;
}

const introspecting = requestOf('{ __schema { queryType { name } } }');
const hidden = requestOf('{ secretBelow { value } }');
const validationError = (message: string, code = 'GRAPHQL_VALIDATION_FAILED') =>
  new GraphQLError(message, { extensions: { code } });

describe('the answer to introspection', () => {
  test('is given for an accepted operation, once it was validated', () => {
    const introspection = introspectionOfUser();

    expect(introspection.answer(introspecting)).toBeUndefined();
    expect(introspection.reject(introspecting)).toEqual([]);
    expect(introspection.answer(introspecting)).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });

  test('is not given for an operation that was rejected', () => {
    const introspection = introspectionOfUser();
    const rejected = requestOf('{ secretBelow { value } __schema { queryType { name } } }');

    expect(introspection.reject(rejected)).toHaveLength(1);
    expect(introspection.answer(rejected)).toBeUndefined();
  });

  test.each<[string, IntrospectingRequest]>([
    ['document', { schema, operation: introspecting.operation, request: {} }],
    ['operation', { schema, document: introspecting.document, request: {} }],
  ])('is not given without the %s', (_, request) => {
    const introspection = introspectionOfUser();

    expect(introspection.reject(request)).toEqual([]);
    expect(introspection.answer(request)).toBeUndefined();
  });
});

describe('the errors of a request', () => {
  test('are unchanged when it has none', () => {
    const introspection = introspectionOfUser();
    introspection.reject(hidden);

    expect(() => introspection.replaceErrors(hidden)).not.toThrow();
  });

  test('are only those of the visible schema when it has rejected the operation', () => {
    const introspection = introspectionOfUser();
    const errors = [validationError('Of a plugin of the host.')];
    const rejected = introspection.reject(hidden);

    introspection.replaceErrors({ ...hidden, errors });

    expect(errors).toEqual(rejected);
    expect(errors.map(({ message }) => message)).toEqual([
      'Cannot query field "secretBelow" on type "Query".',
    ]);
  });

  test('are unchanged when the operation was accepted', () => {
    const introspection = introspectionOfUser();
    const errors = [new GraphQLError('Of a resolver.')];
    introspection.reject(introspecting);

    introspection.replaceErrors({ ...introspecting, errors });

    expect(errors.map(({ message }) => message)).toEqual(['Of a resolver.']);
  });

  test('of the host remain, except those of the standard rules with or without a suggestion', () => {
    const { document, operation } = requestOf('{ nodess { id } }');
    const locations = { nodes: [operation.selectionSet.selections[0] as never] };
    const at = (message: string, code = 'GRAPHQL_VALIDATION_FAILED') =>
      new GraphQLError(message, { ...locations, extensions: { code } });
    const errors = [
      at('Cannot query field "nodess" on type "Query". Did you mean "nodes" or "node"?'),
      at('Cannot query field "nodess" on type "Query".'),
      at('Cannot query field "nodess" on type "Query".Did you mean "node"?'),
      at('Cannot query field  Did you mean this one?"nodess" on type "Query".'),
      at('Of a rule of the host.'),
      at('Of a plugin of the host.', 'OTHER'),
    ];

    introspectionOfUser().replaceErrors({ schema, document, operation, request: {}, errors });

    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Cannot query field "nodess" on type "Query"\. Did you mean/),
      'Cannot query field  Did you mean this one?"nodess" on type "Query".',
      'Of a rule of the host.',
    ]);
  });

  test('of a document that cannot be parsed remain', async () => {
    const { body, status } = await respond(createWholeServer(fixture), { query: '{ note {' });

    expect([status, JSON.parse(body).errors[0].message]).toEqual([
      400,
      'Syntax Error: Expected Name, found <EOF>.',
    ]);
  });
});

describe('the variables of an operation', () => {
  const query = 'query ($colors: [Color!]) { nodes(colors: $colors) { id } }';
  const colors = (count: number) => Array.from({ length: count }, () => 'SECRETGOLD');

  test.each([
    ['one hidden value', 1],
    ['more hidden values than are reported', 60],
  ])('with %s are answered like by a server without these values', async (_, count) => {
    const request = { query, variables: { colors: colors(count) } };
    const response = await respond(createWholeServer(fixture), request);

    expect(response).toEqual(await respond(createVisibleServer(fixture, user), request));
    expect(JSON.parse(response.body).errors).toHaveLength(Math.min(count, 51));
  });

  test('have errors with the code of the server, except the one that counts the others', () => {
    const errors = introspectionOfUser().reject({
      ...requestOf(query),
      request: { variables: { colors: colors(60) } },
    });

    expect(errors).toHaveLength(51);
    expect(errors[0]?.extensions).toStrictEqual({ http: { status: 400 }, code: 'BAD_USER_INPUT' });
    expect(errors[50]?.extensions).toStrictEqual({ http: { status: 400 } });
  });

  test('may be missing from the syntax tree', () => {
    const { document, operation } = introspecting;
    const { variableDefinitions: _, ...without } = operation;

    expect(introspectionOfUser().reject({ schema, document, operation: without, request: {} })).toEqual([]);
  });

  test('are left to the server where the caller may not introspect', async () => {
    const ruled = createIntrospectionFixture({ introspection: { requires: 'ADMIN' } });
    const request = { query, variables: { colors: ['RED'] } };
    const { body } = await respond(createWholeServer(ruled), request);

    expect(JSON.parse(body)).toEqual({ data: { nodes: [{ id: 'ada' }, { id: 'p' }] } });
  });
});

test('the stack of a rejection has its message only', async () => {
  const server = createWholeServer(fixture, { includeStacktraceInErrorResponses: true });
  const { body } = await respond(server, { query: '{ secretBelow { value } }' });

  expect(JSON.parse(body).errors[0].extensions.stacktrace).toEqual([
    'GraphQLError: Cannot query field "secretBelow" on type "Query".',
  ]);
});
