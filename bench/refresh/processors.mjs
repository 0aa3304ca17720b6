/** Who computes where: Postgres on the first half of the processors, whoever asks it on the other, so that neither takes from the other. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const count = availableParallelism();
const half = Math.floor(count / 2);
const everywhere = `0-${count - 1}`;
const forPostgres = half > 1 ? `0-${half - 1}` : '0';
const forClients = `${half}-${count - 1}`;

function pin(processId, processors) {
  return spawnSync('taskset', ['-apc', processors, String(processId)], { stdio: 'ignore' }).status === 0;
}

/** Postgres's processes: the one that begins all others, and those that are there. */
async function processesOf(dataSource) {
  const rows = await dataSource.query('SELECT pid FROM pg_stat_activity');
  const ids = rows.map(({ pid }) => pid);
  const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${ids[0]}/status`, 'utf8'))?.[1];
  return [Number(parent), ...ids];
}

/** Parts Postgres from this process and what it starts; answers false, with nothing to rely on, where that cannot be done. */
export async function isolateProcessors(dataSource) {
  if (half === 0) return false;
  const ids = await processesOf(dataSource).catch(() => []);
  const isIsolated = ids.length > 1 && ids.every((id) => pin(id, forPostgres));
  return isIsolated && pin(process.pid, forClients);
}

/** Lets everybody compute everywhere again. */
export async function shareProcessors(dataSource) {
  for (const id of [process.pid, ...(await processesOf(dataSource).catch(() => []))]) pin(id, everywhere);
}
