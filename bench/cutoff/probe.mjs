/** Queries `me` continuously until the server rejects it. */
import { send } from './clients.mjs';

const lanes = 3;
const timeoutMs = 30_000;

/**
 * Sends requests on several lanes until each lane is rejected. `firstAccepted` resolves when each lane was
 * accepted once; `last` resolves with the time at which the last accepted request was sent, in milliseconds
 * of performance.now().
 */
export function probe(url, token) {
  const all = Array.from({ length: lanes }, () => lane(url, token));
  return {
    firstAccepted: Promise.all(all.map(({ firstAccepted }) => firstAccepted)),
    last: Promise.all(all.map(({ last }) => last)).then((times) => Math.max(...times)),
  };
}

function lane(url, token) {
  let onAccepted;
  const firstAccepted = new Promise((resolve) => {
    onAccepted = resolve;
  });
  return { firstAccepted, last: queryUntilRejected(url, token, onAccepted) };
}

async function queryUntilRejected(url, token, onAccepted) {
  const startedAt = performance.now();
  let last = null;
  for (;;) {
    const sentAt = performance.now();
    const { data, errors } = await send(url, '{ me { id role } }', undefined, token);
    if (errors !== undefined) {
      const { code } = errors[0].extensions;
      if (code === 'UNAUTHENTICATED' && last !== null) return last;
      throw new Error(`expected acceptance followed by UNAUTHENTICATED, received ${code}`);
    }
    if (data.me === null) throw new Error('the request was neither accepted nor rejected');
    last = sentAt;
    onAccepted();
    if (sentAt - startedAt > timeoutMs) throw new Error('the token was never rejected');
  }
}
