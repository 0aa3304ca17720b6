/** Pins Postgres to the first half of the processors and its clients to the other half. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const count = availableParallelism();
const half = Math.floor(count / 2);
const allProcessors = `0-${count - 1}`;
const postgresProcessors = half > 1 ? `0-${half - 1}` : '0';
const clientProcessors = `${half}-${count - 1}`;

function pin(processId, processors) {
  return spawnSync('taskset', ['-apc', processors, String(processId)], { stdio: 'ignore' }).status === 0;
}

/** Returns the ids of the Postgres processes: the postmaster and its present children. */
export async function processesOf(dataSource) {
  const rows = await dataSource.query('SELECT pid FROM pg_stat_activity');
  const ids = rows.map(({ pid }) => pid);
  const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${ids[0]}/status`, 'utf8'))?.[1];
  return [Number(parent), ...ids];
}

/** Separates Postgres from this process and its children. Returns false when that is not possible. */
export async function isolateProcessors(dataSource) {
  if (half === 0) return false;
  const ids = await processesOf(dataSource).catch(() => []);
  const isIsolated = ids.length > 1 && ids.every((id) => pin(id, postgresProcessors));
  return isIsolated && pin(process.pid, clientProcessors);
}

/** Lets all processes use all processors again. */
export async function shareProcessors(dataSource) {
  for (const id of [process.pid, ...(await processesOf(dataSource).catch(() => []))]) pin(id, allProcessors);
}
