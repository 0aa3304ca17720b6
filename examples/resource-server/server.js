import { createServer } from 'node:http';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

/** The codes of jose for keys that cannot be fetched, in contrast to a token that is invalid. */
const unavailableCodes = ['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC'];

/**
 * Creates an API that accepts the access tokens of a Cordon server. `issuer` and `audience` are those of
 * Cordon (CORDON_ISSUER, CORDON_AUDIENCE); `jwksUrl` is its /.well-known/jwks.json.
 */
export function createResourceServer({ issuer, audience = issuer, jwksUrl }) {
  // Fetches the keys when a token names an unknown one, so a rotation needs no restart.
  const keys = createRemoteJWKSet(new URL(jwksUrl));

  async function verifyToken(authorization = '') {
    const [, token] = /^Bearer ([\w.-]+)$/i.exec(authorization) ?? [];
    if (token === undefined) return null;
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: ['ES256', 'RS256', 'PS256'],
      requiredClaims: ['sub', 'exp'],
    });
    return payload;
  }

  return createServer(async (request, response) => {
    const respond = (status, body, headers = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    try {
      const claims = await verifyToken(request.headers.authorization);
      if (claims === null) return respond(401, { error: 'unauthorized' }, { 'www-authenticate': 'Bearer' });
      return respond(200, { id: claims.sub, role: claims.role });
    } catch (error) {
      const isInvalid = error instanceof errors.JOSEError && !unavailableCodes.includes(error.code);
      if (!isInvalid) return respond(503, { error: 'keys_unavailable' });
      return respond(401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' });
    }
  });
}

if (import.meta.url === new URL(process.argv[1], 'file:').href) {
  const issuer = process.env.ISSUER ?? 'http://localhost:4000';
  const server = createResourceServer({ issuer, jwksUrl: `${issuer}/.well-known/jwks.json` });
  server.listen(4003, () => console.log('Ready at http://localhost:4003'));
}
