import { describe, expect, test } from '@jest/globals';
import { renderMatrix } from '../../src/index.js';
import { createFixture } from '../helpers/report-fixture.js';

describe('the matrix', () => {
  test('lists the verdict and the shortest path of each coordinate and role', () => {
    const { auth, schema } = createFixture();

    const text = renderMatrix(auth.matrix(schema), 'text');

    expect(text.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'coordinate | ANONYMOUS | USER | SUPPORT | ADMIN | shortest path',
      'Color.BLUE | DENY | DENY | DENY | ALLOW | Mutation.save > Mutation.save(in:) > In.color > Color.BLUE',
      'In.role | DENY | DENY | DENY | ALLOW | Mutation.save > Mutation.save(in:) > In.role',
      'Island.id | DENY | DENY | DENY | DENY | -',
      'Mutation.login | ALLOW | ALLOW | ALLOW | ALLOW | Mutation.login',
      'Mutation.save | DENY | ALLOW | ALLOW | ALLOW | Mutation.save',
      'Mutation.save(force:) | DENY | DENY | ALLOW | ALLOW | Mutation.save > Mutation.save(force:)',
      'Payload.ok | ALLOW | ALLOW | ALLOW | ALLOW | Mutation.login > Payload.ok',
      'Payload.user | DENY | DYNAMIC(owner id) | ALLOW | ALLOW | Mutation.login > Payload.user',
      'Query.me | DENY | DYNAMIC(owner id) | ALLOW | ALLOW | Query.me',
      'Query.node | DENY | DYNAMIC(policy sees) | DYNAMIC(policy sees) | DYNAMIC(policy sees) | Query.node',
      'Query.ok | ALLOW | ALLOW | ALLOW | ALLOW | Query.ok',
      'Query.users | DENY | DENY | ALLOW | ALLOW | Query.users',
      'User.email | DENY | DENY | DENY | DYNAMIC(freshWithin 60) | Query.me > User.email',
      'User.friends | DENY | DYNAMIC(owner id) | ALLOW | ALLOW | Query.me > User.friends',
      'User.id | DENY | DYNAMIC(owner id) | ALLOW | ALLOW | Query.me > User.id',
      '',
    ]);
  });

  test('names the requirements of the path, where every path depends on one', () => {
    const { auth, schema } = createFixture(
      'type Box { x: Int } type Query { box: Box @auth(policy: "sees") }',
    );

    const row = auth.matrix(schema).rows.find(({ coordinate }) => coordinate === 'Box.x');

    expect(row?.cells['USER']).toMatchObject({ verdict: 'DYNAMIC', members: ['policy sees'] });
  });

  test('shows the types and roles of a filter, and the same cells', () => {
    const { auth, schema } = createFixture();
    const whole = auth.matrix(schema);

    const part = auth.matrix(schema, { types: ['User', 'Color'], roles: ['ADMIN', 'ANONYMOUS'] });

    expect(renderMatrix(part, 'text')).toMatch(/^coordinate +ANONYMOUS +ADMIN +shortest path\n/);
    expect(part.rows.map(({ coordinate }) => coordinate)).toEqual([
      'Color.BLUE',
      'User.email',
      'User.friends',
      'User.id',
    ]);
    for (const { coordinate, cells } of part.rows) {
      const row = whole.rows.find((each) => each.coordinate === coordinate);
      expect(cells).toEqual({ ANONYMOUS: row?.cells['ANONYMOUS'], ADMIN: row?.cells['ADMIN'] });
    }
    expect(auth.matrix(schema, { types: ['Mutation'] }).rows).toHaveLength(3);
    expect(auth.matrix(schema, {})).toEqual(whole);
  });

  test.each([{ types: ['Usr'] }, { roles: ['ADMN'] }])('throws for the unknown name in %j', (filter) => {
    const { auth, schema } = createFixture();

    expect(() => auth.matrix(schema, filter)).toThrow(RangeError);
  });
});
