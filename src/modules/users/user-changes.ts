import {
  type Clock,
  canonicalJson,
  type DomainEvent,
  type EventActor,
  type EventPublisher,
  type Transaction,
} from '../../shared/index.js';
import { type User, type UserRecord, userOf } from './user.js';
import type { UserPatch, UserRepository } from './user-repository.js';

/** What happened, beside the changed columns. */
export interface About {
  readonly type: DomainEvent['type'];
  readonly actor: EventActor;
  readonly endsSessions?: boolean;
  readonly reason?: string;
}

/** Writes changes of people: the row, its version and the event, always the three together. */
export interface UserChanges {
  /**
   * Sets the columns of a record that the transaction has locked, grows its version by one and tells the event.
   * A patch that changes nothing the API shows writes nothing, unless sessions end by it.
   */
  apply(transaction: Transaction, record: UserRecord, patch: UserPatch, about: About): Promise<User>;
  /** Inserts the record and tells user.created. */
  insert(transaction: Transaction, record: UserRecord, actor: EventActor): Promise<User>;
  /** Tells of something that no column shows. */
  tell(transaction: Transaction, user: User, about: About): Promise<void>;
}

/** Makes the writer of changes. */
export function createUserChanges(collaborators: {
  readonly repository: UserRepository;
  readonly events: EventPublisher;
  readonly clock: Clock;
}): UserChanges {
  const { repository, events, clock } = collaborators;
  return {
    apply: async (transaction, record, patch, about) => {
      const now = clock.now();
      const before = userOf(record, now);
      const endsSessions = about.endsSessions === true;
      const step = { ...patch, version: record.version + 1, updatedAt: now };
      const after = userOf({ ...record, ...step }, now);
      const changes = changesBetween(before, after);
      if (Object.keys(changes).length === 0 && !endsSessions) return before;
      await repository.update(transaction, record.id, step);
      await events.publish(transaction, eventOf(after, about, changes, now));
      return after;
    },
    insert: async (transaction, record, actor) => {
      const now = clock.now();
      const user = userOf(record, now);
      await repository.insert(transaction, record);
      const changes = changesBetween(null, user);
      await events.publish(transaction, eventOf(user, { type: 'user.created', actor }, changes, now));
      return user;
    },
    tell: (transaction, user, about) => events.publish(transaction, eventOf(user, about, {}, clock.now())),
  };
}

function eventOf(user: User, about: About, changes: Changes, occurredAt: Date): DomainEvent {
  return {
    type: about.type,
    occurredAt,
    actor: about.actor,
    subjectId: user.id,
    ...(about.endsSessions === true ? { endsSessions: true } : {}),
    ...(about.reason === undefined ? {} : { reason: about.reason }),
    changes,
  };
}

type Changes = NonNullable<DomainEvent['changes']>;

/** What an event tells of a person. The epoch is no secret, but it says nothing to a reader either. */
const toldFields = [
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
  const changed = toldFields
    .map((field) => [field, { from: plain(before?.[field] ?? null), to: plain(after[field]) }] as const)
    .filter(([, { from, to }]) => canonicalJson(from) !== canonicalJson(to));
  return Object.fromEntries(changed);
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
