import { describe, expect, test } from '@jest/globals';
import { createInputFixture, formatRefusal } from '../helpers/input-fixture.js';
import { principal, runApollo, runGuardsOnly, runHttp } from '../helpers/schema-fixture.js';

describe.each([
  ['the guards alone', runGuardsOnly],
  ['Apollo', runApollo],
  ['Apollo over HTTP', runHttp],
])('with %s', (_, run) => {
  test('an argument holds the rule of the same argument in an interface', async () => {
    const query = '{ box { a: find b: find(limit: 1) c: find(all: true) } }';

    const answer = await run(createInputFixture(), { query, caller: principal('u') });

    expect(answer.data).toEqual({ box: { a: 1, b: null, c: null } });
    expect(answer.errors.map(formatRefusal)).toEqual(['Box.find(limit:) limit', 'Box.find(all:) all']);
  });

  test('nested inputs in a query look at what the client sent, not at what was coerced', async () => {
    const query = 'query ($all: Boolean) { box { find(all: $all) } }';

    const silent = await run(createInputFixture(), { query, caller: principal('u') });
    const loud = await run(createInputFixture(), {
      query,
      variables: { all: false },
      caller: principal('u'),
    });

    expect(silent.data).toEqual({ box: { find: 1 } });
    expect(loud.errors.map(formatRefusal)).toEqual(['Box.find(all:) all']);
  });

  test('guarded enum values and scalars are refused in answers too', async () => {
    const answer = await run(createInputFixture(), {
      query: '{ color colors key shy }',
      caller: principal('u'),
    });

    expect(answer.data).toEqual({ color: null, colors: null, key: null, shy: null });
    expect(answer.errors.map(({ coordinate, path }) => `${coordinate} ${path}`).sort()).toEqual([
      'Color.BLUE color',
      'Color.BLUE colors.1',
      'Query.key key',
    ]);
  });

  test('variables that cannot be coerced are the client’s fault, and no refusal', async () => {
    const answer = await run(createInputFixture(), {
      query: 'mutation ($p: Post) { save(p: $p) }',
      variables: { p: { role: 'NONE' } },
      caller: principal('u'),
    });

    expect(answer.errors.map(({ coordinate }) => coordinate)).toEqual([undefined]);
    expect(answer.data ?? null).toBeNull();
  });
});
