import type { z } from 'zod';

/** The environment has to give it in production; there is no default. */
export const required: unique symbol = Symbol('required');

/** One variable of the environment: how it reads, what it means, what holds when it is not given. */
export interface Variable<Value> {
  readonly name: string;
  /** One sentence for the operator. */
  readonly description: string;
  /** Where the value may stand: in the variable, or also (or only) in a file that `<name>_FILE` names. */
  readonly source?: 'also file' | 'file only';
  /** What a value looks like, as the end of "is not": "a whole number from 4 to 15". */
  readonly form: string;
  /** Parses the text; a custom issue's message, where there is one, is said instead of `form`. Messages never echo the text. */
  readonly schema: z.ZodType<Value, string>;
  /** The value when not given, in development (and tests). */
  readonly development: Value;
  /** The value when not given, in production. */
  readonly production: Value | typeof required;
  /** What production refuses although it reads well: words as the end of "in production": "must be https". */
  readonly productionRule?: { readonly words: string; readonly holds: (value: Value) => boolean };
  /** The default in words, where the value itself says too little. */
  readonly defaultDescription?: string;
  /** How to come by a value, as a full sentence. */
  readonly advice?: string;
}

/** A default as the operator would write it. */
export function defaultText<Value>(variable: Variable<Value>, value: Value | typeof required): string {
  if (value === required) return 'required';
  if (variable.defaultDescription !== undefined) return variable.defaultDescription;
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}
