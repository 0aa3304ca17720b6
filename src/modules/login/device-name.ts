import { deviceNameInvalid } from './login-errors.js';

const maxLength = 100;

/**
 * Returns the trimmed name of the device for the list of sessions, or null when there is none.
 * Throws INVALID_INPUT for a name of more than 100 characters or with control characters.
 */
export function parseDeviceName(text: string | null): string | null {
  if (text === null) return null;
  const name = text.trim();
  if (name.length > maxLength || /[\p{Cc}\p{Surrogate}]/u.test(name)) throw deviceNameInvalid(maxLength);
  return name === '' ? null : name;
}
