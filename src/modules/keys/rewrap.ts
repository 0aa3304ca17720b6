import type { Clock, EventPublisher, Transactions } from '../../shared/index.js';
import type { KeyRepository } from './key-repository.js';
import type { KeySealer } from './key-sealer.js';
import { masterKeyWrong } from './keys-errors.js';

export interface RewrapResult {
  /** The number of keys and secrets that were sealed with the previous master key. */
  readonly resealed: number;
  readonly total: number;
}

/**
 * Seals everything that the previous master key sealed with the current one, in one transaction. Repeating it
 * changes nothing. Throws StartupError MASTER_KEY_WRONG when a row opens with neither.
 */
export function rewrap({
  transactions,
  repository,
  current,
  previous,
  events,
  clock,
}: {
  readonly transactions: Transactions;
  readonly repository: KeyRepository;
  readonly current: KeySealer;
  readonly previous: KeySealer | null;
  readonly events: EventPublisher;
  readonly clock: Clock;
}): Promise<RewrapResult> {
  return transactions.run(async (transaction) => {
    await repository.lock(transaction);
    let resealed = 0;
    const keys = (await repository.findSigningKeys(transaction)).keys.filter(
      ({ sealedPrivateKey }) => sealedPrivateKey !== null,
    );
    for (const key of keys) {
      if (current.openSigningKey(key) !== null) continue;
      const pair = previous?.openSigningKey(key)?.pair;
      if (!pair) throw masterKeyWrong();
      await repository.resealSigningKey(
        transaction,
        key.id,
        current.sealSigningKey(key.kid, pair.privateKey),
      );
      resealed += 1;
    }
    const secrets = await repository.findSecrets(transaction);
    for (const { id, purpose, sealed } of secrets) {
      if (current.openSecret({ id, purpose, sealed }) !== null) continue;
      const open = previous?.openSecret({ id, purpose, sealed });
      if (!open) throw masterKeyWrong();
      await repository.resealSecret(transaction, id, current.sealSecret(id, purpose, open.secret));
      resealed += 1;
    }
    if (resealed > 0) {
      await events.publishEvent(transaction, {
        type: 'master-key.changed',
        occurredAt: clock.now(),
        actor: { type: 'CLI' },
        subjectId: null,
        changes: { resealed: { from: 0, to: resealed } },
      });
    }
    return { resealed, total: keys.length + secrets.length };
  });
}
