import { entityManager } from '../../platform/database/index.js';
import { parseUserId, type Reader } from '../../shared/index.js';
import type { ChallengeRecord, ChallengeRepository } from './challenges.js';
import { type ChallengeRow, challengesTable } from './challenges.table.js';

const table = (reader: Reader) => entityManager(reader).getRepository(challengesTable);

export const typeormChallengeRepository: ChallengeRepository = {
  insert: async (transaction, { scope, ...challenge }) => {
    await table(transaction).insert({ ...challenge, scope: scope === null ? null : [...scope] });
  },
  find: async (reader, tokenHash) => toRecord(await table(reader).findOneBy({ tokenHash })),
  lock: async (transaction, tokenHash) =>
    toRecord(await table(transaction).findOne({ where: { tokenHash }, lock: { mode: 'pessimistic_write' } })),
  countFailure: async (transaction, id) => {
    await table(transaction).increment({ id }, 'failures', 1);
  },
  remove: async (transaction, id) => {
    await table(transaction).delete({ id });
  },
  removeOfUser: async (transaction, userId) => {
    await table(transaction).delete({ userId });
  },
  removeExpired: async (transaction, before, maxRows) => {
    const [, count]: [unknown, number] = await entityManager(transaction).query(
      `DELETE FROM mfa_challenges WHERE id IN (
         SELECT id FROM mfa_challenges WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [before, maxRows],
    );
    return count;
  },
};

function toRecord(row: ChallengeRow | null): ChallengeRecord | null {
  if (row === null) return null;
  const userId = parseUserId(row.userId);
  if (userId === null) throw new Error('a row of mfa_challenges has an invalid id');
  return { ...row, userId, tokenHash: Buffer.from(row.tokenHash), clientHash: Buffer.from(row.clientHash) };
}
