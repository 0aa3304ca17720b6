import { type CommandInput, DomainError, textOption } from '../../shared/index.js';
import type { ChainLink } from './audit-chain.js';
import type { AuditFilter } from './audit-filter.js';

/** A whole number of at least 1; the given one when nothing was said. Refuses with INVALID_INPUT. */
export function readNumberOption(input: CommandInput, name: string, defaultValue: number): number {
  const text = textOption(input, name);
  if (text === null) return defaultValue;
  if (!/^[1-9]\d{0,14}$/.test(text)) throw invalid(name, 'This is a whole number of at least 1.');
  return Number(text);
}

/** A place in the log with its hash, as `verify` prints the head: `12:9f86d0...`; null when nothing was said. Refuses with INVALID_INPUT. */
export function readLinkOption(input: CommandInput, name: string): ChainLink | null {
  const text = textOption(input, name);
  if (text === null) return null;
  const [, sequence, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw invalid(name, 'This is a place in the log and its hash, as `cordon audit verify` prints the head.');
  }
  return { sequence: Number(sequence), hash: Buffer.from(hash, 'hex') };
}

/** As readLinkOption reads it. */
export function formatLink({ sequence, hash }: ChainLink): string {
  return `${sequence}:${hash.toString('hex')}`;
}

/** Reads the options of `audit tail` that select. Refuses with INVALID_INPUT. */
export function readFilterOptions(input: CommandInput): AuditFilter {
  const action = textOption(input, 'action');
  const outcome = textOption(input, 'outcome')?.toUpperCase() ?? null;
  const known = outcomes.find((candidate) => candidate === outcome) ?? null;
  if (outcome !== known) throw invalid('outcome', `An outcome is one of ${outcomes.join(', ')}.`);
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
