import { scopes } from '../access/index.js';

/** What a client can find out about this server (RFC 8414 2). */
export type ServerMetadata = Readonly<Record<string, string | readonly string[]>>;

/**
 * The document of RFC 8414; `issuer` is the `iss` of every token.
 * There is no authorization endpoint, so no response type. Tokens are granted to and revoked
 * by the one public client, so `none` is the only method that is true there, even though secrets that are sent nevertheless do no harm.
 */
export function buildServerMetadata(issuer: string, passwordGrantEnabled: boolean): ServerMetadata {
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

/** Where the document stands: RFC 8414 3.1 puts the issuer's path behind the well-known name; without it, for proxies that strip it. */
export function serverMetadataPaths(issuer: string): readonly string[] {
  const plain = '/.well-known/oauth-authorization-server';
  const path = new URL(issuer).pathname.replace(/\/$/, '');
  return path === '' ? [plain] : [plain, plain + path];
}
