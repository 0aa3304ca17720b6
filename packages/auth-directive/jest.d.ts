// The type of `toAllow` in jest, with @jest/globals and with @types/jest.
import type { AuthAssertions } from '@cordon/auth-directive/testing';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends AuthAssertions {}
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the parameters have to be those of @types/jest.
    interface Matchers<R, T = {}> extends AuthAssertions {}
  }
}
