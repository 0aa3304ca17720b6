import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig } from '../../../src/platform/config/index.js';
import { faultsOf, key, production } from './read-config-fixture.js';

describe('development', () => {
  test('needs no variables', () => {
    const config = readConfig({});

    expect(config.isProduction).toBe(false);
    expect(config.database.url).toBeNull();
    expect(config.keys.masterKey).toBeNull();
    expect(config.tokens).toEqual({
      issuer: 'http://localhost:4000',
      audience: 'http://localhost:4000',
      accessTokenTtlSeconds: 900,
      linkRetentionDays: 30,
    });
    expect(config.http.host).toBe('127.0.0.1');
    expect(config.login.signUpEnabled && config.oauth.passwordGrantEnabled).toBe(true);
    expect(config.graphql.introspection).toBe(true);
  });

  test('has an issuer and an audience with the port, and the default port while that is unknown', () => {
    expect(readConfig({ PORT: '5123' }).tokens).toMatchObject({
      issuer: 'http://localhost:5123',
      audience: 'http://localhost:5123',
    });
    expect(readConfig({ PORT: '0' }).tokens.issuer).toBe('http://localhost:4000');
    expect(readConfig({ PORT: '5123', CORDON_ISSUER: 'http://localhost:7' }).tokens.issuer).toBe(
      'http://localhost:7',
    );
  });

  test('treats an empty variable as not set', () => {
    expect(readConfig({ PORT: '', CORDON_AUDIENCE: '' })).toEqual(readConfig({}));
  });
});

describe('production', () => {
  test('needs four variables and has safe defaults', () => {
    const config = readConfig(production);

    expect(config.isProduction).toBe(true);
    expect(config.keys.masterKey?.equals(key)).toBe(true);
    expect(config.http).toMatchObject({ host: '0.0.0.0', port: 4000, metricsPort: 9464 });
    expect(config.login.signUpEnabled).toBe(false);
    expect(config.oauth.passwordGrantEnabled).toBe(true);
    expect(config.graphql.introspection).toBe(false);
  });

  test('reports all missing variables at once', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([
      'DATABASE_URL (or DATABASE_URL_FILE) is missing',
      'CORDON_ISSUER is missing',
      'CORDON_MASTER_KEY (or CORDON_MASTER_KEY_FILE) is missing',
    ]);
  });

  test.each([
    ['an example as database password', { DATABASE_URL: 'postgres://cordon:changeme@db/cordon' }],
    ['an example as password of several databases', { DATABASE_URL: 'postgres://app:changeme@a,b/cordon' }],
    ['an escaped example as database password', { DATABASE_URL: 'postgres://app:p%61ssword@db/cordon' }],
    ['a database password equal to the user', { DATABASE_URL: 'postgres://app:app@db/cordon' }],
    ['an issuer without https', { CORDON_ISSUER: 'http://id.example.com' }],
    ['a cheap hash', { CORDON_BCRYPT_COST: '9' }],
  ])('rejects %s, which development accepts', (_, change) => {
    expect(faultsOf({ ...production, ...change })).toHaveLength(1);
    expect(faultsOf(change)).toEqual([]);
  });

  test('accepts http for localhost', () => {
    expect(faultsOf({ ...production, CORDON_ISSUER: 'http://localhost:4000' })).toEqual([]);
  });
});

test.each([
  ['on', true],
  ['TRUE', true],
  ['Yes', true],
  ['1', true],
  ['Off', false],
  ['false', false],
  ['no', false],
  ['0', false],
])('a switch reads %j', (word, isOn) => {
  expect(readConfig({ CORDON_SIGN_UP: word }).login.signUpEnabled).toBe(isOn);
});

describe('invalid values', () => {
  test.each([
    ['NODE_ENV', 'staging'],
    ['DATABASE_URL', 'mysql://u:p@h/d'],
    ['DATABASE_URL', 'postgres://u:p@h'],
    ['DATABASE_URL', 'postgres://u:p#x@h/d'],
    ['DATABASE_URL', 'postgres://u:p@h,/d'],
    ['DATABASE_URL', 'postgres://u:p@h/d?target_session_attrs=standby'],
    ['CORDON_ISSUER', 'https://id.example.com/'],
    ['CORDON_ISSUER', 'https://id.example.com/auth'],
    ['CORDON_ISSUER', 'https://ID.example.com'],
    ['CORDON_ISSUER', 'auth.acme.test'],
    ['CORDON_MASTER_KEY', 'changeme'],
    ['CORDON_MASTER_KEY', 'A'.repeat(43)],
    ['CORDON_MASTER_KEY', Buffer.alloc(32, 7).toString('base64')],
    ['CORDON_MASTER_KEY', Buffer.from('this is typed text, 32 letters!!').toString('base64')],
    ['CORDON_MASTER_KEY', Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex')],
    ['CORDON_MASTER_KEY', randomBytes(31).toString('base64')],
    ['CORDON_MASTER_KEY', randomBytes(33).toString('base64')],
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['PORT', '-1'],
    ['HOST', 'http://0.0.0.0'],
    ['LOG_LEVEL', 'verbose'],
    ['CORDON_ALLOWED_ORIGINS', '*'],
    ['CORDON_ALLOWED_ORIGINS', 'null'],
    ['CORDON_ALLOWED_ORIGINS', 'capacitor://localhost/'],
    ['CORDON_ALLOWED_ORIGINS', 'Capacitor://localhost'],
    ['CORDON_ALLOWED_ORIGINS', 'app://*'],
    ['CORDON_ALLOWED_ORIGINS', 'capacitor://'],
    ['CORDON_ALLOWED_ORIGINS', 'file://'],
    ['CORDON_ALLOWED_ORIGINS', 'file://localhost'],
    ['CORDON_ALLOWED_ORIGINS', 'wss://app.example.com'],
    ['CORDON_ALLOWED_HEADERS', '*'],
    ['CORDON_ALLOWED_HEADERS', 'X-Tenant: a'],
    ['CORDON_ALLOWED_ORIGINS', 'https://app.example.com, https://other.example.com/'],
    ['CORDON_TRUSTED_PROXIES', '0.0.0.0/0'],
    ['CORDON_TRUSTED_PROXIES', '::/0'],
    ['CORDON_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['CORDON_TRUSTED_PROXIES', 'loopback'],
    ['CORDON_SIGN_UP', 'enabled'],
    ['CORDON_PASSWORD_GRANT', '2'],
    ['CORDON_INTROSPECTION', 'onn'],
    ['CORDON_BCRYPT_COST', '16'],
    ['CORDON_BCRYPT_COST', '12.5'],
    ['CORDON_PASSWORD_MIN_LENGTH', '7'],
    ['CORDON_ACCESS_TOKEN_TTL_SECONDS', '3601'],
    ['CORDON_ACCESS_TOKEN_TTL_SECONDS', '0'],
    ['CORDON_REFRESH_IDLE_TTL_SECONDS', '1e3'],
    ['CORDON_REFRESH_ABSOLUTE_TTL_SECONDS', '31536001'],
    ['CORDON_METRICS_PORT', 'off'],
    ['CORDON_AUDIENCE', 'one\ntwo'],
  ])('%s rejects %j without repeating it', (variable, value) => {
    const faults = faultsOf({ [variable]: value });

    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${variable} (is|must) `));
    if (value.length > 8) expect(faults[0]).not.toContain(value);
  });

  test('reports all problems in one error, each on one line with its solution', () => {
    const read = () => readConfig({ PORT: 'x', CORDON_SIGN_UP: 'maybe', CORDON_NO_SUCH: '1' });

    expect(read).toThrow(ConfigError);
    expect(read).toThrow(
      [
        'CORDON_NO_SUCH is not a variable of Cordon. Remove it or correct its name; docs/configuration.md lists all variables.',
        'PORT must be an integer from 0 to 65535. Correct the value, or remove the variable to use the default.',
        'CORDON_SIGN_UP must be `on` or `off`. Correct the value, or remove the variable to use the default.',
      ].join('\n'),
    );
  });

  test('ignores what Kubernetes sets for services named cordon and cordon-metrics', () => {
    const links = {
      CORDON_SERVICE_HOST: '10.0.0.1',
      CORDON_SERVICE_PORT: '4000',
      CORDON_SERVICE_PORT_HTTP: '4000',
      CORDON_PORT: 'tcp://10.0.0.1:4000',
      CORDON_PORT_4000_TCP: 'tcp://10.0.0.1:4000',
      CORDON_PORT_4000_TCP_PROTO: 'tcp',
      CORDON_PORT_4000_TCP_PORT: '4000',
      CORDON_PORT_4000_TCP_ADDR: '10.0.0.1',
      CORDON_METRICS_PORT: 'tcp://10.0.0.2:9464',
    };

    expect(readConfig({ ...production, ...links })).toEqual(readConfig(production));
    expect(faultsOf({ CORDON_PORT: '4000' })).toEqual(['CORDON_PORT is not a variable of Cordon']);
  });

  test('ignores variables of other programs', () => {
    expect(faultsOf({ PATH: '/bin', CORDONX: '1', HOME: '/root' })).toEqual([]);
  });

  test.each([[{ PORT: '4001', CORDON_METRICS_PORT: '4001' }], [{ CORDON_ADMIN_USERNAME: 'root' }]])(
    'rejects values that contradict each other: %j',
    (env) => {
      expect(faultsOf(env)).toHaveLength(1);
    },
  );
});

test('apps and browser extensions may be allowed by the origin of their own scheme', () => {
  const origins = [
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'app://obsidian.md',
    'chrome-extension://gighmmpiobklfepjocnamgkkbiglidom',
    'moz-extension://3b1f9a5c-7a0e-4a5e-9d2b-0a1b2c3d4e5f',
  ];
  const config = readConfig({
    CORDON_ALLOWED_ORIGINS: origins.join(','),
    CORDON_ALLOWED_HEADERS: 'X-Tenant, traceparent',
  });

  expect(config.http.allowedOrigins).toEqual(origins);
  expect(config.http.allowedHeaders).toEqual(['x-tenant', 'traceparent']);
});

test('the configuration is frozen', () => {
  const config = readConfig({ CORDON_ALLOWED_ORIGINS: 'https://app.example.com, http://localhost:3000' });
  const slices = Object.values(config).filter((slice) => typeof slice === 'object' && slice !== null);

  expect(config.http.allowedOrigins).toEqual(['https://app.example.com', 'http://localhost:3000']);
  expect([config, ...slices, config.http.allowedOrigins].every((part) => Object.isFrozen(part))).toBe(true);
});
