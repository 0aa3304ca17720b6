import { apollo, apolloWithoutPlugin } from './apollo.mjs';
import { gateway } from './gateway.mjs';
import { graphqlHttp } from './graphql-http.mjs';
import { graphqlJit } from './graphql-jit.mjs';
import { graphqlJs } from './graphql-js.mjs';
import { graphqlWs } from './graphql-ws.mjs';
import { mercurius, mercuriusJit, mercuriusJitAlone } from './mercurius.mjs';
import { nest } from './nest.mjs';
import { toolsExecutor } from './tools-executor.mjs';
import { yoga } from './yoga.mjs';

export const adapters = [
  graphqlJs,
  toolsExecutor,
  yoga,
  mercurius,
  mercuriusJit,
  mercuriusJitAlone,
  graphqlJit,
  apollo,
  apolloWithoutPlugin,
  graphqlHttp,
  graphqlWs,
  gateway,
  nest,
];
