import { type CordonClient, createCordonClient } from '@cordon/client';

/**
 * The client of every page. The refresh token is in a cookie that no script can read, and the access token in
 * memory only.
 */
export const client: CordonClient = createCordonClient({ endpoint: '/graphql', delivery: 'COOKIE' });
