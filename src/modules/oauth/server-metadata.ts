/** Authorization server metadata (RFC 8414 2). */
export type ServerMetadata = Readonly<Record<string, string | readonly string[]>>;

/**
 * Returns the metadata document; `issuer` is the `iss` of every token. There is no authorization endpoint, so
 * there is no response type. Tokens are granted to and revoked by one public client, so `none` is the only
 * authentication method of these endpoints; secrets are ignored there.
 */
export function buildServerMetadata(
  issuer: string,
  passwordGrantEnabled: boolean,
  scopes: readonly string[],
): ServerMetadata {
  const base = issuer.replace(/\/$/, '');
  return {
    issuer,
    token_endpoint: `${base}/token`,
    introspection_endpoint: `${base}/introspect`,
    revocation_endpoint: `${base}/revoke`,
    jwks_uri: `${base}/.well-known/jwks.json`,
    userinfo_endpoint: `${base}/userinfo`,
    scopes_supported: scopes,
    response_types_supported: [],
    grant_types_supported: passwordGrantEnabled ? ['password', 'refresh_token'] : ['refresh_token'],
    token_endpoint_auth_methods_supported: ['none'],
    introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
    revocation_endpoint_auth_methods_supported: ['none'],
  };
}

/**
 * Returns the paths of the document: with the issuer's path behind the well-known name (RFC 8414 3.1), and
 * without it for proxies that strip it.
 */
export function serverMetadataPaths(issuer: string): readonly string[] {
  const wellKnownPath = '/.well-known/oauth-authorization-server';
  const path = new URL(issuer).pathname.replace(/\/$/, '');
  return path === '' ? [wellKnownPath] : [wellKnownPath, wellKnownPath + path];
}
