import { deviceNameInvalid } from './login-errors.js';

const maxLength = 100;

/**
 * What a device is to be called in the list of sessions; null when nothing was said. Blanks around it go.
 * Refuses with INVALID_INPUT what is too long or holds control characters.
 */
export function parseDeviceName(text: string | null): string | null {
  if (text === null) return null;
  const name = text.trim();
  if (name.length > maxLength || /[\p{Cc}\p{Surrogate}]/u.test(name)) throw deviceNameInvalid(maxLength);
  return name === '' ? null : name;
}
