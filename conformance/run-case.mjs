/** Runs one case on one adapter and compares the response with the expected one. */
import { isDeepStrictEqual } from 'node:util';
import { createWorld } from './world.mjs';

/** Returns "passes", "not offered", or what differs. */
export async function runCase(adapter, each) {
  const world = createWorld(each);
  const server = await adapter.start(world);
  try {
    if (each.subscription === undefined) {
      return adapter.isRefused
        ? await runRefused(server, each, world)
        : await runOperation(server, each, world);
    }
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

/** Runs a case where guards refuse what is compiled: they answer nothing, run nothing, and say why. */
async function runRefused(server, { query, variables, caller }, { log }) {
  const response = plain(await server.ask({ query, variables, caller }));
  return isRefused(response) && log.length === 0 ? 'refused' : `answers ${JSON.stringify(response)}`;
}

function isRefused({ errors = [] }) {
  return errors.some(({ message }) => message.includes('not supported by @auth'));
}

async function runSubscription(server, { subscription, caller, expected }, { log }) {
  const results = plain(await server.subscribe({ query: subscription, caller }));
  if (results.length === 1 && isRefused(results[0]) && log.length === 0) return 'refused';
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
