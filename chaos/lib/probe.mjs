/** Sends requests all the time and records how they were answered. */
import { setTimeout as wait } from 'node:timers/promises';
import { get, operations, send } from './client.mjs';

/**
 * Starts to probe a server: `me` with each token from `clients` concurrent clients, liveness and readiness.
 * `stop` returns the records { at, kind, status, ms, retryAfter }.
 */
export function startProbe(urlOf, { token, clients = 4, pauseMs = 20 }) {
  const records = [];
  let isOver = false;
  const loop = async (kind, ask) => {
    while (!isOver) {
      const at = performance.now();
      const { status, ms, retryAfter = null } = await ask();
      records.push({ at, kind, status, ms, retryAfter });
      await wait(pauseMs);
    }
  };
  const loops = [
    ...Array.from({ length: clients }, (_, client) =>
      loop('me', () => send(urlOf(), operations.me, { token: token(), client })),
    ),
    loop('live', () => get(`${urlOf()}/health/live`)),
    loop('ready', () => get(`${urlOf()}/health/ready`)),
  ];
  return {
    records,
    stop: async () => {
      isOver = true;
      await Promise.all(loops);
      return records;
    },
  };
}

/** Waits until `me` is answered with 200 several times in a row; returns after how many milliseconds. */
export async function recoveryMs(url, token, limitMs = 30_000) {
  const startedAt = performance.now();
  let inRow = 0;
  while (performance.now() - startedAt < limitMs) {
    const answers = await Promise.all([send(url, operations.me, { token }), get(`${url}/health/ready`)]);
    inRow = answers.every(({ status }) => status === 200) ? inRow + 1 : 0;
    if (inRow === 3) return performance.now() - startedAt;
    await wait(20);
  }
  return limitMs;
}

/** The figures that every outage of the database must keep. */
export function outageFigures(records) {
  const requests = records.filter(({ kind }) => kind === 'me');
  const refused = requests.filter(({ status }) => status === 503);
  return [
    { figure: 'requests', value: requests.length },
    { figure: 'slowest answer, ms', value: Math.max(...requests.map(({ ms }) => ms)), most: 5_000 },
    {
      figure: 'answers other than 200 and 503',
      value: requests.filter(({ status }) => status !== 200 && status !== 503).length,
      most: 0,
    },
    {
      figure: '503 without Retry-After',
      value: refused.filter(({ retryAfter }) => retryAfter === null).length,
      most: 0,
    },
    {
      figure: 'liveness failures',
      value: records.filter(({ kind, status }) => kind === 'live' && status !== 200).length,
      most: 0,
    },
  ];
}

/** How long after `since` readiness was first refused, in milliseconds; Infinity when it never was. */
export function unreadyAfterMs(records, since) {
  const first = records.find(
    ({ at, kind, status }) => kind === 'ready' && at + 5_000 >= since && status === 503,
  );
  return first === undefined ? Number.POSITIVE_INFINITY : Math.max(0, first.at + first.ms - since);
}
