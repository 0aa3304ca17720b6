import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg, { type Client } from 'pg';
import { createBoundedPool } from '../../../src/platform/database/bounded-pool.js';
import { createDatabaseHosts, type DatabaseHosts } from '../../../src/platform/database/database-hosts.js';
import { translateDatabaseError } from '../../../src/platform/database/index.js';
import { DatabaseConnectionError } from '../../../src/platform/database/translate-database-error.js';
import { type FakePostgres, startFakePostgres } from '../../helpers/fake-postgres.js';

describe('of a URL with several hosts', () => {
  let one: FakePostgres;
  let two: FakePostgres;
  let hosts: DatabaseHosts;
  const clients: Client[] = [];

  beforeEach(async () => {
    one = await startFakePostgres(false);
    two = await startFakePostgres(true);
    hosts = hostsOf(one.port, two.port);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end();
    await one.close();
    await two.close();
  });

  function hostsOf(first: number, second: number, options = ''): DatabaseHosts {
    return createDatabaseHosts(`postgres://app:pw@127.0.0.1:${first},127.0.0.1:${second}/cordon${options}`);
  }

  async function connect(to = hosts): Promise<Client> {
    const client = new to.Client({ connectionString: to.url });
    client.on('error', () => {});
    await client.connect();
    clients.push(client);
    return client;
  }

  function failOver(): void {
    one.isReadOnly = true;
    two.isReadOnly = false;
  }

  test('the first is used that accepts writes', async () => {
    expect((await connect()).port).toBe(one.port);
    expect((await connect(hostsOf(two.port, one.port))).port).toBe(one.port);
    expect((await connect(hostsOf(1, one.port))).port).toBe(one.port);
  });

  test('the others are not asked while the current one is used', async () => {
    await connect();
    await connect();

    expect(two.accepted).toBe(0);
  });

  test('the next is used after the current one became a standby', async () => {
    await connect();
    failOver();

    // The host is looked for once this connection has found out.
    await expect(connect()).rejects.toMatchObject({ code: '25006' });
    expect((await connect()).port).toBe(two.port);
  });

  test('the next is used after the current one became unreachable', async () => {
    await connect();
    failOver();
    await one.close();

    await expect(connect()).rejects.toThrow();
    expect((await connect()).port).toBe(two.port);
  });

  test('connections of a pool to the former host are replaced', async () => {
    const pool = new pg.Pool({ connectionString: hosts.url, Client: hosts.Client });
    createBoundedPool(() => 0, hosts.isCurrent).boundCheckouts(pool);
    const before = await pool.connect();
    before.release();
    failOver();
    hosts.forget();
    await connect();

    const after = await pool.connect();
    after.release();
    await pool.end();

    expect([before.port, after.port]).toEqual([one.port, two.port]);
  });

  test('a pool survives a server that closes a connection before it has said whether it is primary', async () => {
    await connect();
    one.isShuttingDown = true;
    two.isReadOnly = false;
    const pool = new pg.Pool({ connectionString: hosts.url, Client: hosts.Client });

    await expect(pool.connect()).rejects.toThrow('Connection terminated unexpectedly');

    const after = await pool.connect();
    after.release();
    await pool.end();
    expect(after.port).toBe(two.port);
  });

  test('a connection is refused as unavailable while none accepts writes', async () => {
    one.isReadOnly = true;
    const errors = await Promise.all(
      [hosts, hostsOf(1, one.port)].map((all) => connect(all).catch((error: unknown) => error)),
    );

    for (const error of errors) {
      expect(error).toMatchObject({ code: '25006' });
      expect(translateDatabaseError(new DatabaseConnectionError(error))?.reason).toBe('SERVICE_UNAVAILABLE');
    }
  });

  test('with target_session_attrs=any the first is used that answers', async () => {
    expect((await connect(hostsOf(two.port, one.port, '?target_session_attrs=any'))).port).toBe(two.port);
    expect((await connect(hostsOf(1, two.port, '?target_session_attrs=any'))).port).toBe(two.port);
  });
});

test('a single host with target_session_attrs=read-write is refused while it is a standby', async () => {
  const standby = await startFakePostgres(true);
  const url = `postgres://app:pw@127.0.0.1:${standby.port}/cordon?target_session_attrs=read-write`;
  const hosts = createDatabaseHosts(url);

  await expect(new hosts.Client({ connectionString: hosts.url }).connect()).rejects.toMatchObject({
    code: '25006',
  });
  await standby.close();
});
