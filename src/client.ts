/** `cordon/client`: the client library, as `@cordon/client` exports it. */
export * from '@cordon/client';
