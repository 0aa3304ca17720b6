import { ApolloServer } from '@apollo/server';
import { authPlugin } from '../../src/apollo.js';
import type { Caller } from '../../src/index.js';
import { auth, schema } from './quick-start.js';

export const server = new ApolloServer<{ caller?: Caller }>({ schema, plugins: [authPlugin(auth)] });
