import type { DestinationStream } from 'pino';

/** Returns a destination that writes the JSON lines of the log as text for a terminal. */
export function createTextDestination(output: { write(text: string): unknown }): DestinationStream {
  return { write: (line) => void output.write(`${formatLogLine(line)}\n`) };
}

/**
 * Formats one JSON line of the log as `12:03:04.123 INFO  message key=value ...`, followed by the stack of an
 * error. Escapes control characters, so that logged input cannot control the terminal.
 */
export function formatLogLine(line: string): string {
  const { time, level, message, err, ...fields } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const clock = typeof time === 'string' ? time.slice(11, 23) : '';
  const label = String(level).toUpperCase().padEnd(5);
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${formatValue(value)}`);
  const heading = [clock, label, message ?? '', ...pairs]
    .map((part) => escapeControls(String(part)))
    .join(' ');
  return [heading, ...formatError(err)].join('\n');
}

function formatValue(value: unknown): string {
  return typeof value === 'string' && /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value);
}

function formatError(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return error === undefined ? [] : [`    ${String(error)}`];
  const { stack, cause, errors, ...members } = error as Readonly<Record<string, unknown>>;
  const text = typeof stack === 'string' ? stack : JSON.stringify(members);
  const { code, reasons } = members;
  const details = Object.entries({ code, reasons }).filter(([, value]) => value !== undefined);
  return [
    ...text.split('\n').map((line) => `    ${escapeControls(line)}`),
    ...details.map(([name, value]) => `    ${name}=${escapeControls(formatValue(value))}`),
    ...[cause, ...(Array.isArray(errors) ? errors : [])].flatMap((inner) =>
      formatError(inner).map((line, index) => (index === 0 ? `    caused by: ${line.trim()}` : line)),
    ),
  ];
}

function escapeControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
