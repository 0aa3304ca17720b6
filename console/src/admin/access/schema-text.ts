// A block string, a string, a comment, or a part of the text without any of them.
const token = /"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|[^"#]+/g;

/**
 * Returns a schema without its descriptions and comments, which can be most of its text. Strings that are
 * values of arguments stay.
 */
export function withoutDescriptions(text: string): string {
  let kept = '';
  for (const [part] of text.matchAll(token)) {
    const isText = part.startsWith('"');
    if (part.startsWith('#')) continue;
    if (isText && !isValue(kept)) continue;
    kept += isText ? part : part.replaceAll(/[ \t]+/g, ' ').replaceAll(/\s*\n\s*/g, '\n');
  }
  return kept;
}

/** A string is a value after a colon, an equals sign, and inside a list; otherwise it is a description. */
function isValue(before: string): boolean {
  return /[:=]\s*$/.test(before) || before.lastIndexOf('[') > before.lastIndexOf(']');
}
