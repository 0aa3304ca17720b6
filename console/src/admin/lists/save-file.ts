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
 * Where a spreadsheet would take a value, or what it reads as the next value, for a formula. In languages
 * with a decimal comma it separates values at semicolons, quoted or not.
 */
const formulaStart = /(^|[;\t\r\n])(?=\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/gu;

/** Returns a line of a CSV file (RFC 4180). An apostrophe stands before what would be a formula. */
export function csvLine(values: readonly (string | number | boolean | null)[]): string {
  const cells = values.map((value) => {
    const text = value === null ? '' : String(value);
    const safe = typeof value === 'string' ? text.replace(formulaStart, "$1'") : text;
    return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${cells.join(',')}\r\n`;
}

/** Returns the part of the name of a file that says when it was saved. */
export function fileDate(): string {
  return new Date().toISOString().slice(0, 10);
}
