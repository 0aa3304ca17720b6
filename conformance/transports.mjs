/** Clients of the servers under test. */
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { HEADER } from './callers.mjs';

/** Sends an operation in a POST request, by `fetch` or another function like it. */
export async function post(url, { query, variables = {}, caller }, fetchLike = fetch) {
  const response = await fetchLike(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', [HEADER]: caller },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Runs an operation over a WebSocket, with the caller's name as parameter, and returns every result. */
export async function overWebSocket(url, { query, variables = {}, caller }) {
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: { caller },
    retryAttempts: 0,
  });
  const results = [];
  try {
    for await (const result of client.iterate({ query, variables })) results.push(result);
  } catch (refused) {
    if (!Array.isArray(refused)) throw refused;
    results.push({ errors: refused });
  } finally {
    await client.dispose();
  }
  return results;
}

/** Reads a stream of results to its end. A refused subscription is a result in place of a stream. */
export async function readStream(stream) {
  if (!(Symbol.asyncIterator in stream)) return [stream];
  const results = [];
  for await (const result of stream) results.push(result);
  return results;
}
