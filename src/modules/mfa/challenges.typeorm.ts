import { entityManager, sendWrite } from '../../platform/database/index.js';
import { parseUserId, type Reader } from '../../shared/index.js';
import type { ChallengeRecord, ChallengeRepository } from './challenges.js';
import { type ChallengeRow, challengesTable } from './challenges.table.js';

const table = (reader: Reader) => entityManager(reader).getRepository(challengesTable);

export const typeormChallengeRepository: ChallengeRepository = {
  insert: (transaction, challenge) =>
    sendWrite(
      transaction,
      `INSERT INTO mfa_challenges (id, user_id, security_epoch, password_changed_at, scope, device_name,
         token_hash, client_hash, failures, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        challenge.id,
        challenge.userId,
        challenge.securityEpoch,
        challenge.passwordChangedAt,
        challenge.scope,
        challenge.deviceName,
        challenge.tokenHash,
        challenge.clientHash,
        challenge.failures,
        challenge.expiresAt,
      ],
    ),
  find: async (reader, tokenHash) => toRecord(await table(reader).findOneBy({ tokenHash })),
  lock: async (transaction, tokenHash) =>
    toRecord(await table(transaction).findOne({ where: { tokenHash }, lock: { mode: 'pessimistic_write' } })),
  countFailure: (transaction, id) =>
    sendWrite(transaction, 'UPDATE mfa_challenges SET failures = failures + 1 WHERE id = $1', [id]),
  remove: (transaction, id) => sendWrite(transaction, 'DELETE FROM mfa_challenges WHERE id = $1', [id]),
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
