import type { Client, Pool, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { BoundedPool } from './bounded-pool.js';
import { createSessionSettings } from './connection-settings.js';
import { deferBegin } from './deferred-begin.js';
import type { MessageHandler } from './embedded-notification-transport.js';
import { prepareRepeatedTexts } from './repeated-texts.js';
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

/** Returns the `onConnect` option of the pool of the embedded database. */
export function connectEmbedded(onMessage: MessageHandler): (client: Client) => Promise<void> {
  return async (client) => {
    takeResultsByCallback(client);
    deferBegin(client);
    client.on('notification', ({ channel, payload = '' }) => onMessage(channel, payload));
    // The session of the client before goes on. It still listens.
    await client.query('ROLLBACK; DEALLOCATE ALL');
    prepareRepeatedTexts(client);
  };
}

/** Returns the pool of an open data source. */
export function poolOf({ driver }: DataSource): Pool {
  // The driver of Postgres keeps its pool in `master`.
  return (driver as unknown as { readonly master: Pool }).master;
}

/** The method of TypeORM's postgres driver through which every connection is obtained. */
interface ConnectionSource {
  obtainMasterConnection(): Promise<readonly [PoolClient, () => void]>;
}

/** Takes a connection of the pool, and returns it with the function that gives it back. */
export function obtainConnection({ driver }: DataSource): Promise<readonly [PoolClient, () => void]> {
  return (driver as unknown as ConnectionSource).obtainMasterConnection();
}

/** TypeORM attributes the errors of statements, but passes those of the pool on as they are. */
export function attributeConnectionErrors({ driver }: DataSource): void {
  const source = driver as unknown as ConnectionSource;
  const obtain = source.obtainMasterConnection.bind(source);
  source.obtainMasterConnection = () =>
    obtain().catch((error: unknown) => {
      throw new DatabaseConnectionError(error);
    });
}
