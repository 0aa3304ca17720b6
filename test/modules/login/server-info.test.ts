import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../helpers/create-test-app.js';

let testApp: TestApp;

beforeAll(async () => {
  testApp = await createTestApp({
    signUpEnabled: false,
    mailEnabled: false,
    emailVerification: 'required',
    issuer: 'https://id.example.com',
  });
});
afterAll(() => testApp.close());

type Resolve = () => unknown;

function resolver(type: string, field: string): Resolve {
  const fields = testApp.login.resolvers?.[type] as Readonly<Record<string, Resolve>>;
  return fields[field] as Resolve;
}

describe('server', () => {
  test('returns the public configuration', () => {
    expect(resolver('Query', 'server')()).toEqual({
      version: '0.1.0',
      issuer: 'https://id.example.com',
      signupEnabled: false,
      mailEnabled: false,
      emailVerificationRequired: true,
      passwordPolicy: { minLength: 15, maxLength: 256, rejectsCompromised: true, historySize: 5 },
      accessTokenTtl: 900,
      refreshTokenTtl: 86_400,
    });
  });

  test('returns setupRequired until there was an administrator', async () => {
    const setupRequired = resolver('ServerInfo', 'setupRequired');
    await testApp.createUser('ada');
    expect(await setupRequired()).toBe(true);

    await testApp.createUser('root', { role: 'ADMIN' });

    expect(await setupRequired()).toBe(false);
    await testApp.sql('DELETE FROM users');
    expect(await setupRequired()).toBe(false);
  });
});
