/**
 * The GraphQL edge: from a parsed HTTP request to the answer of an operation.
 * It reads who calls, keeps operations within limits, and translates refusals; it decides nothing about users and knows no server library.
 */

export { createGraphqlEdge, type GraphqlEdge, type GraphqlEdgeDependencies } from './edge.js';
export type { EdgeLog } from './edge-log.js';
export { type TopLevelCode, topLevelCodes } from './error-table.js';
export type { GraphqlRequest, GraphqlResponse } from './graphql-request.js';
export type { ChargedCaller, FieldLimits, LimitOptions } from './limit-directive.js';
export type { MutationResult } from './mutation-payloads.js';
export { createPolicyCommands } from './policy.commands.js';
export { createPolicyReports } from './policy-reports.js';
export type { RequestContext } from './request-context.js';
export type { SubscriptionHandler, SubscriptionSocket } from './subscriptions.js';
