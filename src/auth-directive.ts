/** `cordon/auth-directive`: the `@auth` library, as `@cordon/auth-directive` exports it. */
export * from '@cordon/auth-directive';
