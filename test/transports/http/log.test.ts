import { describe, expect, test } from '@jest/globals';
import { DomainError } from '../../../src/shared/index.js';
import { createLog, createRequestLog } from '../../../src/transports/http/log.js';

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> {
  let line = '';
  write(createLog({ level: 'info', destination: { write: (text) => (line += text) } }));
  return JSON.parse(line);
}

describe('createLog', () => {
  test('writes one line of JSON with the name of the level and a timestamp', () => {
    const line = logged((log) => log.info({ requestId: 'r' }, 'request completed'));

    expect(line).toMatchObject({ level: 'info', requestId: 'r', message: 'request completed' });
    expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test('writes the lines of requests in the same form, and not below its level', () => {
    const fields = { requestId: 'r', userId: undefined };
    const line = logged((log) => createRequestLog(log).info(fields, 'request completed'));

    expect({ ...line, time: '' }).toEqual({
      level: 'info',
      time: '',
      requestId: 'r',
      message: 'request completed',
    });
    expect(() => logged((log) => createRequestLog(log).debug(fields, 'request completed'))).toThrow('JSON');
  });

  test('redacts secrets that are logged by mistake', () => {
    const text = JSON.stringify(
      logged((log) =>
        log.info(
          {
            headers: { authorization: 'swordfish', cookie: 'swordfish' },
            input: { password: 'swordfish', refreshToken: 'swordfish' },
          },
          'oops',
        ),
      ),
    );

    expect(text).not.toContain('swordfish');
    expect(text).toContain('[redacted]');
  });

  test('writes the name, message, reasons and causes of an error, without the parameters of a driver error', () => {
    const driver = Object.assign(new Error('duplicate key'), {
      code: '23505',
      parameters: ['swordfish'],
      query: 'swordfish',
    });
    const error = new DomainError({
      reason: 'SERVICE_UNAVAILABLE',
      message: 'Later.',
      detail: 'pool exhausted',
      cause: driver,
    });

    const line = logged((log) => log.error({ err: error }, 'failed'));

    expect(line['err']).toMatchObject({
      name: 'DomainError',
      message: 'Later.',
      reasons: [{ reason: 'SERVICE_UNAVAILABLE', detail: 'pool exhausted' }],
      cause: { message: 'duplicate key', code: '23505' },
    });
    expect(JSON.stringify(line)).not.toContain('swordfish');
  });

  test('writes each error that was collected in one, without the parameters of a driver error', () => {
    const driver = Object.assign(new Error('entry 3 was changed'), { parameters: ['swordfish'] });
    const collected = new AggregateError([driver, new AggregateError([new Error('inner')])], 'some failed');

    const line = logged((log) => log.warn({ err: collected }, 'cleanup failed'));

    expect(line['err']).toMatchObject({
      message: 'some failed',
      errors: [{ message: 'entry 3 was changed' }, { errors: [{ message: 'inner' }] }],
    });
    expect(JSON.stringify(line)).not.toContain('swordfish');
  });

  test('writes at most ten collected errors, and none of an error that contains itself without end', () => {
    const many = new AggregateError(
      Array.from({ length: 50 }, () => new Error('one')),
      'many',
    );
    many.errors[0] = many;

    const line = logged((log) => log.warn({ err: many }, 'failed'));

    expect(line).toHaveProperty('err.errors.length', 10);
  });

  test('writes an error with circular causes, and values that are not errors', () => {
    const circle: Error & { cause?: unknown } = new Error('a');
    circle.cause = circle;

    expect(logged((log) => log.error({ err: circle }, 'failed'))).toHaveProperty('err.message', 'a');
    expect(logged((log) => log.error({ err: { password: 'x' } }, 'failed'))).toHaveProperty('err', 'object');
  });
});
