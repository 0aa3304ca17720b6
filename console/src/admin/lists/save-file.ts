/** Lets the browser save a text as a file. */
export function saveFile(name: string, type: string, parts: readonly string[]): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has to have opened it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * Returns a line of a CSV file (RFC 4180). A value that a spreadsheet would take for a formula gets an
 * apostrophe before it.
 */
export function csvLine(values: readonly (string | number | boolean | null)[]): string {
  const cells = values.map((value) => {
    const text = value === null ? '' : String(value);
    const safe = typeof value === 'string' && /^[\s]*[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
    return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${cells.join(',')}\r\n`;
}

/** Returns the part of the name of a file that says when it was saved. */
export function fileDate(): string {
  return new Date().toISOString().slice(0, 10);
}
