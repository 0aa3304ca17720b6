import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { remainingWaitMs } from '../../../src/shared/index.js';
import { createMetrics } from '../../../src/transports/http/index.js';
import { repositoryRoot } from '../../helpers/run-program.js';

test('a gauge that cannot be read is missing from the scrape, with all other metrics present', async () => {
  const metrics = createMetrics('1.2.3');
  const readings = [async () => 7, () => Promise.reject(new Error('the database is away')), async () => 8];
  const read = () => readings.shift()?.() ?? 0;
  metrics.addGauges([{ name: 'cordon_test', help: 'A test.', read }]);

  expect(await metrics.print()).toContain('\ncordon_test 7\n');
  const text = await metrics.print();
  expect(text).not.toMatch(/^cordon_test /m);
  expect(text).toContain('cordon_build_info{version="1.2.3"');
  expect(await metrics.print()).toContain('\ncordon_test 8\n');
});

test('a gauge waits for at most a second and is read again only when its value is too old', async () => {
  const metrics = createMetrics();
  let reads = 0;
  let budget: number | null = null;
  const read = async (): Promise<number> => {
    reads += 1;
    budget = remainingWaitMs();
    return reads;
  };
  metrics.addGauges([{ name: 'cordon_test', help: 'A test.', maxAgeSeconds: 60, read }]);

  await metrics.print();

  expect(await metrics.print()).toContain('\ncordon_test 1\n');
  expect([reads, budget]).toEqual([1, 1_000]);
});

test('the counters of alerts on an increase exist before the first event', async () => {
  const rules = readFileSync(`${repositoryRoot}docs/monitoring/alerts.yml`, 'utf8');
  const selected = [...rules.matchAll(/increase\((cordon_\w+\{\w+="\w+"\})/g)].map(([, series]) => series);

  const text = await createMetrics().print();

  expect(selected.length).toBeGreaterThan(1);
  expect(selected.filter((series) => !text.includes(`\n${series} 0\n`))).toEqual([]);
});
