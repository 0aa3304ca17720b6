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

test('renderMatrix shows which fields are null where they are refused', () => {
  const { auth, schema } = createFixture(
    `type Note @auth(requires: USER, onDeny: NULL) { mine: Int @auth(anyOf: [{ owner: "by" }, { requires: ADMIN }]) }
     type Query { note: Note @public }`,
  );
  const matrix = auth.matrix(schema);
  const { rows } = JSON.parse(renderMatrix(matrix, 'json'));

  expect(renderMatrix(matrix, 'text')).toMatch(
    /^Note.mine +DENY +NULL\(owner by\) +NULL\(owner by\) +ALLOW/m,
  );
  expect(renderMatrix(matrix, 'text')).toMatch(/^Query.note +DENY +ALLOW/m);
  expect(rows[1].cells).toMatchObject({
    ANONYMOUS: { verdict: 'DENY', nulls: true },
    USER: { verdict: 'ALLOW' },
  });
  expect(rows[1].cells.USER).not.toHaveProperty('nulls');
});

test('renderMatrix shows from which lists items are left out', () => {
  const { auth, schema } = createFixture(
    `type Note @auth(anyOf: [{ owner: "by" }, { requires: ADMIN }]) { id: Int }
     type Query { notes: [Note] @auth(requires: USER, onDeny: FILTER) strict: [Note] @auth(requires: USER) }`,
  );
  const matrix = auth.matrix(schema);
  const { rows } = JSON.parse(renderMatrix(matrix, 'json'));

  expect(renderMatrix(matrix, 'text')).toMatch(
    /^Query.notes +DENY +FILTER\(owner by\) +FILTER\(owner by\) +ALLOW/m,
  );
  expect(rows[1].cells).toMatchObject({
    ANONYMOUS: { verdict: 'DENY' },
    USER: { verdict: 'DYNAMIC', members: ['owner by'], filters: true },
  });
  expect(rows[1].cells.ADMIN).not.toHaveProperty('filters');
  expect(rows[2].cells.USER).not.toHaveProperty('filters');
});
