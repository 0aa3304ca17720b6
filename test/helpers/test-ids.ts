/** Parses an id that must be valid. */
export function idOf<T>(parse: (text: string) => T | null, text: string): T {
  const id = parse(text);
  if (id === null) throw new Error(`not an id: ${text}`);
  return id;
}
