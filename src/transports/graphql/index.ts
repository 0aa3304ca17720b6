/**
 * The GraphQL edge: from a parsed HTTP request to the answer of an operation.
 * It reads who calls, keeps operations within limits, and translates refusals; it decides nothing about people and knows no server library.
 */

export { createGraphqlEdge, type GraphqlEdge, type GraphqlEdgeOptions } from './edge.js';
export type { EdgeLog } from './edge-log.js';
export { type TopLevelCode, topLevelCodes } from './error-table.js';
export type { GraphqlRequest, GraphqlResponse } from './graphql-request.js';
export type { CountedCaller, FieldLimits, LimitOptions } from './limit-directive.js';
export type { MutationAnswer } from './mutation-payloads.js';
export { createPolicyCommands } from './policy.commands.js';
export { createPolicyReports } from './policy-reports.js';
export type { RequestContext } from './request-context.js';
export type { OpenSubscriptions, SubscriptionSocket } from './subscriptions.js';
