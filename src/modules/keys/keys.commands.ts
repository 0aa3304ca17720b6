import type { Command, CommandInput, CommandOutput } from '../../shared/index.js';
import { cliActor } from '../access/index.js';
import type { KeyAdministration, ListedKey, RotationRequest } from './key-administration.js';
import type { RewrapResult } from './rewrap.js';

const rotationOptions = [
  {
    name: 'publish-for',
    value: 'seconds',
    description: 'How long the key is published before it signs; 600 when left out, 0: it signs at once.',
  },
  {
    name: 'algorithm',
    value: 'name',
    description: 'ES256, RS256 or PS256; the configured one when left out.',
  },
  { name: 'reason', value: 'text', description: 'Why, for the record.' },
] as const;

/** The commands `cordon keys ...`: the same service as the API's, for the operator. */
export function createKeysCommands(
  administration: KeyAdministration,
  rewrap: () => Promise<RewrapResult>,
): readonly Command[] {
  return [
    {
      name: 'keys list',
      description: 'List the keys that access tokens are signed with, the newest first.',
      run: async () => listOutput(await administration.list()),
    },
    {
      name: 'keys rotate',
      description: 'Make another signing key; it is published first, then takes over.',
      options: rotationOptions,
      run: async (input) => keyOutput(await administration.rotate(rotationOf(input), cliActor)),
    },
    {
      name: 'keys revoke',
      description: 'Refuse a signing key, and every token signed with it, at once and for good.',
      arguments: ['kid'],
      options: [{ name: 'reason', value: 'text', description: 'Why, for the record.', required: true }],
      run: async (input) => {
        const {
          arguments: { kid = '' },
        } = input;
        return keyOutput(
          await administration.revoke({ kid, reason: textOf(input, 'reason') ?? '' }, cliActor),
        );
      },
    },
    {
      name: 'keys import',
      description:
        'Bring in a private key of your own, in PEM or as a JWK; it takes over as a rotated one does.',
      arguments: ['file'],
      options: rotationOptions,
      secret: { fileArgument: 'file' },
      run: async (input) =>
        keyOutput(await administration.importKey(input.secret ?? '', rotationOf(input), cliActor)),
    },
    {
      name: 'keys rewrap',
      description: 'Seal everything with CORDON_MASTER_KEY that CORDON_PREVIOUS_MASTER_KEY had sealed.',
      run: async () => rewrapOutput(await rewrap()),
    },
  ];
}

function textOf({ options }: CommandInput, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

/** A number that is none becomes NaN, which the service refuses as it refuses a negative one. */
function rotationOf(input: CommandInput): RotationRequest {
  const seconds = textOf(input, 'publish-for');
  return {
    algorithm: textOf(input, 'algorithm'),
    publishFor: seconds === null ? null : /^\d{1,9}$/.test(seconds) ? Number(seconds) : Number.NaN,
    reason: textOf(input, 'reason'),
  };
}

function keyOutput(key: ListedKey): CommandOutput {
  return { data: { key }, text: tableOf([key]) };
}

function listOutput(keys: readonly ListedKey[]): CommandOutput {
  return { data: { keys }, text: keys.length === 0 ? 'None.' : tableOf(keys) };
}

function rewrapOutput({ resealed, total }: RewrapResult): CommandOutput {
  const text =
    resealed === 0
      ? `All ${total} are sealed with CORDON_MASTER_KEY already.`
      : `Sealed ${resealed} of ${total} anew. Take CORDON_PREVIOUS_MASTER_KEY out of every server's configuration.`;
  return { data: { resealed, total }, text };
}

const columns = ['KID', 'ALGORITHM', 'STATUS', 'ACTIVE FROM', 'RETIRES', 'REVOKED'] as const;

function tableOf(keys: readonly ListedKey[]): string {
  const shown = (date: Date | null): string => date?.toISOString() ?? '-';
  const rows = keys.map(({ kid, algorithm, status, activeFrom, retireAt, revokedAt }) => [
    kid,
    algorithm,
    status,
    shown(activeFrom),
    shown(retireAt),
    shown(revokedAt),
  ]);
  const widths = columns.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [[...columns], ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
