import { EntitySchema } from 'typeorm';

export interface SessionRow {
  readonly id: string;
  readonly userId: string;
  readonly securityEpoch: number;
  readonly scope: string[] | null;
  readonly authMethods: string[];
  readonly deviceName: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly authenticatedAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  /** At most `expiresAt`; read by the housekeeping only. */
  readonly earliestExpiresAt?: Date;
  readonly absoluteExpiresAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}

/** The table as the migrations create it. */
export const sessionsTable: EntitySchema<SessionRow> = new EntitySchema<SessionRow>({
  name: 'sessions',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'sessions_pkey' },
    userId: { name: 'user_id', type: 'uuid' },
    securityEpoch: { name: 'security_epoch', type: 'integer' },
    scope: { type: 'text', array: true, nullable: true },
    authMethods: { name: 'auth_methods', type: 'text', array: true },
    deviceName: { name: 'device_name', type: 'text', nullable: true },
    ipAddress: { name: 'ip_address', type: 'text', nullable: true },
    userAgent: { name: 'user_agent', type: 'text', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', precision: 3 },
    authenticatedAt: { name: 'authenticated_at', type: 'timestamptz', precision: 3 },
    lastUsedAt: { name: 'last_used_at', type: 'timestamptz', precision: 3 },
    expiresAt: { name: 'expires_at', type: 'timestamptz', precision: 3 },
    earliestExpiresAt: {
      name: 'earliest_expires_at',
      type: 'timestamptz',
      precision: 3,
      default: '-infinity',
      select: false,
    },
    absoluteExpiresAt: { name: 'absolute_expires_at', type: 'timestamptz', precision: 3 },
    endedAt: { name: 'ended_at', type: 'timestamptz', precision: 3, nullable: true },
    endReason: { name: 'end_reason', type: 'text', nullable: true },
  },
  foreignKeys: [
    {
      name: 'sessions_user_fkey',
      // By table name: this module does not import the users module.
      target: 'users',
      columnNames: ['userId'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
  indices: [
    { name: 'sessions_living_by_user', columns: ['userId'], where: 'ended_at IS NULL' },
    { name: 'sessions_by_creation', columns: ['createdAt', 'id'] },
    { name: 'sessions_by_user', columns: ['userId', 'createdAt', 'id'] },
    {
      name: 'sessions_by_address',
      columns: ['ipAddress', 'createdAt', 'id'],
      where: 'ip_address IS NOT NULL',
    },
    // On expressions, which TypeORM cannot express.
    { name: 'sessions_due', synchronize: false },
    { name: 'sessions_by_device', synchronize: false },
  ],
});
