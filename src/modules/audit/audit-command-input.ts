import {
  type CommandInput,
  choiceOption,
  type EventOutcome,
  invalidOption,
  textOption,
} from '../../shared/index.js';
import type { ChainLink } from './audit-chain.js';
import type { AuditFilter } from './audit-filter.js';

/**
 * Returns the option as a sequence number with its hash, in the form `12:9f86d0...` that `verify` prints, or
 * null when it was not given. Throws INVALID_INPUT for any other text.
 */
export function readLinkOption(input: CommandInput, name: string): ChainLink | null {
  const text = textOption(input, name);
  if (text === null) return null;
  const [, sequence, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw invalidOption(name, `--${name} must be sequence:hash, as printed by \`cordon audit verify\`.`);
  }
  return { sequence: Number(sequence), hash: Buffer.from(hash, 'hex') };
}

/** Formats a link for `readLinkOption`. */
export function formatLink({ sequence, hash }: ChainLink): string {
  return `${sequence}:${hash.toString('hex')}`;
}

/** Returns the filter of `audit tail`. Throws INVALID_INPUT for an unknown outcome. */
export function readFilterOptions(input: CommandInput): AuditFilter {
  const action = textOption(input, 'action');
  return {
    actions: action === null ? null : [action],
    actorId: textOption(input, 'actor'),
    subjectId: textOption(input, 'subject'),
    ipAddress: textOption(input, 'address'),
    outcome: readOutcome(input),
  };
}

const outcomes = ['SUCCESS', 'FAILURE', 'DENIED'] as const;

/** Returns the option `outcome`, or null when it was not given. Throws INVALID_INPUT. */
export function readOutcome(input: CommandInput): EventOutcome | null {
  return choiceOption(input, 'outcome', outcomes);
}
