import type { DataSource, EntityManager } from 'typeorm';
import type { ChangeNotifications, Transactions } from '../../shared/index.js';
import { withAfterCommit } from './after-commit.js';
import { withBeforeCommit } from './before-commit.js';
import { asReader, asTransaction } from './entity-manager.js';
import { collectSentWrites, withSentWrites } from './send-write.js';

export function createTransactions(
  dataSource: DataSource,
  notifications: Pick<ChangeNotifications, 'catchUp'>,
): Transactions {
  return {
    run: async (work) => {
      const committed: (() => void)[] = [];
      const result = await withSentWrites((writes) =>
        dataSource.transaction((manager) => {
          const transaction = asTransaction(manager);
          return rejectLateStatements(manager, () =>
            collectSentWrites(transaction, writes, () =>
              withAfterCommit(transaction, committed, () => withBeforeCommit(transaction, work)),
            ),
          );
        }),
      );
      // Tokens that are signed for this work use a key that was valid when it was committed.
      try {
        await notifications.catchUp();
      } finally {
        for (const callback of committed) callback();
      }
      return result;
    },
    reader: asReader(dataSource.manager),
  };
}

/**
 * Rejects the statements of the transaction that are sent after its work has ended, for example by work that
 * ran beside the one that failed: behind COMMIT or ROLLBACK, each would be committed by itself.
 */
async function rejectLateStatements<T>({ queryRunner }: EntityManager, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    if (queryRunner != null) {
      const { query } = queryRunner;
      const send = (...args: Parameters<typeof query>): Promise<unknown> =>
        args[0] === 'COMMIT' || args[0] === 'ROLLBACK'
          ? query.apply(queryRunner, args)
          : Promise.reject(new Error('the transaction has ended'));
      queryRunner.query = send as typeof query;
    }
  }
}
