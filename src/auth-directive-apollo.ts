/** `cordon/auth-directive/apollo`: the Apollo Server plugin of the `@auth` library. */
export * from '@cordon/auth-directive/apollo';
