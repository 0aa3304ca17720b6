import type {} from '@cordon/auth-directive/testing/jest'; // or '/vitest': the type of toAllow
import { expect, test } from '@jest/globals'; // or from 'vitest'
import { authMatchers } from '../../src/testing.js';
import { auth, schema } from './quick-start.js';

expect.extend(authMatchers(auth));

const ada = { kind: 'principal', id: 'ada', role: 'USER' } as const;

test('users read their own email address only', async () => {
  await expect(schema).toAllow(ada, 'Query.users');
  await expect(schema).toAllow(ada, 'User.email', { id: 'ada' });
  await expect(schema).not.toAllow(ada, 'User.email', { id: 'bo' });
});
