import type { Command } from './command.js';
import type { EventSubscriber } from './events.js';
import type { UserId } from './ids.js';
import type { Gauge } from './measurements.js';
import type { Route } from './route.js';
import type { Transactions } from './transaction.js';

/** GraphQL resolvers by type and field, as makeExecutableSchema takes them. */
export type ResolverMap = Readonly<Record<string, unknown>>;

/** One capability of the server and its entry points, as `app.ts` connects them. */
export interface Module {
  readonly name: string;
  readonly resolvers?: ResolverMap;
  readonly routes?: readonly Route[];
  readonly commands?: readonly Command[];
  readonly subscribers?: readonly EventSubscriber[];
  /**
   * Returns what the module stores about a user, under names of its own, for the export that the user may
   * ask for. It contains no secret, no hash, and nothing about others.
   */
  readonly personalData?: (userId: UserId) => Promise<Readonly<Record<string, unknown>>>;
  /** Numbers for the metrics. */
  readonly gauges?: readonly Gauge[];
  /**
   * Fields with `@limit` (e.g. `Mutation.login`) whose service charges the budget itself, because only the
   * service can determine the subject or because another entry point shares its path. The transport charges
   * all other fields.
   */
  readonly selfChargedFields?: readonly string[];
  /**
   * Coordinates of guarded fields that users who must prove a second factor need to set one up and to prove
   * it.
   */
  readonly fieldsWithoutSecondFactor?: readonly string[];
  /**
   * Removes expired rows, in short transactions of its own. Called periodically by every instance while
   * requests are served.
   */
  readonly sweep?: (transactions: Transactions) => Promise<void>;
}
