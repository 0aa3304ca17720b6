import type { Reader, TotalCount } from '../../shared/index.js';
import { entityManager } from './entity-manager.js';

/** Counting takes time with every row, and nobody reads the last digits of a larger number. */
export const exactUpTo = 10_000;

/** Counts the rows of `FROM ... WHERE ...`: exactly up to 10,000, then with an estimate of the database. */
export async function countRows(
  reader: Reader,
  from: string,
  values: readonly unknown[],
): Promise<TotalCount> {
  const [row] = await entityManager(reader).query<{ readonly count: number }[]>(
    `SELECT count(*)::integer AS count FROM (SELECT ${from} LIMIT ${exactUpTo + 1}) AS counted`,
    [...values],
  );
  const count = row?.count ?? 0;
  if (count <= exactUpTo) return { count, isEstimate: false };
  // An estimate from old statistics may be below what was counted.
  return { count: Math.max(count, await estimateRows(reader, from, values)), isEstimate: true };
}

/** Returns the number of rows of `FROM ... WHERE ...` that the planner expects, without reading them. */
export async function estimateRows(
  reader: Reader,
  from: string,
  values: readonly unknown[],
): Promise<number> {
  const [explained] = await entityManager(reader).query<{ readonly 'QUERY PLAN': unknown }[]>(
    `EXPLAIN (FORMAT JSON) SELECT ${from}`,
    [...values],
  );
  const plan = explained?.['QUERY PLAN'];
  const parsed: unknown = typeof plan === 'string' ? JSON.parse(plan) : plan;
  const [statement]: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
  const root: unknown = Reflect.get(Object(statement), 'Plan');
  const rows: unknown = Reflect.get(Object(root), 'Plan Rows');
  return typeof rows === 'number' ? Math.round(rows) : 0;
}
