import { expect, test } from '@jest/globals';
import { toStartupError } from '../../../src/platform/database/database-startup-error.js';

/** The errors as pg throws them at a real server with TLS, and at a real PgBouncer. */
const driverError = (code: string, message: string): Error => Object.assign(new Error(message), { code });

test.each([
  [
    '28000',
    'no pg_hba.conf entry for host "10.0.0.1", user "a", database "b", no encryption',
    /only .+ with TLS/,
  ],
  ['', 'The server does not support SSL connections', /does not offer/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', /self-signed/],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', /self-signed/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate', /unknown authority/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", /another host name/],
  ['08P01', 'unsupported startup parameter: statement_timeout', /PgBouncer/],
  ['53300', 'too many connections for role "a"', /no more connections/],
  ['42501', 'permission denied for schema public', /may not create/],
] as const)('names the cause and the remedy of %s %s', (code, message, cause) => {
  expect(toStartupError(driverError(code, message))).toMatchObject({
    fault: 'DATABASE_REFUSED',
    message: expect.stringMatching(cause),
    remedy: expect.stringMatching(/.+\.$/),
  });
});

test('leaves errors that an operator cannot fix unchanged', () => {
  const fault = driverError('42601', 'syntax error');

  expect(toStartupError(fault)).toBe(fault);
});
