import {
  type CommandDeclarations,
  type CommandInput,
  type CommandOption,
  choiceOption,
  integerOption,
} from '../../shared/index.js';
import type { PairAlgorithm } from '../tokens/index.js';
import { pairAlgorithms } from './published-key.js';

/** Returns how long a key is published before it signs; null for the default. Throws INVALID_INPUT. */
export const readPublishFor = (input: CommandInput): number | null =>
  integerOption(input, 'publish-for', { min: 0 });

/** Returns the algorithm of a key; null for the configured one. Throws INVALID_INPUT. */
export const readAlgorithm = (input: CommandInput): PairAlgorithm | null =>
  choiceOption(input, 'algorithm', pairAlgorithms);

const rotationOptions: readonly CommandOption[] = [
  {
    name: 'publish-for',
    value: 'seconds',
    description: 'How long the key is published before it signs (default 600; 0 signs at once).',
    check: readPublishFor,
  },
  {
    name: 'algorithm',
    value: 'name',
    description: 'ES256, RS256 or PS256; defaults to the configured algorithm.',
    check: readAlgorithm,
  },
  { name: 'reason', value: 'text', description: 'The reason, for the audit log.' },
];

/** The commands `cordon keys ...`. */
export const keysCommandDeclarations: CommandDeclarations<
  'list' | 'rotate' | 'revoke' | 'import' | 'rewrap'
> = {
  list: { name: 'keys list', description: 'List the signing keys of access tokens, newest first.' },
  rotate: {
    name: 'keys rotate',
    description: 'Create a signing key. It is published first and signs after that.',
    options: rotationOptions,
  },
  revoke: {
    name: 'keys revoke',
    description: 'Revoke a signing key permanently. Every token signed with it is rejected at once.',
    arguments: ['kid'],
    options: [
      { name: 'reason', value: 'text', description: 'The reason, for the audit log.', required: true },
    ],
  },
  import: {
    name: 'keys import',
    description: 'Import a private key in PEM or JWK format. It is rotated in like a generated key.',
    arguments: ['file'],
    options: rotationOptions,
    secret: { fileArgument: 'file' },
  },
  rewrap: {
    name: 'keys rewrap',
    description: 'Re-encrypt with CORDON_MASTER_KEY what is encrypted with CORDON_PREVIOUS_MASTER_KEY.',
  },
};
