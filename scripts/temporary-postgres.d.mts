/** A running cluster with one database; see temporary-postgres.mjs. */
export interface TemporaryPostgres {
  readonly url: string;
  readonly port: number;
  readonly password: string;
  stop(): Promise<void>;
}

export function findBinaries(): string | null;
export function hasPostgres(): boolean;
export function startPostgres(options?: {
  readonly maxConnections?: number;
  readonly durable?: boolean;
}): Promise<TemporaryPostgres>;
export function startStandby(primary: Pick<TemporaryPostgres, 'port' | 'password'>): Promise<{
  readonly url: string;
  promote(): void;
  stop(): Promise<void>;
}>;
