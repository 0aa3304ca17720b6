import { LessThanOrEqual, MoreThan } from 'typeorm';
import { entityManager } from '../../platform/database/index.js';
import type { IdempotencyRepository } from './idempotency.js';
import { idempotencyKeysTable } from './idempotency-keys.table.js';

export const typeormIdempotencyRepository: IdempotencyRepository = {
  find: (reader, { actorId, operation, key }, since) =>
    entityManager(reader).findOneBy(idempotencyKeysTable, {
      actorId,
      operation,
      key,
      createdAt: MoreThan(since),
    }),
  insertIfAbsent: async (transaction, record, since) => {
    const manager = entityManager(transaction);
    const { actorId, operation, key } = record;
    await manager.delete(idempotencyKeysTable, {
      actorId,
      operation,
      key,
      createdAt: LessThanOrEqual(since),
    });
    // An insert that conflicts with a transaction in progress waits for it. Afterwards either its row or this
    // row exists.
    await manager
      .createQueryBuilder()
      .insert()
      .into(idempotencyKeysTable)
      .values(record)
      .orIgnore()
      .execute();
    return manager.findOneByOrFail(idempotencyKeysTable, { actorId, operation, key });
  },
  removeOld: async (transaction, since, maxRows) => {
    const [, count]: [unknown, number] = await entityManager(transaction).query(
      `DELETE FROM idempotency_keys WHERE (actor_id, operation, key) IN (
         SELECT actor_id, operation, key FROM idempotency_keys WHERE created_at <= $1
         ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [since, maxRows],
    );
    return count;
  },
};
