import type { CompiledRule } from '../core/rule-table.js';
import type { FieldRules } from './effective-rules.js';
import type { InputPosition } from './input-rules.js';

/** A field with its rules compiled. */
export interface GuardedField extends FieldRules {
  /** The rule that a plan evaluates: all of it or, for an elevating field, the part before its resolver. */
  readonly planned: CompiledRule;
  readonly guardRule: CompiledRule;
  readonly beforeRule: CompiledRule;
  readonly payloadRule: CompiledRule;
  /** Whether the effective rule is not OPEN. */
  readonly isChecked: boolean;
  /** The arguments that have a rule, or whose type contains one. */
  readonly inputs: readonly InputPosition[] | undefined;
}

/** Returns whether a refusal of the field is no error. */
export function isSilent({
  nullOnDeny,
  filterOnDeny,
}: Pick<GuardedField, 'nullOnDeny' | 'filterOnDeny'>): boolean {
  return nullOnDeny || filterOnDeny;
}
