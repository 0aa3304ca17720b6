/**
 * What every module shares: ids, time, transactions, errors, events, paging, commands and routes. Imports
 * nothing else of the server, and no database or protocol library.
 */

export { createAsyncSlot } from './async-slot.js';
export { canonicalJson } from './canonical-json.js';
export {
  type ChangeNotifications,
  type ChangeTopic,
  changeTopics,
  type Unsubscribe,
} from './change-notifications.js';
export { type ClientInfo, createRequestOrigins, type RequestOrigins } from './client-info.js';
export { addSeconds, type Clock, clockLeewaySeconds, systemClock } from './clock.js';
export {
  bindCommands,
  type Command,
  type CommandDeclaration,
  type CommandDeclarations,
  type CommandHandler,
  type CommandInput,
  type CommandOption,
  type CommandOutput,
  type InputRecord,
  NegativeResult,
} from './command.js';
export {
  argumentOf,
  choiceOption,
  flagOption,
  instantOption,
  integerOption,
  invalidOption,
  requiredTextOption,
  rolesOption,
  textOption,
} from './command-options.js';
export { ConfigError, type ConfigFault } from './config-error.js';
export { type CursorList, type Cursors, createCursors } from './cursors.js';
export {
  decodeText,
  decodeTextStream,
  linesOf,
  TextEncodingError,
  withoutFinalLineEnds,
} from './decode-text.js';
export { badUserInput, DomainError, isLoadShed, isRefusal, type Refusal, refuseAll } from './domain-error.js';
export { hasDuplicateMembers } from './duplicate-members.js';
export { escapeHtml } from './escape-html.js';
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
export { formatInstant, parseInstant } from './instant.js';
export { canonicalAddress } from './ip-address.js';
export { createKeyedHash, type KeyedHash } from './keyed-hash.js';
export { createKeyedQueue, type KeyedQueue, type KeyedQueueOptions } from './keyed-queue.js';
export type { Log } from './log.js';
export {
  countOutcomes,
  type Gauge,
  type Measurements,
  noMeasurements,
  successOutcome,
} from './measurements.js';
export type { Module, ResolverMap } from './module.js';
export {
  type Connection,
  type CountedConnection,
  connectionOf,
  type PageArguments,
  type PageRange,
  type PageRequest,
  pageSizes,
  readPage,
  readPageRequest,
  type TotalCount,
  toSortedSet,
  withCount,
} from './paging.js';
export { createPortError, type ListenAddress } from './port-error.js';
export { type PostgresUrl, parsePostgresUrl } from './postgres-url.js';
export { readPrintableLine } from './printable-line.js';
export { type DataReason, dataReasons, type Reason, type RequestReason, requestReasons } from './reasons.js';
export { createRecentlySeenSet, type RecentlySeenSet } from './recently-seen-set.js';
export {
  createRequestDetailsCollector,
  type RequestDetails,
  type RequestDetailsCollector,
} from './request-details.js';
export type { Route, RouteRequest, RouteResponse } from './route.js';
export { createSealing, type Sealing } from './sealing.js';
export { createSingleFlight, type SingleFlight, throttleRuns } from './single-flight.js';
export { StartupError, type StartupFault } from './startup-error.js';
export {
  type Reader,
  type ReadList,
  runInBatches,
  type Transaction,
  type Transactions,
} from './transaction.js';
export {
  type BoundedWaitOptions,
  boundedWait,
  chargedWait,
  remainingWaitMs,
  renewWaitBudget,
  requestWaitMs,
  withWaitBudget,
} from './wait-budget.js';
