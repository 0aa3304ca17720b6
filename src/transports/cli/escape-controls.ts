/** Control characters except line ends and tabs, and the characters that reorder text or end lines. */
const controls = /[^\P{Cc}\n\t]|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Escapes what could control a terminal, as `\u009b`. JSON remains the same value: it contains these
 * characters in strings only.
 */
export function escapeControls(text: string): string {
  return text.replace(controls, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
