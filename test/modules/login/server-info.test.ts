import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openSigningIn, type SigningIn } from '../../helpers/create-test-app.js';

let here: SigningIn;

beforeAll(async () => {
  here = await openSigningIn({ signUpEnabled: false, issuer: 'https://id.example.com' });
});
afterAll(() => here.close());

type Resolve = () => unknown;

function resolver(type: string, field: string): Resolve {
  const fields = here.login.resolvers?.[type] as Readonly<Record<string, Resolve>>;
  return fields[field] as Resolve;
}

describe('server', () => {
  test('tells anybody the facts that the operator chose', () => {
    expect(resolver('Query', 'server')()).toEqual({
      version: '0.1.0',
      issuer: 'https://id.example.com',
      signupEnabled: false,
      passwordPolicy: { minLength: 15, maxLength: 256, rejectsCompromised: true, historySize: 5 },
      accessTokenTtl: 900,
      refreshTokenTtl: 86_400,
    });
  });

  test('says that setup is required until there is an administrator, and never again', async () => {
    const setupRequired = resolver('ServerInfo', 'setupRequired');
    await here.person('ada');
    expect(await setupRequired()).toBe(true);

    await here.person('root', { role: 'ADMIN' });

    expect(await setupRequired()).toBe(false);
    await here.sql('DELETE FROM users');
    expect(await setupRequired()).toBe(false);
  });
});
