// The type of `toAllow` in vitest.
import type { AuthAssertions } from '@cordon/auth-directive/testing';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the parameters have to be those of vitest.
  interface Matchers<T = any> extends AuthAssertions {}
}
