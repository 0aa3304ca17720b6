import { expect, test } from '@jest/globals';
import { hasDefaultIssuer } from '../src/app-options.js';

const configuration = (isProduction: boolean, issuer: string): Parameters<typeof hasDefaultIssuer>[0] =>
  ({ isProduction, tokens: { issuer }, http: { port: 4000 } }) as Parameters<typeof hasDefaultIssuer>[0];

test('links start with the issuer of a production server, also with that of its own port', () => {
  expect(hasDefaultIssuer(configuration(true, 'http://localhost:4000'))).toBe(false);
  expect(hasDefaultIssuer(configuration(false, 'http://localhost:4000'))).toBe(true);
  expect(hasDefaultIssuer(configuration(false, 'http://id.example.test'))).toBe(false);
});
