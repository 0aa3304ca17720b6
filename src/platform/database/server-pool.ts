import type { Client, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { BoundedPool } from './bounded-pool.js';
import { createSessionSettings } from './connection-settings.js';
import { deferBegin } from './deferred-begin.js';
import { takeResultsByCallback } from './results-by-callback.js';
import { DatabaseConnectionError } from './translate-database-error.js';

/** Returns the `onConnect` option of the pool of a server. */
export function connectHandler(url: string, { onConnect }: BoundedPool): (client: Client) => Promise<void> {
  const applySettings = createSessionSettings(url);
  return async (client) => {
    takeResultsByCallback(client);
    onConnect(client);
    deferBegin(client);
    await applySettings(client);
  };
}

/** The `onConnect` option of the pool of the embedded database. */
export function connectEmbedded(client: Client): void {
  takeResultsByCallback(client);
  deferBegin(client);
}

/** Returns the pool of an open data source. */
export function poolOf({ driver }: DataSource): Pool {
  // The driver of Postgres keeps its pool in `master`.
  return (driver as unknown as { readonly master: Pool }).master;
}

/** TypeORM attributes the errors of statements, but passes those of the pool on as they are. */
export function attributeConnectionErrors({ driver }: DataSource): void {
  // The method of TypeORM's postgres driver through which every connection is obtained.
  const pool = driver as unknown as { obtainMasterConnection(): Promise<unknown> };
  const obtain = pool.obtainMasterConnection.bind(pool);
  pool.obtainMasterConnection = () =>
    obtain().catch((error: unknown) => {
      throw new DatabaseConnectionError(error);
    });
}
