import type {
  Clock,
  DomainEvent,
  EventPublisher,
  EventType,
  Reader,
  Transaction,
  UserId,
} from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import { asOwner, type OwnerDependencies } from '../mfa/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import { type Passkey, parsePasskeyName } from './passkey.js';
import type { PasskeyRepository } from './passkey-repository.js';
import { lastWayToSignIn, passkeyNotFound } from './passkeys-errors.js';

/** What signed-in users do with their own passkeys. */
export interface PasskeyManagement {
  /** Returns the passkeys of a user, oldest first. */
  list(reader: Reader, userId: UserId): Promise<readonly Passkey[]>;
  /** Throws INVALID_INPUT, and NOT_FOUND also for a passkey of another user. */
  rename(caller: CurrentUser, id: string, name: string): Promise<Passkey>;
  /**
   * Emits mfa.removed. Throws NOT_FOUND as rename does, STEP_UP_REQUIRED for a session in which no second
   * factor was proven, and ILLEGAL_STATE for the only passkey of a user without a password. The passkey also
   * remains on its authenticator, where only its owner can delete it.
   */
  remove(caller: CurrentUser, id: string): Promise<void>;
}

export interface PasskeyManagementDependencies extends OwnerDependencies {
  readonly repository: PasskeyRepository;
  readonly credentials: Pick<PasswordCredentials, 'find'>;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export function createPasskeyManagement(dependencies: PasskeyManagementDependencies): PasskeyManagement {
  const { transactions, repository, credentials } = dependencies;
  return {
    list: repository.list,
    rename: (caller, id, text) => {
      const name = parsePasskeyName(text, ['name']);
      const actor = { type: 'USER', user: caller } as const;
      return transactions.runAs(actor, { users: [caller.id] }, async (transaction) => {
        const { passkey } = await findOwn(repository, transaction, caller, id);
        if (passkey.name === name) return passkey;
        await repository.rename(transaction, passkey.id, name);
        const changes = { name: { from: passkey.name, to: name } };
        await publish(dependencies, transaction, caller, passkey, 'passkey.renamed', changes);
        return { ...passkey, name };
      });
    },
    remove: (caller, id) =>
      // The lock of the user's row: two removals must not both find the other passkey.
      asOwner(dependencies, caller, async (transaction) => {
        const { passkey, isOnly } = await findOwn(repository, transaction, caller, id);
        if (isOnly && (await credentials.find(transaction, caller.id)) === null) throw lastWayToSignIn();
        await repository.remove(transaction, passkey.id);
        const changes = { method: { from: 'PASSKEY', to: null }, name: { from: passkey.name, to: null } };
        await publish(dependencies, transaction, caller, passkey, 'mfa.removed', changes);
      }),
  };
}

async function findOwn(
  repository: PasskeyRepository,
  transaction: Transaction,
  caller: CurrentUser,
  id: string,
): Promise<{ readonly passkey: Passkey; readonly isOnly: boolean }> {
  const passkeys = await repository.list(transaction, caller.id);
  const passkey = passkeys.find((candidate) => candidate.id === id.toLowerCase());
  if (passkey === undefined) throw passkeyNotFound();
  return { passkey, isOnly: passkeys.length === 1 };
}

function publish(
  { events, clock }: PasskeyManagementDependencies,
  transaction: Transaction,
  caller: CurrentUser,
  passkey: Passkey,
  type: EventType,
  changes: NonNullable<DomainEvent['changes']>,
): Promise<void> {
  return events.publishEvent(transaction, {
    type,
    occurredAt: clock.now(),
    actor: { type: 'USER', id: caller.id },
    subjectId: caller.id,
    sessionId: caller.sessionId,
    resource: { type: 'passkey', id: passkey.id },
    changes,
  });
}
