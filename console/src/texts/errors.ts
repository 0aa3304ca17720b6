import type { UserError } from '../api/send.js';
import { t } from './index.js';

/** Returns an error in the language of the page; the server's own words for a code that has none. */
export function errorText({ code, message, params, retryAfter }: UserError): string {
  const text = Object.hasOwn(t().errors, code)
    ? t().errors[code as keyof ReturnType<typeof t>['errors']]
    : message;
  const limit = params?.['minLength'] ?? params?.['maxLength'];
  const withLimit = text.replace('{limit}', String(limit ?? ''));
  return retryAfter === null ? withLimit : `${withLimit} ${t().common.waitSeconds(retryAfter)}`;
}
