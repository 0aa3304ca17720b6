/** What `npm test` runs of the table: the executors that the repository itself has installed. */
import { apollo } from './adapters/apollo.mjs';
import { graphqlJs } from './adapters/graphql-js.mjs';
import { toolsExecutor } from './adapters/tools-executor.mjs';

export { contextOf } from './callers.mjs';
export { cases } from './cases.mjs';
export { runCase } from './run-case.mjs';
export const quickAdapters = [graphqlJs, toolsExecutor, apollo];
