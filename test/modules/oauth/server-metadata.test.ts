import { describe, expect, test } from '@jest/globals';
import { cordonRoles } from '../../../src/modules/access/index.js';
import { buildServerMetadata, serverMetadataPaths } from '../../../src/modules/oauth/server-metadata.js';

describe('the metadata of RFC 8414', () => {
  test('has the issuer exactly as in the tokens, and the endpoints below it', () => {
    expect(buildServerMetadata('https://id.example.com', true, cordonRoles.scopes)).toEqual({
      issuer: 'https://id.example.com',
      token_endpoint: 'https://id.example.com/token',
      introspection_endpoint: 'https://id.example.com/introspect',
      revocation_endpoint: 'https://id.example.com/revoke',
      jwks_uri: 'https://id.example.com/.well-known/jwks.json',
      userinfo_endpoint: 'https://id.example.com/userinfo',
      scopes_supported: ['account:read', 'account:write', 'users:read', 'users:write', 'audit:read'],
      response_types_supported: [],
      grant_types_supported: ['password', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['none'],
      introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
      revocation_endpoint_auth_methods_supported: ['none'],
    });
  });

  test('does not list the password grant where it is disabled', () => {
    expect(buildServerMetadata('https://id.example.com', false, [])).toMatchObject({
      grant_types_supported: ['refresh_token'],
    });
  });

  test.each([
    ['https://id.example.com', ['/.well-known/oauth-authorization-server']],
    ['https://id.example.com/', ['/.well-known/oauth-authorization-server']],
    [
      'https://example.com/identity',
      ['/.well-known/oauth-authorization-server', '/.well-known/oauth-authorization-server/identity'],
    ],
  ])('for %s is at the paths of RFC 8414 3.1', (issuer, paths) => {
    expect(serverMetadataPaths(issuer)).toEqual(paths);
  });
});
