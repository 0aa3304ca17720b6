import { describe, expect, test } from '@jest/globals';
import { cases, quickAdapters, runCase } from '../../../conformance/quick.mjs';

// `npm run conformance` runs the same cases on every server of the table.
describe.each(quickAdapters.map((adapter) => [adapter.name, adapter] as const))('on %s', (_, adapter) => {
  test.each(cases.map((each) => [each.law, each] as const))('%s', async (_law, each) => {
    expect(['passes', 'not offered']).toContain(await runCase(adapter, each));
  });
});

test('a case fails when the response differs from the expected one', async () => {
  const [[adapter], [each]] = [quickAdapters, cases];
  if (adapter === undefined || each === undefined) throw new Error('There are no cases.');

  expect(await runCase(adapter, { ...each, expected: { data: {} } })).toMatch(/^answers /);
});
