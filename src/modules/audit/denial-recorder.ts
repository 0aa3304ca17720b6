import {
  type ClientInfo,
  type Clock,
  createNovelties,
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
export interface Denials {
  /** Never throws and never waits. The same person at the same place is written down once a minute. */
  note(denial: Denial): void;
  /** Answers when everything noted so far is written down, or was given up. */
  drain(): Promise<void>;
}

/** What writing refusals down needs. */
export interface DenialsDependencies {
  readonly transactions: Transactions;
  readonly events: EventPublisher;
  readonly origins: RequestOrigins;
  readonly clock: Clock;
  /** Hears of refusals that could not be written down, with how many. */
  readonly onLost: (count: number, error: unknown) => void;
}

/** Beyond this many waiting, refusals are lost, and that is told: a flood must not fill the memory. */
const mostWaiting = 1_000;

interface Waiting extends Denial {
  readonly occurredAt: Date;
}

/** Makes the writer. */
export function createDenials(dependencies: DenialsDependencies): Denials {
  const { clock, onLost } = dependencies;
  const novelties = createNovelties(clock);
  const waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await write(dependencies, next).catch((error: unknown) => onLost(1, error));
    }
    writing = null;
  }

  return {
    note: (denial) => {
      const occurredAt = clock.now();
      if (!novelties.isNew(`${denial.actorId} ${denial.coordinate} ${denial.code}`)) return;
      if (waiting.length >= mostWaiting)
        return onLost(1, new Error('too many refusals wait to be written down'));
      waiting.push({ ...denial, occurredAt });
      writing ??= writeAll();
    },
    drain: async () => {
      await writing;
    },
  };
}

/** One transaction each: the log belongs to those who change something. */
function write({ transactions, events, origins }: DenialsDependencies, denial: Waiting): Promise<void> {
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
