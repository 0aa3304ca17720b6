import { describe, expect, test } from '@jest/globals';
import { createLog } from '../../../src/transports/http/log.js';
import { createTextDestination, formatLogLine } from '../../../src/transports/http/log-text.js';

describe('formatLogLine', () => {
  test('prints time, level, message and fields on one line', () => {
    const line = JSON.stringify({
      level: 'info',
      time: '2030-01-31T12:03:04.123Z',
      requestId: 'r-1',
      userAgent: 'curl 8',
      status: 200,
      message: 'request completed',
    });

    expect(formatLogLine(line)).toBe(
      '12:03:04.123 INFO  request completed requestId=r-1 userAgent="curl 8" status=200',
    );
  });

  test('escapes control characters of logged input', () => {
    const line = JSON.stringify({ level: 'warn', message: 'a\u001b[2Jb\nc', path: '/\u009b31m' });

    expect(formatLogLine(line)).not.toMatch(/\p{Cc}/u);
  });
});

describe('createTextDestination', () => {
  test('prints the stack and the causes of an error below the line, and no redacted value', () => {
    let text = '';
    const log = createLog({
      level: 'info',
      destination: createTextDestination({ write: (part) => (text += part) }),
    });

    log.error({ err: new Error('outer', { cause: new TypeError('inner') }), token: 'swordfish' }, 'failed');

    expect(text).toMatch(/ERROR failed token="\[redacted\]"\n {4}Error: outer\n {8}at /);
    expect(text).toContain('caused by: TypeError: inner');
  });

  test('prints each of the errors that were collected in one', () => {
    let text = '';
    const destination = createTextDestination({ write: (part) => (text += part) });

    const err = new AggregateError([new Error('first'), new TypeError('second')], 'some failed');
    createLog({ level: 'info', destination }).warn({ err }, 'failed');

    expect(text).toContain('caused by: Error: first');
    expect(text).toContain('caused by: TypeError: second');
    expect(text).not.toContain('swordfish');
  });
});
