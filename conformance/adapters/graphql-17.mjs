import { graphqlJs } from './graphql-js.mjs';

/** The adapters that run on graphql 17. */
export const adapters = [graphqlJs];
