import { OauthError } from './oauth-error.js';

/** The fields of a form or a query string in their order, repetitions included. */
export type Form = readonly (readonly [name: string, value: string])[];

/**
 * Returns the parameters by name (RFC 6749 3.2); a parameter without a value is omitted. Throws
 * invalid_request when a parameter is repeated, known or not.
 */
export function readParameters(form: Form): ReadonlyMap<string, string> {
  const names = form.map(([name]) => name);
  if (new Set(names).size !== names.length) {
    throw new OauthError('invalid_request', 'A parameter was sent more than once');
  }
  return new Map(form.filter(([, value]) => value !== ''));
}

/** Returns the value of the parameter. Throws invalid_request when it is missing. */
export function requiredParameter(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw new OauthError('invalid_request', `The parameter ${name} is missing`);
  return value;
}
