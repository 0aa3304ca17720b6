/** Runs one case on one adapter and compares the response with the expected one. */
import { isDeepStrictEqual } from 'node:util';
import { createWorld } from './world.mjs';

/** Returns "passes", "not offered", or what differs. */
export async function runCase(adapter, each) {
  const world = createWorld(each);
  const server = await adapter.start(world);
  try {
    if (adapter.isRefused) return await runRefused(server, each, world);
    if (each.subscription === undefined) return await runOperation(server, each, world);
    return server.subscribe === undefined ? 'not offered' : await runSubscription(server, each, world);
  } finally {
    await server.stop?.();
  }
}

async function runOperation(server, { query, variables, caller, expected, hides }, { log }) {
  const response = plain(await server.ask({ query, variables, caller }));
  const isRefusedBefore = !('data' in response) || response.data === null;
  const { errors = [] } = response;
  const wanted = expected.errors ?? [];
  // A plan refuses before execution: each coordinate once, without paths and data.
  const isExpected =
    isRefusedBefore && isRefusedWhole(expected)
      ? isDeepStrictEqual(sorted(new Set(errors.map(codeOf))), sorted(new Set(wanted.map(withoutPath))))
      : isDeepStrictEqual(response.data, expected.data) &&
        isDeepStrictEqual(sorted(errors.map(located)), sorted(wanted));
  if (!isExpected) return `answers ${JSON.stringify(response)}`;
  if (hides !== undefined && JSON.stringify(response).includes(hides)) return `reveals ${hides}`;
  return ranAs(expected, log);
}

/** Runs a case where guards refuse the executor: they answer nothing, run nothing, and say why. */
async function runRefused(server, { query, variables, caller, subscription }, { log }) {
  if (subscription !== undefined) return 'not offered';
  const response = plain(await server.ask({ query, variables, caller }));
  const isSaid = (response.errors ?? []).some(({ message }) => message.includes('not supported by @auth'));
  return isSaid && log.length === 0 ? 'refused' : `answers ${JSON.stringify(response)}`;
}

async function runSubscription(server, { subscription, caller, expected }, { log }) {
  const results = plain(await server.subscribe({ query: subscription, caller }));
  const events = results.map(({ data = null, errors = [] }) => ({ data, errors: errors.map(codeOf) }));
  if (!isDeepStrictEqual(events, expected.events)) return `answers ${JSON.stringify(results)}`;
  return ranAs(expected, log);
}

function ranAs({ ran }, log) {
  return ran === undefined || isDeepStrictEqual(log, ran) ? 'passes' : `runs ${log.join(', ')}`;
}

function isRefusedWhole({ data, errors = [] }) {
  return errors.length > 0 && Object.values(data).every((value) => value === null);
}

function codeOf({ extensions = {} }) {
  return `${extensions.code} ${extensions.coordinate}`;
}

function located(error) {
  return `${error.path?.join('.')} ${codeOf(error)}`;
}

function withoutPath(error) {
  return error.slice(error.indexOf(' ') + 1);
}

function sorted(words) {
  return [...words].sort();
}

function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
