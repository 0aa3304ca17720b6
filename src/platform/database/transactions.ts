import type { DataSource } from 'typeorm';
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
          return collectSentWrites(transaction, writes, () =>
            withAfterCommit(transaction, committed, () => withBeforeCommit(transaction, work)),
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
