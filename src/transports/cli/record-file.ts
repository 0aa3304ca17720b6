import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import {
  decodeTextStream,
  hasDuplicateMembers,
  type InputRecord,
  linesOf,
  TextEncodingError,
} from '../../shared/index.js';
import { UsageError } from './cli-errors.js';

/** Together below the limit of a request to a running server. */
const batchLimits = { records: 100, characters: 200_000 };

/** The longest record. */
const recordCharacters = 65_536;

/**
 * Reads a file of records in batches: JSON lines (one object on each line), or CSV with a header line
 * (RFC 4180) when the name ends with `.csv`. Values of CSV are text; empty cells are left out. Reads in the
 * process of the command, with the permissions of its user. Throws a UsageError for a file that cannot be
 * read, for text that is not UTF-8, for a malformed CSV file and for a record of more than 65,536 characters.
 */
export async function* readRecordBatches(path: string): AsyncGenerator<readonly InputRecord[], void> {
  const records = /\.csv$/i.test(path) ? readCsv(path) : readJsonLines(path);
  let batch: InputRecord[] = [];
  let characters = 0;
  for await (const record of records) {
    const length = JSON.stringify(record).length;
    if (length > recordCharacters) throw new UsageError(`The record on line ${record.line} is too long.`);
    if (batch.length >= batchLimits.records || characters + length > batchLimits.characters) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(record);
    characters += length;
  }
  if (batch.length > 0) yield batch;
}

async function* readJsonLines(path: string): AsyncGenerator<InputRecord, void> {
  let line = 0;
  const createError = (): Error => new UsageError('A line of the file is too long.');
  for await (const text of linesOf(readText(path), { maxCharacters: recordCharacters, createError })) {
    line += 1;
    if (text.trim() !== '') yield { line, values: parseObject(text) };
  }
}

function parseObject(text: string): InputRecord['values'] {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    // Throws for nesting that no later step could write, either.
    JSON.stringify(value);
    return isObject && !hasDuplicateMembers(text) ? { ...value } : null;
  } catch {
    return null;
  }
}

async function* readCsv(path: string): AsyncGenerator<InputRecord, void> {
  const { parse } = await import('csv-parse');
  const columns = (header: readonly string[]): string[] => {
    const names = header.map((name) => name.trim());
    // The parser would keep the last of two columns.
    if (new Set(names).size < names.length) throw new UsageError('The header line repeats a name.');
    return names;
  };
  const options = {
    columns,
    info: true,
    trim: true,
    skip_empty_lines: true,
    max_record_size: recordCharacters,
  };
  // An error of the file is thrown by the iteration of the parser.
  const parsed = pipeline(Readable.from(readText(path)), parse(options), () => {});
  try {
    for await (const { record, info } of parsed) {
      const cells = Object.entries<string>(record).filter(([, value]) => value !== '');
      yield { line: info.lines, values: Object.fromEntries(cells) };
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('The file is not valid CSV: each line needs as many values as the header line.');
  }
}

/** Reads the file as UTF-8, without a byte order mark. */
async function* readText(path: string): AsyncGenerator<string, void> {
  try {
    yield* decodeTextStream(createReadStream(path));
  } catch (error) {
    throw new UsageError(
      error instanceof TextEncodingError ? `The file ${error.message}.` : 'The file cannot be read.',
    );
  }
}
