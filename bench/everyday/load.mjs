/** Sends the same request over keep-alive connections, as fast as the server answers. */
import { Agent, request } from 'node:http';

/** Sends an operation, or a GET without one. Resolves with the text of the answer; rejects for a refusal. */
function sendRequest(agent, url, body, token) {
  return new Promise((resolve, reject) => {
    const content =
      body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const sent = request(
      url,
      { agent, method: body === '' ? 'GET' : 'POST', headers: { ...content, ...authorization } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          response.statusCode < 300 ? resolve(text) : reject(new Error(`${response.statusCode}: ${text}`)),
        );
      },
    );
    sent.on('error', reject).end(body);
  });
}

/** A generator of load with this number of connections. */
export function createLoad(connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    /** Sends this number of requests and checks each answer; resolves with the sorted milliseconds. */
    send: async ({ url }, { path = '/graphql', query, token, isComplete }, count) => {
      const body = query === undefined ? '' : JSON.stringify({ query });
      const times = [];
      let left = count;
      const lane = async () => {
        while (left > 0) {
          left -= 1;
          const startedAt = performance.now();
          const text = await sendRequest(agent, `${url}${path}`, body, token);
          times.push(performance.now() - startedAt);
          if (!isComplete(text)) throw new Error(`an incomplete answer: ${text.slice(0, 300)}`);
        }
      };
      await Promise.all(Array.from({ length: connections }, lane));
      return times.sort((one, other) => one - other);
    },
    close: () => agent.destroy(),
  };
}
