import { entityManager } from '../../platform/database/index.js';
import type { LockUser } from './actor-transactions.js';

export const lockUser: LockUser = async (transaction, id) => {
  await entityManager(transaction).query('SELECT FROM users WHERE id = $1 FOR UPDATE', [id]);
};
