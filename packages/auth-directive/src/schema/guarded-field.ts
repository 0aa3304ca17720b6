import type { CompiledRule } from '../core/rule-table.js';
import type { FieldRules } from './effective-rules.js';
import type { InputPosition } from './input-rules.js';

/** A field with its rules compiled. */
export interface GuardedField extends FieldRules {
  /** What a plan may decide: everything, or, of an elevating field, what holds before it runs. */
  readonly planned: CompiledRule;
  readonly guard: CompiledRule;
  readonly beforeRule: CompiledRule;
  readonly payloadRule: CompiledRule;
  /** Whether the effective rule asks anything. */
  readonly isChecked: boolean;
  /** The arguments that ask something, or lead to something that does. */
  readonly inputs: readonly InputPosition[] | undefined;
}
