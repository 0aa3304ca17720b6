import {
  type ClientInfo,
  type Clock,
  createRecentlySeenSet,
  type DomainEvent,
  type EventPublisher,
  type RequestOrigins,
  type Transactions,
  type UserId,
  withWaitBudget,
} from '../../shared/index.js';

/** An authenticated request that `@auth` or the rule of a project's route denied. */
export interface Denial {
  readonly actorId: UserId;
  /** Default: `field`. */
  readonly resourceType?: 'field' | 'route';
  /** The coordinate of the denied schema element, e.g. `Query.users`, or a route, e.g. `GET /reports`. */
  readonly coordinate: string;
  readonly code: string;
  readonly client: ClientInfo;
}

/** Records denials in the background: the denied request does not wait. */
export interface DenialRecorder {
  /** Never throws. The same user, coordinate and code are recorded once per minute. */
  recordDenial(denial: Denial): void;
  /** Resolves when all denials so far are recorded or lost. */
  flush(): Promise<void>;
}

export interface DenialRecorderDependencies {
  readonly transactions: Transactions;
  readonly events: EventPublisher;
  readonly origins: RequestOrigins;
  readonly clock: Clock;
  /** Called with the number of denials that could not be recorded. */
  readonly onLost: (count: number, error: unknown) => void;
}

/** Further denials are lost and reported to onLost, so that a flood does not exhaust the memory. */
const maxPending = 1_000;

interface PendingDenial extends Denial {
  readonly occurredAt: Date;
}

export function createDenialRecorder(dependencies: DenialRecorderDependencies): DenialRecorder {
  const { clock, onLost } = dependencies;
  const recentlySeen = createRecentlySeenSet(clock);
  const pending: PendingDenial[] = [];
  let recording: Promise<void> | null = null;

  async function recordAllPending(): Promise<void> {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      await recordInTransaction(dependencies, next).catch((error: unknown) => onLost(1, error));
    }
    recording = null;
  }

  return {
    recordDenial: (denial) => {
      const occurredAt = clock.now();
      if (!recentlySeen.addIfUnseen(`${denial.actorId} ${denial.coordinate} ${denial.code}`)) return;
      if (pending.length >= maxPending)
        return onLost(1, new Error('too many denials are waiting to be recorded'));
      pending.push({ ...denial, occurredAt });
      recording ??= recordAllPending();
    },
    flush: async () => {
      await recording;
    },
  };
}

/** Each in its own short transaction: the lock of the log must not delay transactions that change data. */
function recordInTransaction(
  { transactions, events, origins }: DenialRecorderDependencies,
  denial: PendingDenial,
): Promise<void> {
  const { actorId, resourceType = 'field', coordinate, code, client, occurredAt } = denial;
  const event: DomainEvent = {
    type: 'access.denied',
    occurredAt,
    actor: { type: 'USER', id: actorId },
    subjectId: null,
    outcome: 'DENIED',
    resource: { type: resourceType, id: coordinate },
    reason: code,
  };
  // The request that was denied does not wait for this.
  return withWaitBudget(null, () =>
    origins.run(client, () => transactions.run((transaction) => events.publishEvent(transaction, event))),
  );
}
