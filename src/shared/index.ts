/**
 * The vocabulary that every module shares: ids, time, transactions, refusals, events, and what a module is.
 * It will never know a database, a protocol or a capability.
 */

export { canonicalJson } from './canonical-json.js';
export {
  type ChangeNotifications,
  type ChangeTopic,
  changeTopics,
  type Unsubscribe,
} from './change-notifications.js';
export { addSeconds, type Clock, clockLeewaySeconds, systemClock } from './clock.js';
export { CommandRefusal } from './command-refusal.js';
export { type Connection, connectionOf } from './connection.js';
export { type CursorList, type Cursors, createCursors } from './cursors.js';
export { badUserInput, DomainError, isLoadShed, isRefusal, type Refusal, refuseAll } from './domain-error.js';
export { hasDuplicateMembers } from './duplicate-members.js';
export {
  createEventBus,
  type DomainEvent,
  type EventActor,
  type EventBus,
  type EventOutcome,
  type EventPublisher,
  type EventResource,
  type EventSubscriber,
  type EventType,
  eventTypes,
} from './events.js';
export { type Branded, parseSessionId, parseUserId, type SessionId, type UserId } from './ids.js';
export { parseInstant } from './instant.js';
export { createKeyedHash, type KeyedHash } from './keyed-hash.js';
export { createKeyedQueue, type KeyedQueue, type KeyedQueueOptions } from './keyed-queue.js';
export {
  type ClientInfo,
  type Command,
  type CommandInput,
  type CommandOption,
  type CommandOutput,
  type Module,
  type ResolverMap,
  type Route,
  type RouteRequest,
  type RouteResponse,
  textOption,
} from './module.js';
export { type PageArguments, type PageRequest, pageSizes, readPageRequest } from './page-request.js';
export { type DataReason, dataReasons, type Reason, type RequestReason, requestReasons } from './reasons.js';
export { createRecentlySeenSet, type RecentlySeenSet } from './recently-seen-set.js';
export { createRequestOrigins, type RequestOrigins } from './request-origin.js';
export { runInBatches } from './run-in-batches.js';
export { createSealing, type Sealing } from './sealing.js';
export { createSingleFlight, type SingleFlight, throttleRuns } from './single-flight.js';
export { StartupError, type StartupFault } from './startup-error.js';
export type { Reader, Transaction, Transactions } from './transaction.js';
