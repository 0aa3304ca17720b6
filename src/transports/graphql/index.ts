/**
 * The GraphQL server: from a parsed HTTP request to the response of an operation. It authenticates the
 * caller, enforces the limits of operations and translates refusals. It contains no rule about users and uses
 * no HTTP library.
 */

export { createGraphqlServer, type GraphqlServer, type GraphqlServerDependencies } from './graphql-server.js';
export type { LimitOptions } from './limit-directive.js';
export { createPolicyCommands } from './policy.commands.js';
export { createPolicyResolvers } from './policy.resolvers.js';
export { createPolicyReports } from './policy-reports.js';
export type { RequestContext } from './request-context.js';
