import { describe, expect, test } from '@jest/globals';
import { assertSupportedGraphql } from '../../src/core/graphql-version.js';

describe('the version of graphql', () => {
  test.each([16, 17])('may be %d', (major) => {
    expect(() => assertSupportedGraphql({ major })).not.toThrow();
  });

  test('is that of the installed package', () => {
    expect(() => assertSupportedGraphql()).not.toThrow();
  });

  test.each([15, 18])('%d is a start-up error of one sentence', (major) => {
    expect(() => assertSupportedGraphql({ major })).toThrow(
      new Error(`@cordon/auth-directive supports graphql 16 and 17; graphql ${major} is installed.`),
    );
  });
});
