import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createBufferedOutput } from '../../../src/transports/http/buffered-output.js';
import { eventually } from '../../helpers/eventually.js';

const messagesOf = (text: string) => [...text.matchAll(/"msg":"(\w+)"/g)].map(([, message]) => message);

test('a warning is written at once, after the lines before it', () => {
  const written: string[] = [];
  const log = pino(
    {},
    createBufferedOutput((text) => written.push(text)),
  );

  log.info('first');
  log.info('second');
  expect(written).toEqual([]);
  log.warn('third');

  expect(written.map(messagesOf)).toEqual([['first', 'second', 'third']]);
});

test('lines are written soon, together and once', async () => {
  const written: string[] = [];
  const log = pino(
    {},
    createBufferedOutput((text) => written.push(text)),
  );

  log.info('first');
  log.info('second');

  await eventually(() => expect(written.map(messagesOf)).toEqual([['first', 'second']]));
});

test('lines that were not written yet are written when the process ends', () => {
  const file = new URL('../../../dist/transports/http/log.js', import.meta.url).href;
  const script = `import(${JSON.stringify(file)}).then(({ createLog }) => {
    createLog({ level: 'info' }).info({}, 'last words');
    process.exit(0);
  })`;

  const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });

  expect(stdout).toContain('last words');
});
