import type { Route } from '../../shared/index.js';
import type { PublishedKey } from './published-key.js';

/** `GET /.well-known/jwks.json`: the keys that verify access tokens (RFC 7517 section 5). */
export function keysRoutes(published: () => Promise<readonly PublishedKey[]>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/.well-known/jwks.json',
      body: 'none',
      handle: async () => ({
        status: 200,
        headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
        body: { keys: await published() },
      }),
    },
  ];
}
