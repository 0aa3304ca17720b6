import { z } from 'zod';
import { jwtSecret, masterKey } from './secrets.js';
import type { Settings } from './settings.js';
import { required, type Variable } from './variable.js';

type KeySettings = Pick<Settings, 'masterKey' | 'previousMasterKey' | 'signingAlgorithm' | 'jwtSecret'>;

/** The variables for the master key and for the signing of access tokens. */
export const keyVariables: { readonly [Key in keyof KeySettings]: Variable<KeySettings[Key]> } = {
  masterKey: {
    name: 'CORDON_MASTER_KEY',
    description:
      'Encrypts all keys in the database. Keep a copy, separate from the database: without it nobody can sign in.',
    source: 'also file',
    format: '32 bytes in base64 or hexadecimal',
    schema: masterKey,
    development: null,
    production: required,
    defaultDescription: 'generated in the data folder',
    advice: 'Generate one with `cordon secret`.',
  },
  previousMasterKey: {
    name: 'CORDON_PREVIOUS_MASTER_KEY',
    description:
      'The previous master key, while it is being replaced: it decrypts what `cordon keys rewrap` has not re-encrypted yet.',
    source: 'also file',
    format: '32 bytes in base64 or hexadecimal',
    schema: masterKey,
    development: null,
    production: null,
  },
  signingAlgorithm: {
    name: 'CORDON_SIGNING_ALGORITHM',
    description:
      'The algorithm of new signing keys. Existing keys keep theirs until `cordon keys rotate`. HS256 needs CORDON_JWT_SECRET_FILE.',
    format: '`ES256`, `RS256`, `PS256` or `HS256`',
    schema: z.enum(['ES256', 'RS256', 'PS256', 'HS256']),
    development: 'ES256',
    production: 'ES256',
  },
  jwtSecret: {
    name: 'CORDON_JWT_SECRET',
    description:
      'A file with the secret that signs HS256 tokens, used as it is, at least 256 bits. Anyone who can verify such tokens can also forge them.',
    source: 'file only',
    format:
      'a secret of at least 256 bits: 64 hexadecimal digits, 43 characters of base64, or 32 bytes of other text',
    schema: jwtSecret,
    development: null,
    production: null,
    advice: 'Generate one with `cordon secret`.',
  },
};
