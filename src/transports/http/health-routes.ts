import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

const readinessTimeoutMs = 2_000;

/** Mounts /health/live (the process answers) and /health/ready (it should be sent requests: it is not stopping, and its database answers in time). */
export function mountHealth(app: FastifyInstance, isReady: () => Promise<boolean>): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    if (await isReadyInTime(isReady)) return { status: 'ready' };
    return reply.code(503).header('retry-after', '5').send({ status: 'not ready' });
  });
}

async function isReadyInTime(isReady: () => Promise<boolean>): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(readinessTimeoutMs, false, { signal: timer.signal, ref: false }).catch(() => false);
  try {
    return await Promise.race([isReady().catch(() => false), late]);
  } finally {
    timer.abort();
  }
}
