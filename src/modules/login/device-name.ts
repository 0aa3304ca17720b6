import { readPrintableLine } from '../../shared/index.js';
import { deviceNameInvalid } from './login-errors.js';

const maxLength = 100;

/**
 * Returns the trimmed name of the device for the list of sessions, or null when there is none.
 * Throws INVALID_INPUT for a name of more than 100 characters or with characters that are not printed.
 */
export function parseDeviceName(text: string | null): string | null {
  if (text === null) return null;
  if (text.trim() === '') return null;
  const name = readPrintableLine(text, maxLength);
  if (name === null) throw deviceNameInvalid(maxLength);
  return name;
}
