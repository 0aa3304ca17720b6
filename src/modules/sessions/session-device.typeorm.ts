import { entityManager } from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';

/** What the search for a device looks in. Must match the index `sessions_by_device`. */
export const deviceSql = `(lower(coalesce(sessions.device_name, '') || E'\n' || coalesce(sessions.user_agent, ''))
  COLLATE "C")`;

/** To find each takes about 15 microseconds. */
const maxDevices = 20_000;

/** The planner knows less of a longer list than of a pattern. */
const maxFound = 1_000;

/** The pattern of LIKE for texts that contain the given one. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/**
 * Returns the devices whose texts contain the given one. Many sessions share a device: from each device, the
 * index leads to the next one, past all of its sessions. Returns null when there are too many.
 */
export async function findDevices(reader: Reader, device: string): Promise<readonly string[] | null> {
  const [found] = await entityManager(reader).query<{ readonly devices: readonly string[] | null }[]>(
    `WITH RECURSIVE devices (text) AS (
       (SELECT ${deviceSql} FROM sessions ORDER BY ${deviceSql} LIMIT 1)
       UNION ALL
       SELECT (SELECT ${deviceSql} FROM sessions WHERE ${deviceSql} > text ORDER BY ${deviceSql} LIMIT 1)
       FROM devices WHERE text IS NOT NULL
     ), known AS (
       SELECT text, text LIKE $1 AS matches FROM devices WHERE text IS NOT NULL LIMIT ${maxDevices + 1}
     )
     SELECT CASE WHEN count(*) <= ${maxDevices} AND count(*) FILTER (WHERE matches) <= ${maxFound}
       THEN coalesce(array_agg(text) FILTER (WHERE matches), '{}') END AS devices FROM known`,
    [containing(device)],
  );
  return found?.devices ?? null;
}
