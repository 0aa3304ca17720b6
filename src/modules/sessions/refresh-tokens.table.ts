import { EntitySchema } from 'typeorm';

/** A row of `refresh_tokens`: hashes and sealed successors, never a token. */
export interface RefreshTokenRow {
  readonly id: string;
  readonly sessionId: string;
  readonly tokenHash: Buffer;
  readonly createdAt: Date;
  readonly usedAt: Date | null;
  readonly successorId: string | null;
  readonly sealedSuccessor: Buffer | null;
}

/** The table as the migrations create it. */
export const refreshTokensTable: EntitySchema<RefreshTokenRow> = new EntitySchema<RefreshTokenRow>({
  name: 'refresh_tokens',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'refresh_tokens_pkey' },
    sessionId: { name: 'session_id', type: 'uuid' },
    tokenHash: { name: 'token_hash', type: 'bytea' },
    createdAt: { name: 'created_at', type: 'timestamptz', precision: 3 },
    usedAt: { name: 'used_at', type: 'timestamptz', precision: 3, nullable: true },
    successorId: { name: 'successor_id', type: 'uuid', nullable: true },
    sealedSuccessor: { name: 'sealed_successor', type: 'bytea', nullable: true },
  },
  foreignKeys: [
    {
      name: 'refresh_tokens_session_fkey',
      target: 'sessions',
      columnNames: ['sessionId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
  indices: [
    { name: 'refresh_tokens_token_hash', columns: ['tokenHash'], unique: true },
    { name: 'refresh_tokens_one_live', columns: ['sessionId'], unique: true, where: 'used_at IS NULL' },
    { name: 'refresh_tokens_by_session', columns: ['sessionId'] },
  ],
});
