import { describe, expect, test } from '@jest/globals';
import { isPasskeyDomainOf, passkeyConfig } from '../../../src/platform/config/passkey-config.js';
import { faultsOf, production } from './read-config-fixture.js';

const settings = { passkeyRpId: null, appUrl: null, allowedOrigins: [] };

describe('passkeyConfig', () => {
  test('the domain is the host of the issuer, whose pages may use passkeys', () => {
    expect(passkeyConfig(settings, 'https://id.example.com')).toEqual({
      domain: 'id.example.com',
      origins: ['https://id.example.com'],
    });
  });

  test('pages of allowed origins and of the app may use passkeys only at the domain and below it', () => {
    const allowedOrigins = [
      'https://app.example.com',
      'https://app.example.com:8443',
      'https://evilexample.com',
      'https://example.org',
      'capacitor://example.com',
    ];
    const appUrl = 'https://www.example.com/account';

    const { origins } = passkeyConfig(
      { passkeyRpId: 'example.com', appUrl, allowedOrigins },
      'https://id.example.com',
    );

    expect(origins).toEqual([
      'https://id.example.com',
      'https://www.example.com',
      'https://app.example.com',
      'https://app.example.com:8443',
    ]);
    const own = passkeyConfig({ ...settings, appUrl, allowedOrigins }, 'https://id.example.com');
    expect(own.origins).toEqual(['https://id.example.com']);
  });

  test.each(['http://127.0.0.1:4000', 'http://[::1]:4000', 'https://192.0.2.1'])(
    'an issuer without a name like %s has no domain',
    (issuer) => {
      expect(passkeyConfig(settings, issuer)).toEqual({ domain: null, origins: [] });
    },
  );
});

test.each([
  ['example.com', 'https://example.com', true],
  ['example.com', 'https://id.example.com', true],
  ['id.example.com', 'https://example.com', false],
  ['ample.com', 'https://example.com', false],
  ['example.com', 'https://example.com.evil.org', false],
])('the domain %s belongs to %s: %s', (domain, origin, expected) => {
  expect(isPasskeyDomainOf(domain, origin)).toBe(expected);
});

describe('CORDON_PASSKEY_RP_ID', () => {
  const issuer = { CORDON_ISSUER: 'https://id.example.com' };

  test.each(['example.com', 'id.example.com'])('accepts %s for an issuer at id.example.com', (domain) => {
    expect(faultsOf({ ...production, ...issuer, CORDON_PASSKEY_RP_ID: domain })).toEqual([]);
  });

  test.each(['example.org', 'app.example.com', 'com', '192.0.2.1', 'https://example.com', 'Example.com'])(
    'refuses %s before the start',
    (domain) => {
      expect(faultsOf({ ...production, ...issuer, CORDON_PASSKEY_RP_ID: domain })).toHaveLength(1);
    },
  );
});
