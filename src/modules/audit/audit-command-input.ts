import { type CommandInput, DomainError, textOption } from '../../shared/index.js';
import type { ChainLink } from './audit-chain.js';
import type { AuditFilter } from './audit-filter.js';

/** Returns the option as a positive integer, or the default. Throws INVALID_INPUT for any other text. */
export function readNumberOption(input: CommandInput, name: string, defaultValue: number): number {
  const text = textOption(input, name);
  if (text === null) return defaultValue;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw invalid(name, 'The value must be a whole number of at least 1.');
  return Number(text);
}

/**
 * Returns the option as a sequence number with its hash, in the form `12:9f86d0...` that `verify` prints, or
 * null when it was not given. Throws INVALID_INPUT for any other text.
 */
export function readLinkOption(input: CommandInput, name: string): ChainLink | null {
  const text = textOption(input, name);
  if (text === null) return null;
  const [, sequence, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw invalid(name, 'The value must be sequence:hash, as printed by `cordon audit verify`.');
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
  const outcome = textOption(input, 'outcome')?.toUpperCase() ?? null;
  const known = outcomes.find((candidate) => candidate === outcome) ?? null;
  if (outcome !== known) throw invalid('outcome', `The outcome must be one of ${outcomes.join(', ')}.`);
  return {
    actions: action === null ? null : [action],
    actorId: textOption(input, 'actor'),
    subjectId: textOption(input, 'subject'),
    ipAddress: textOption(input, 'address'),
    outcome: known,
  };
}

const outcomes = ['SUCCESS', 'FAILURE', 'DENIED'] as const;

function invalid(option: string, message: string): DomainError {
  return new DomainError({ reason: 'INVALID_INPUT', message, field: [option] });
}
