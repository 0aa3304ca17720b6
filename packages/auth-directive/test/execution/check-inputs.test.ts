import { describe, expect, test } from '@jest/globals';
import { createInputFixture, formatRefusal } from '../helpers/input-fixture.js';
import { ENTRY_POINTS, principal } from '../helpers/schema-fixture.js';

describe.each(ENTRY_POINTS)('inputs, %s', (_, run) => {
  test('an argument has the rule of the same argument of an interface', async () => {
    const query = '{ box { a: find b: find(limit: 1) c: find(all: true) } }';

    const answer = await run(createInputFixture(), { query, caller: principal('u') });

    expect(answer.data).toEqual({ box: { a: 1, b: null, c: null } });
    expect(answer.errors.map(formatRefusal)).toEqual(['Box.find(limit:) limit', 'Box.find(all:) all']);
  });

  test('only an argument that the client sent is provided, not its coerced default', async () => {
    const query = 'query ($all: Boolean) { box { find(all: $all) } }';

    const absent = await run(createInputFixture(), { query, caller: principal('u') });
    const provided = await run(createInputFixture(), {
      query,
      variables: { all: false },
      caller: principal('u'),
    });

    expect(absent.data).toEqual({ box: { find: 1 } });
    expect(provided.errors.map(formatRefusal)).toEqual(['Box.find(all:) all']);
  });

  test('guarded enum values and scalars are refused in results too', async () => {
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

  test('variables that cannot be coerced are a client error, not a refusal', async () => {
    const answer = await run(createInputFixture(), {
      query: 'mutation ($p: Post) { save(p: $p) }',
      variables: { p: { role: 'NONE' } },
      caller: principal('u'),
    });

    expect(answer.errors.map(({ coordinate }) => coordinate)).toEqual([undefined]);
    expect(answer.data ?? null).toBeNull();
  });
});
