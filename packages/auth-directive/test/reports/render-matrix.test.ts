import { expect, test } from '@jest/globals';
import { renderMatrix } from '../../src/index.js';
import { createFixture } from '../helpers/report-fixture.js';

test('renderMatrix writes Markdown and JSON', () => {
  const { auth, schema } = createFixture('type Query { ok: Int @public }');
  const matrix = auth.matrix(schema);

  expect(renderMatrix(matrix, 'markdown')).toBe(
    '| coordinate | ANONYMOUS | USER | SUPPORT | ADMIN | shortest path |\n| --- | --- | --- | --- | --- | --- |\n| Query.ok | ALLOW | ALLOW | ALLOW | ALLOW | Query.ok |\n',
  );
  expect(JSON.parse(renderMatrix(matrix, 'json'))).toMatchObject({
    roles: ['ANONYMOUS', 'USER', 'SUPPORT', 'ADMIN'],
    rows: [
      { coordinate: 'Query.ok', cells: { USER: { verdict: 'ALLOW', members: [], path: ['Query.ok'] } } },
    ],
  });
});
