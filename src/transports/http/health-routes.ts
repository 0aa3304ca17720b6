import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/**
 * Mounts /health/live (the process responds) and /health/ready (the server is not stopping and its database
 * answers within `timeoutMs`).
 */
export function mountHealth(app: FastifyInstance, isReady: () => Promise<boolean>, timeoutMs: number): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    if (await isTrueInTime(isReady, timeoutMs)) return { status: 'ready' };
    return reply.code(503).header('retry-after', '5').send({ status: 'not ready' });
  });
}

async function isTrueInTime(check: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const timeout = delay(timeoutMs, false, { signal: timer.signal, ref: false }).catch(() => false);
  try {
    return await Promise.race([check().catch(() => false), timeout]);
  } finally {
    timer.abort();
  }
}
