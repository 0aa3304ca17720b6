/** Asks `me` again and again, as a client that uses every moment before it is refused. */
import { send } from './servers.mjs';

const lanes = 3;
const timeoutMs = 30_000;

/**
 * Asks a server on several lanes until each is refused. `firstAccepted` answers once each was let in; `last` when the last request that was let in had
 * been sent, in milliseconds of performance.now().
 */
export function probe(url, token) {
  const all = Array.from({ length: lanes }, () => lane(url, token));
  return {
    firstAccepted: Promise.all(all.map(({ firstAccepted }) => firstAccepted)),
    last: Promise.all(all.map(({ last }) => last)).then((times) => Math.max(...times)),
  };
}

function lane(url, token) {
  let began;
  const firstAccepted = new Promise((resolve) => {
    began = resolve;
  });
  return { firstAccepted, last: ask(url, token, began) };
}

async function ask(url, token, onLetIn) {
  const began = performance.now();
  let last = null;
  for (;;) {
    const sentAt = performance.now();
    const { data, errors } = await send(url, '{ me { id role } }', undefined, token);
    if (errors !== undefined) {
      const { code } = errors[0].extensions;
      if (code === 'UNAUTHENTICATED' && last !== null) return last;
      throw new Error(`not let in and then refused, but ${code}`);
    }
    if (data.me === null) throw new Error('neither refused nor let in');
    last = sentAt;
    onLetIn();
    if (sentAt - began > timeoutMs) throw new Error('never refused');
  }
}
