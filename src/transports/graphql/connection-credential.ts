import type { BearerHeader } from '../../modules/access/index.js';

/**
 * The credential of a graphql-transport-ws connection, from the payload of its `connection_init`: `authorization` in any case, written like
 * the HTTP header of that name and read as strictly. Given twice, or as anything but text, it is malformed.
 */
export function readConnectionCredential(
  parameters: Readonly<Record<string, unknown>> | undefined,
): BearerHeader {
  const values = Object.entries(parameters ?? {})
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .map(([, value]) => value);
  const [value] = values;
  return {
    authorization: typeof value === 'string' ? value : undefined,
    authorizationHeaderCount: values.length,
  };
}
