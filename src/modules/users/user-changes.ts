import {
  type Clock,
  canonicalJson,
  type DomainEvent,
  type EventActor,
  type EventPublisher,
  type Transaction,
} from '../../shared/index.js';
import { toUser, type User, type UserRecord } from './user.js';
import type { UserPatch, UserRepository } from './user-repository.js';

/** The facts of an event besides the changed columns. */
export interface ChangeDescription {
  readonly type: DomainEvent['type'];
  readonly actor: EventActor;
  readonly endsSessions?: boolean;
  readonly reason?: string;
}

/** Writes changes of users: always the row, its version and the event together. */
export interface UserChanges {
  /**
   * Updates a record that the transaction has locked, increments its version and emits the event. Writes
   * nothing when the patch changes no field of the API and ends no sessions.
   */
  apply(
    transaction: Transaction,
    record: UserRecord,
    patch: UserPatch,
    description: ChangeDescription,
  ): Promise<User>;
  /** Inserts the record and emits user.created. */
  insert(transaction: Transaction, record: UserRecord, actor: EventActor): Promise<User>;
  /** Emits an event that changes no column. */
  emitEvent(transaction: Transaction, user: User, description: ChangeDescription): Promise<void>;
}

export function createUserChanges(dependencies: {
  readonly repository: UserRepository;
  readonly events: EventPublisher;
  readonly clock: Clock;
}): UserChanges {
  const { repository, events, clock } = dependencies;
  return {
    apply: async (transaction, record, patch, description) => {
      const now = clock.now();
      const before = toUser(record, now);
      const endsSessions = description.endsSessions === true;
      const step = { ...patch, version: record.version + 1, updatedAt: now };
      const after = toUser({ ...record, ...step }, now);
      const changes = changesBetween(before, after);
      if (Object.keys(changes).length === 0 && !endsSessions) return before;
      await repository.update(transaction, record.id, step);
      await events.publishEvent(transaction, toDomainEvent(after, description, changes, now));
      return after;
    },
    insert: async (transaction, record, actor) => {
      const now = clock.now();
      const user = toUser(record, now);
      await repository.insert(transaction, record);
      const changes = changesBetween(null, user);
      await events.publishEvent(
        transaction,
        toDomainEvent(user, { type: 'user.created', actor }, changes, now),
      );
      return user;
    },
    emitEvent: (transaction, user, description) =>
      events.publishEvent(transaction, toDomainEvent(user, description, {}, clock.now())),
  };
}

function toDomainEvent(
  user: User,
  description: ChangeDescription,
  changes: Changes,
  occurredAt: Date,
): DomainEvent {
  return {
    type: description.type,
    occurredAt,
    actor: description.actor,
    subjectId: user.id,
    ...(description.endsSessions === true ? { endsSessions: true } : {}),
    ...(description.reason === undefined ? {} : { reason: description.reason }),
    changes,
  };
}

type Changes = NonNullable<DomainEvent['changes']>;

/** The fields reported in events. The security epoch is omitted because it has no meaning for readers. */
const auditedFields = [
  'username',
  'email',
  'emailVerified',
  'fullName',
  'locale',
  'metadata',
  'role',
  'status',
  'disabledReason',
  'disabledUntil',
] as const satisfies readonly (keyof User)[];

function changesBetween(before: User | null, after: User): Changes {
  const changed = auditedFields
    .map((field) => [field, { from: plain(before?.[field] ?? null), to: plain(after[field]) }] as const)
    .filter(([, { from, to }]) => canonicalJson(from) !== canonicalJson(to));
  return Object.fromEntries(changed);
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
