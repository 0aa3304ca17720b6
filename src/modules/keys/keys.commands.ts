import {
  argumentOf,
  bindCommands,
  type Command,
  type CommandInput,
  type CommandOutput,
  requiredTextOption,
  textOption,
} from '../../shared/index.js';
import { cliActor } from '../access/index.js';
import type { ListedKey } from './change-keys.js';
import type { KeyAdministration, RotationRequest } from './key-administration.js';
import { keysCommandDeclarations, readAlgorithm, readPublishFor } from './keys-command-declarations.js';
import type { RewrapResult } from './rewrap.js';

export function createKeysCommands(
  administration: KeyAdministration,
  rewrap: () => Promise<RewrapResult>,
): readonly Command[] {
  return bindCommands(keysCommandDeclarations, {
    list: async () => formatKeys(await administration.listKeys()),
    rotate: async (input) => formatKey(await administration.rotateKey(readRotation(input), cliActor)),
    revoke: async (input) => {
      const kid = argumentOf(input, 'kid');
      return formatKey(
        await administration.revokeKey({ kid, reason: requiredTextOption(input, 'reason') }, cliActor),
      );
    },
    import: async (input) =>
      formatKey(await administration.importKey(input.secret ?? '', readRotation(input), cliActor)),
    rewrap: async () => formatRewrap(await rewrap()),
  });
}

function readRotation(input: CommandInput): RotationRequest {
  return {
    algorithm: readAlgorithm(input),
    publishFor: readPublishFor(input),
    reason: textOption(input, 'reason'),
  };
}

function formatKey(key: ListedKey): CommandOutput {
  return { data: { key }, text: formatTable([key]) };
}

function formatKeys(keys: readonly ListedKey[]): CommandOutput {
  return { data: { keys }, text: keys.length === 0 ? 'No keys.' : formatTable(keys) };
}

function formatRewrap({ resealed, total }: RewrapResult): CommandOutput {
  const text =
    resealed === 0
      ? `All ${total} keys and secrets are already sealed with CORDON_MASTER_KEY.`
      : `Resealed ${resealed} of ${total} keys and secrets. Remove CORDON_PREVIOUS_MASTER_KEY from the configuration of every server.`;
  return { data: { resealed, total }, text };
}

const columns = ['KID', 'ALGORITHM', 'STATUS', 'ACTIVE FROM', 'RETIRES', 'REVOKED'] as const;

function formatTable(keys: readonly ListedKey[]): string {
  const formatDate = (date: Date | null): string => date?.toISOString() ?? '-';
  const rows = keys.map(({ kid, algorithm, status, activeFrom, retireAt, revokedAt }) => [
    kid,
    algorithm,
    status,
    formatDate(activeFrom),
    formatDate(retireAt),
    formatDate(revokedAt),
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
