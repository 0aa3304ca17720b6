import type { z } from 'zod';

/** The variable must be set in production; there is no default. */
export const required: unique symbol = Symbol('required');

/** An environment variable: its meaning, its format and its defaults. */
export interface Variable<Value> {
  readonly name: string;
  /** One sentence for the operator. */
  readonly description: string;
  /**
   * Whether the value may also, or only, be in a file named by `<name>_FILE`. Default: only in the variable.
   */
  readonly source?: 'also file' | 'file only';
  /** The format of a value, as the end of a sentence with "must be": "an integer from 4 to 15". */
  readonly format: string;
  /**
   * Parses the text. The message of a custom issue replaces the one about `format`. Messages never contain
   * the text.
   */
  readonly schema: z.ZodType<Value, string>;
  /** The default in development and tests. */
  readonly development: Value;
  /** The default in production. */
  readonly production: Value | typeof required;
  /**
   * An additional requirement in production, as the start of a sentence with "in production": "must be
   * https".
   */
  readonly productionRule?: { readonly requirement: string; readonly isSatisfied: (value: Value) => boolean };
  /** A description of the default, where its value is not clear enough. */
  readonly defaultDescription?: string;
  /** How to get a value, as a sentence. */
  readonly advice?: string;
}

/** Returns a default as the operator would write it. */
export function defaultText<Value>(variable: Variable<Value>, value: Value | typeof required): string {
  if (value === required) return 'required';
  if (variable.defaultDescription !== undefined) return variable.defaultDescription;
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}
