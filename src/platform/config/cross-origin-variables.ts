import { z } from 'zod';
import type { Settings } from './settings.js';
import { isDomain, isHeaderName, isNetwork, isPageOrigin, listOf } from './value-parsers.js';
import type { Variable } from './variable.js';

type CrossOriginSettings = Pick<
  Settings,
  'allowedOrigins' | 'allowedHeaders' | 'trustedProxies' | 'passkeyRpId'
>;

/** The variables about pages of other origins and about the proxies in front of the server. */
export const crossOriginVariables: {
  readonly [Key in keyof CrossOriginSettings]: Variable<CrossOriginSettings[Key]>;
} = {
  allowedOrigins: {
    name: 'CORDON_ALLOWED_ORIGINS',
    description:
      'The origins whose pages may call this server (CORS), separated by commas: of web pages, and of apps with a scheme of their own like capacitor://localhost. The origin of the issuer is always allowed.',
    format: 'a list of origins like https://app.example.com (no path, no trailing slash, no *)',
    schema: listOf(isPageOrigin),
    development: [],
    production: [],
  },
  allowedHeaders: {
    name: 'CORDON_ALLOWED_HEADERS',
    description:
      'Further request headers that pages of other origins may send (CORS), separated by commas, beside the ones that GraphQL clients send.',
    format: 'a list of header names like X-Tenant, traceparent (no *)',
    schema: listOf(isHeaderName),
    development: [],
    production: [],
  },
  trustedProxies: {
    name: 'CORDON_TRUSTED_PROXIES',
    description:
      'The proxies whose X-Forwarded-For header, or Forwarded header without it, is trusted: addresses or networks, separated by commas.',
    format: 'a list of addresses or networks like 10.0.0.0/8',
    schema: listOf(isNetwork),
    development: [],
    production: [],
  },
  passkeyRpId: {
    name: 'CORDON_PASSKEY_RP_ID',
    description:
      'The domain that passkeys belong to (the relying party id of WebAuthn): the host of the issuer, or a parent domain of it that other pages share. Passkeys that were registered for another domain cannot be used any more.',
    format: 'a domain name like example.com (lower case)',
    schema: z.string().refine(isDomain),
    development: null,
    production: null,
    defaultDescription: 'the host of the issuer',
  },
};
