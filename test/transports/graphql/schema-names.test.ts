import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { openTestGraphqlServer, type TestGraphqlServer } from './graphql-server-fixture.js';

let edge: TestGraphqlServer;
let open: TestGraphqlServer;

beforeAll(async () => {
  edge = await openTestGraphqlServer();
  open = await openTestGraphqlServer({ introspection: true });
});

afterAll(() => Promise.all([edge.stop(), open.stop()]));

const invalid: readonly (readonly [document: string, message: string])[] = [
  ['{ versoin }', 'Cannot query field "versoin".'],
  ['{ me { nam } }', 'Cannot query field "nam".'],
  ['{ me }', 'Field "me" must have a selection of subfields.'],
  ['{ version { a } }', 'Field "version" must not have a selection of subfields.'],
  ['{ number(valeu: 1) }', 'Unknown argument "valeu" on field "number".'],
  ['{ version @include }', 'A required argument of directive "@include" was not provided.'],
  ['{ version @skip(if: true, a: 1) }', 'Unknown argument "a" on directive "@skip".'],
  ['{ version @nope }', 'Unknown directive "@nope".'],
  ['{ fails }', 'A required argument of field "fails" was not provided.'],
  ['{ fails(how: null) }', 'A literal has an invalid value.'],
  ['{ number(value: "x") }', 'A literal has an invalid value.'],
  ['{ since(at: 1) }', 'A literal has an invalid value.'],
  ['mutation { login(input: {}) { ok } }', 'A required input field was not provided.'],
  ['mutation { login(input: { usernam: "a" }) { ok } }', 'Input field "usernam" is not defined.'],
  [
    'mutation { login(input: { username: "a", password: "b", role: BOSS }) { ok } }',
    'A literal has an invalid value.',
  ],
  ['query ($v: Strin) { version }', 'Unknown type "Strin".'],
  ['query ($v: Int) { fails(how: $v) }', 'Variable "$v" has a type that does not fit its position.'],
  ['query ($v: Int) { version }', 'Variable "$v" is never used.'],
  ['{ fails(how: $v) }', 'Variable "$v" is not defined.'],
  ['{ ...a }', 'Unknown fragment "a".'],
  ['{ me { ... on Tree { name } } }', 'The inline fragment cannot be spread here.'],
  ['{ me { ...a } } fragment a on Tree { name }', 'Fragment "a" cannot be spread here.'],
  ['{ a: me { id } a: tree { name } }', 'Fields "a" conflict. Use different aliases to fetch both.'],
];

/** The words of the schema that the document does not contain. */
function unknownWords(document: string): readonly string[] {
  const types = Object.values(edge.schema.getTypeMap());
  const members = types.flatMap((type) => {
    if (isEnumType(type)) return type.getValues().map(({ name }) => name);
    if (isInputObjectType(type)) return Object.keys(type.getFields());
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    return Object.values(type.getFields()).flatMap((field) => [
      field.name,
      getNamedType(field.type).name,
      ...field.args.map(({ name }) => name),
    ]);
  });
  const sent = new Set(document.match(/\w+/g));
  // These are common English words.
  const common = new Set(['name', 'if', 'field', 'fields', 'type', 'types', 'value', 'args', 'directives']);
  return [...new Set([...types.map(({ name }) => name), ...members])].filter(
    (word) => !sent.has(word) && !common.has(word),
  );
}

describe('while introspection is off', () => {
  test.each(invalid)('the errors of %p name nothing of the schema', async (document, message) => {
    const { status, body } = await edge.execute(document);
    const messages = body.errors.map((error: { message: string }) => error.message);
    const words = new Set(messages.join(' ').match(/\w+/g));

    expect(status).toBe(400);
    expect(messages).toContain(message);
    expect(unknownWords(document).filter((word) => words.has(word))).toEqual([]);
  });

  test('a message that is not known is replaced', async () => {
    const { withoutSchemaNames } = await import('../../../src/transports/graphql/schema-names.js');

    expect(withoutSchemaNames('OneOf Input Object "Secret" must specify one key.')).toBe(
      'The operation is not valid.',
    );
  });
});

test('with introspection, messages name types and suggestions', async () => {
  const { body } = await open.execute('{ versoin }');

  expect(body.errors[0].message).toBe(
    'Cannot query field "versoin" on type "Query". Did you mean "version"?',
  );
});
