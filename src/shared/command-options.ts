import type { CommandInput, CommandOption } from './command.js';
import { DomainError } from './domain-error.js';
import { parseInstant } from './instant.js';

/** The option of commands that have to know the roles of a project when its server does not run them. */
export const rolesOption: CommandOption = {
  name: 'roles',
  value: 'file',
  description: 'The option `roles` of createCordon as a JSON file; defaults to the roles of Cordon.',
};

/** Returns a positional argument. The command line has already rejected a missing one. */
export function argumentOf(input: CommandInput, name: string): string {
  return new Map(Object.entries(input.arguments)).get(name) ?? '';
}

/** Returns the text of an option, or null when it was not given. */
export function textOption({ options }: CommandInput, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

/** Returns the text of a required option. Throws INVALID_INPUT when it was not given. */
export function requiredTextOption(input: CommandInput, name: string): string {
  const text = textOption(input, name);
  if (text === null) throw invalidOption(name, `--${name} is required.`);
  return text;
}

/** Returns true when the flag was given. */
export function flagOption({ options }: CommandInput, name: string): boolean {
  return options[name] === true;
}

/** Returns a whole number within the bounds, or null when the option was not given. Throws INVALID_INPUT. */
export function integerOption(
  input: CommandInput,
  name: string,
  { min, max = Number.MAX_SAFE_INTEGER }: { readonly min: number; readonly max?: number },
): number | null {
  const text = textOption(input, name);
  if (text === null) return null;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw invalidOption(name, `--${name} must be an integer ${range}.`);
}

/** Returns an RFC 3339 instant, or null when the option was not given. Throws INVALID_INPUT. */
export function instantOption(input: CommandInput, name: string): Date | null {
  const text = textOption(input, name);
  if (text === null) return null;
  const instant = parseInstant(text);
  if (instant !== null) return instant;
  throw invalidOption(
    name,
    `--${name} must be a time with its offset from UTC, such as 2030-01-31T12:00:00Z.`,
  );
}

/**
 * Returns one of the values, read in any case, or null when the option was not given. Throws INVALID_INPUT.
 */
export function choiceOption<Value extends string>(
  input: CommandInput,
  name: string,
  values: readonly Value[],
): Value | null {
  const text = textOption(input, name);
  if (text === null) return null;
  const value = values.find((known) => known === text.toUpperCase());
  if (value !== undefined) return value;
  throw invalidOption(name, `--${name} must be one of ${values.join(', ')}.`);
}

/** INVALID_INPUT: the value of an option or argument cannot be used. */
export function invalidOption(name: string, message: string): DomainError {
  return new DomainError({ reason: 'INVALID_INPUT', message, field: [name] });
}
