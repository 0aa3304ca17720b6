import { OauthError } from './oauth-error.js';

/** A form's or a query string's fields in order of appearance, repetitions kept. */
export type Form = readonly (readonly [name: string, value: string])[];

/**
 * The parameters by name (RFC 6749 3.2): one without a value counts as omitted. Refuses with invalid_request when one stands twice, known
 * or not.
 */
export function readParameters(form: Form): ReadonlyMap<string, string> {
  const names = form.map(([name]) => name);
  if (new Set(names).size !== names.length) {
    throw new OauthError('invalid_request', 'A parameter was sent more than once');
  }
  return new Map(form.filter(([, value]) => value !== ''));
}

/** The parameter's value; refuses with invalid_request when it is missing. */
export function requiredParameter(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw new OauthError('invalid_request', `The parameter ${name} is missing`);
  return value;
}
