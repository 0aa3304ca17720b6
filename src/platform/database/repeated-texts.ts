import type { Client, PoolClient } from 'pg';

/** How many texts are prepared at most. Each takes about 0.1 MB. */
export const repeatedTextLimit = 50;

/** The names of the texts that are prepared on a connection. */
const namesOf = new WeakMap<object, Map<string, string>>();

/**
 * Prepares repeated texts on this connection, for `repeatedTextName`. Only for the embedded database: it has
 * one connection, so that each text is prepared once, and no pooler that could exchange it.
 */
export function prepareRepeatedTexts(client: Client): void {
  namesOf.set(client, new Map());
}

/**
 * Returns the name of a composed text, such as a list's; undefined on a server. A fast path: parsing and
 * planning take half of the time of the statement of a list. When the limit is reached, all are discarded.
 */
export async function repeatedTextName(client: PoolClient, text: string): Promise<string | undefined> {
  const names = namesOf.get(client);
  if (names === undefined) return undefined;
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size === repeatedTextLimit) {
    await client.query('DEALLOCATE ALL');
    // So the driver parses every statement again, those of `queryPrepared` too.
    Object.assign(client.connection, { parsedStatements: {} });
    names.clear();
  }
  const name = `cordon_list_${names.size}`;
  names.set(text, name);
  return name;
}
