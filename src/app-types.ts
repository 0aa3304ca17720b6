import type { Authenticator, Roles } from './modules/access/index.js';
import type { AuditModule } from './modules/audit/index.js';
import type { FirstAdministrator } from './modules/invitations/index.js';
import type { IssueTokens } from './modules/login/index.js';
import type { MailModule, MailModuleDependencies } from './modules/mail/index.js';
import type { UsersModule } from './modules/users/index.js';
import type { Database, DatabaseObservers, ReplicaOutcome } from './platform/database/index.js';
import type { RateLimitModule } from './platform/rate-limit/index.js';
import type {
  Command,
  EventBus,
  Measurements,
  Module,
  RequestDetailsCollector,
  RequestOrigins,
} from './shared/index.js';

/** The modules with their database, without any transport: all that a command needs. */
export interface App {
  readonly modules: readonly Module[];
  readonly database: Database;
  readonly authenticators: readonly Authenticator[];
  /** Charges fields with `@limit`, and collects the rate limit headers of responses. */
  readonly rateLimits: Pick<RateLimitModule, 'fields' | 'headerCollector'>;
  readonly firstAdministrator: FirstAdministrator;
  /** Calls further subscribers inside the transactions, after those of the modules. */
  readonly subscribeToEvents: EventBus['subscribe'];
  /** Receives the origin of each request from the transports, for the audit log. */
  readonly origins: RequestOrigins;
  /** What is known about a request in progress, for its log line. */
  readonly requestDetails: RequestDetailsCollector;
  /** Receives the denials of `@auth` from the GraphQL transport. */
  readonly denialRecorder: AuditModule['denialRecorder'];
  /** The services behind the library's API: reading, administration, and sessions without a password. */
  readonly roles: Roles;
  readonly users: Pick<UsersModule, 'users' | 'administration'>;
  readonly issueTokens: IssueTokens;
  /** Sends mails, and shows those of a development server. */
  readonly mail: Pick<MailModule, 'sender' | 'mailbox'>;
  /** The commands that need the database: those about migrations and those of every module. */
  readonly commands: readonly Command[];
  /**
   * Opens the database, migrates it and opens the keys. Throws a StartupError with everything closed again.
   */
  open(): Promise<void>;
  /**
   * Checks the master key on an open and migrated database without creating anything. Throws a StartupError.
   */
  checkKeys(): Promise<void>;
  /** Removes expired data of every module. Must be called regularly. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Receivers of reports about the work of the modules; each is optional. */
export interface AppObservers {
  /** Receives the number of denials that could not be written to the audit log. */
  readonly onDenialsLost?: (count: number, error: unknown) => void;
  readonly measurements?: Measurements;
  readonly mail?: MailObservers;
  /** Receives where each list was read, when there is a replica. */
  readonly onListRead?: (outcome: ReplicaOutcome, error?: unknown) => void;
  readonly database?: DatabaseObservers;
}

/** Receivers of reports about mails. */
export type MailObservers = Pick<MailModuleDependencies, 'onFailure' | 'onError' | 'onMailboxMail'>;

/** For the command line, which sends nothing. */
export const noMailObservers: MailObservers = { onFailure: () => {}, onError: () => {} };
