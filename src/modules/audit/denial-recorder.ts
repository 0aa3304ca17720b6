import {
  type ClientInfo,
  type Clock,
  createRecentlySeenSet,
  type DomainEvent,
  type EventPublisher,
  type RequestOrigins,
  type Transactions,
  type UserId,
} from '../../shared/index.js';

/** A refusal by `@auth` of somebody who is signed in. */
export interface Denial {
  readonly actorId: UserId;
  /** The element of the schema that refused, e.g. `Query.users`. */
  readonly coordinate: string;
  readonly code: string;
  readonly client: ClientInfo;
}

/** Writes refusals down after the fact: a refused request waits for nobody. */
export interface DenialRecorder {
  /** Never throws and never waits. The same user at the same place is written down once a minute. */
  recordDenial(denial: Denial): void;
  /** Answers when everything noted so far is written down, or was given up. */
  flush(): Promise<void>;
}

/** What writing refusals down needs. */
export interface DenialRecorderDependencies {
  readonly transactions: Transactions;
  readonly events: EventPublisher;
  readonly origins: RequestOrigins;
  readonly clock: Clock;
  /** Hears of refusals that could not be written down, with how many. */
  readonly onLost: (count: number, error: unknown) => void;
}

/** Beyond this many pending, refusals are lost, and that is told: a flood must not fill the memory. */
const maxPending = 1_000;

interface PendingDenial extends Denial {
  readonly occurredAt: Date;
}

/** Makes the writer. */
export function createDenialRecorder(dependencies: DenialRecorderDependencies): DenialRecorder {
  const { clock, onLost } = dependencies;
  const recentlySeen = createRecentlySeenSet(clock);
  const pending: PendingDenial[] = [];
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      await write(dependencies, next).catch((error: unknown) => onLost(1, error));
    }
    writing = null;
  }

  return {
    recordDenial: (denial) => {
      const occurredAt = clock.now();
      if (!recentlySeen.addIfUnseen(`${denial.actorId} ${denial.coordinate} ${denial.code}`)) return;
      if (pending.length >= maxPending)
        return onLost(1, new Error('too many refusals wait to be written down'));
      pending.push({ ...denial, occurredAt });
      writing ??= writeAll();
    },
    flush: async () => {
      await writing;
    },
  };
}

/** One transaction each: the log belongs to those who change something. */
function write(
  { transactions, events, origins }: DenialRecorderDependencies,
  denial: PendingDenial,
): Promise<void> {
  const { actorId, coordinate, code, client, occurredAt } = denial;
  const event: DomainEvent = {
    type: 'access.denied',
    occurredAt,
    actor: { type: 'USER', id: actorId },
    subjectId: null,
    outcome: 'DENIED',
    resource: { type: 'field', id: coordinate },
    reason: code,
  };
  return origins.run(client, () => transactions.run((transaction) => events.publish(transaction, event)));
}
