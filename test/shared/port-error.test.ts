import { describe, expect, test } from '@jest/globals';
import { createPortError } from '../../src/shared/index.js';

describe('createPortError', () => {
  test.each([
    ['EADDRINUSE', 'PORT_OCCUPIED', 'Port 443 on ::1 is already in use by another process.', /set PORT to/],
    ['EACCES', 'CONFIGURATION', 'This user is not allowed to listen on port 443.', /^Set PORT to 1024/],
    [
      'EADDRNOTAVAIL',
      'CONFIGURATION',
      'The server cannot listen on ::1, port 443 (EADDRNOTAVAIL).',
      /^Set HOST/,
    ],
    ['ENOTFOUND', 'CONFIGURATION', 'The server cannot listen on ::1, port 443 (ENOTFOUND).', /^Set HOST/],
  ])('translates %s to %s', (code, fault, message, remedy) => {
    const cause = Object.assign(new Error('listen failed'), { code });

    expect(createPortError(cause, { host: '::1', port: 443, variable: 'PORT' })).toMatchObject({
      fault,
      message,
      remedy: expect.stringMatching(remedy),
      cause,
    });
  });

  test('translates an error without a code to CONFIGURATION', () => {
    expect(createPortError(null, { host: '::1', port: 443, variable: 'PORT' }).fault).toBe('CONFIGURATION');
  });
});
