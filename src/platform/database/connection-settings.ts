import type { Client } from 'pg';

/**
 * What the server relies on, whatever the database or the role sets: unambiguous dates, the isolation level
 * of `Transactions`, the schema of the tables, and literals without escapes.
 */
const settings: readonly string[] = [
  "SET datestyle = 'ISO, MDY'",
  'SET standard_conforming_strings = on',
  "SET default_transaction_isolation = 'read committed'",
  'SET default_transaction_deferrable = off',
];

/** A schema that `options` in the URL selects is kept: the operator has chosen it for this connection. */
function selectsSchema(url: string): boolean {
  return /search_path/.test(new URL(url).searchParams.get('options') ?? '');
}

/** Returns a function that sets them on a new connection. Not startup parameters: PgBouncer refuses most. */
export function createSessionSettings(url: string): (client: Client) => Promise<void> {
  const statements = selectsSchema(url) ? settings : [...settings, 'SET search_path = public'];
  return async (client) => {
    await client.query(statements.join('; '));
  };
}
