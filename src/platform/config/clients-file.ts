import { createHash } from 'node:crypto';
import { z } from 'zod';
import { placeholders } from './secrets.js';
import type { RegisteredClient } from './settings.js';

/** Characters that need no escaping in Basic (RFC 7617 2) or in a form (RFC 6749 2.3.1). */
const clientId = /^[A-Za-z0-9._-]{1,100}$/;
const memberNames: readonly string[] = ['id', 'secretSha256'];

// `echo secret | sha256sum` hashes the secret with a line break; an unset shell variable gives an empty
// secret.
const guessable = new Set(
  ['', ...placeholders].flatMap((word) => [word, `${word}\n`]).map((text) => sha256(text)),
);

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Parses the file that CORDON_CLIENTS_FILE names: a JSON list of `{"id", "secretSha256"}`. An id may occur
 * several times with different hashes, so that a secret can be replaced without downtime. Rejects, by the
 * number of the entry and without repeating its content: text that is not such a list, an empty list, unknown
 * members, ids with other characters than letters, digits, dots, dashes and underscores, the hash of a
 * placeholder, and repeated entries.
 */
export const clientsFile: z.ZodType<readonly RegisteredClient[], string> = z
  .string()
  .transform((text, context) => {
    const read = readClients(text);
    if (typeof read !== 'string') return read;
    context.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  });

/** Returns the clients, or the predicate of an error sentence that starts with the variable's name. */
function readClients(text: string): readonly RegisteredClient[] | string {
  const list = parseJson(text);
  if (!Array.isArray(list) || list.length === 0) return 'names a file that is not a JSON list of clients';
  const seen = new Set<string>();
  const clients: RegisteredClient[] = [];
  for (const [index, entry] of list.entries()) {
    const client = readClient(entry);
    if (typeof client === 'string') return `names a file whose entry ${index + 1} ${client}`;
    const key = `${client.id} ${client.secretSha256.toString('hex')}`;
    if (seen.has(key)) return `names a file whose entry ${index + 1} is repeated`;
    seen.add(key);
    clients.push(Object.freeze(client));
  }
  return clients;
}

function readClient(entry: unknown): RegisteredClient | string {
  if (typeof entry !== 'object' || entry === null) return 'is not an object';
  const members = new Map<string, unknown>(Object.entries(entry));
  if ([...members.keys()].some((name) => !memberNames.includes(name))) {
    return 'has members other than "id" and "secretSha256"';
  }
  const [id, hash] = memberNames.map((name) => members.get(name));
  if (typeof id !== 'string' || !clientId.test(id)) {
    return 'has an "id" that is not 1 to 100 letters, digits, dots, dashes or underscores';
  }
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/i.test(hash)) {
    return 'has a "secretSha256" that is not 64 hexadecimal digits';
  }
  if (guessable.has(hash.toLowerCase())) return 'has the hash of a placeholder, not of a random secret';
  return { id, secretSha256: Buffer.from(hash, 'hex') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
