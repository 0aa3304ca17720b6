import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { InputRecord } from '../../../src/shared/index.js';
import { readRecordBatches } from '../../../src/transports/cli/record-file.js';

const folder = mkdtempSync(join(tmpdir(), 'cordon-records-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function readFile(
  name: string,
  content: string | Buffer,
): Promise<readonly (readonly InputRecord[])[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  return readBatches(path);
}

async function readBatches(path: string): Promise<readonly (readonly InputRecord[])[]> {
  const batches: (readonly InputRecord[])[] = [];
  for await (const batch of readRecordBatches(path)) batches.push(batch);
  return batches;
}

describe('JSON lines', () => {
  test('are records with their line numbers; blank lines, a byte order mark and CRLF are ignored', async () => {
    expect(await readFile('a.jsonl', '\ufeff{"username":"ada"}\r\n\r\n{"username":"bo"}')).toEqual([
      [
        { line: 1, values: { username: 'ada' } },
        { line: 3, values: { username: 'bo' } },
      ],
    ]);
  });

  test.each([
    '[]',
    '"text"',
    'null',
    '{"a":',
    '{"a":1,"a":2}',
    `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
  ])('a line %.20s has no values', async (line) => {
    expect(await readFile('b.jsonl', `${line}\n{}`)).toEqual([
      [
        { line: 1, values: null },
        { line: 2, values: {} },
      ],
    ]);
  });

  test('come in batches that fit into a request to the server', async () => {
    const line = JSON.stringify({ text: 'x'.repeat(10_000) });

    const large = await readFile('c.jsonl', `${line}\n`.repeat(50));
    const many = await readFile('d.jsonl', '{}\n'.repeat(250));

    expect(large.flat()).toHaveLength(50);
    for (const batch of large) expect(JSON.stringify(batch).length).toBeLessThan(210_000);
    expect(many.map((batch) => batch.length)).toEqual([100, 100, 50]);
  });

  test('a character that is split between two reads is kept', async () => {
    const text = 'é'.repeat(30_000);

    const [first] = await readFile('e.jsonl', JSON.stringify({ x: 'a', text }));

    expect(first?.[0]?.values).toEqual({ x: 'a', text });
  });
});

describe('CSV', () => {
  test('has a header line, quoted values with line ends, and no values for empty cells', async () => {
    const content =
      '\ufeffusername, email,fullName\r\nada,ada@example.com,"Lovelace,\n""Ada"""\r\nbo,bo@example.com,\r\n';

    const [records] = await readFile('a.csv', content);

    expect(records?.map(({ values }) => values)).toEqual([
      { username: 'ada', email: 'ada@example.com', fullName: 'Lovelace,\n"Ada"' },
      { username: 'bo', email: 'bo@example.com' },
    ]);
  });

  test.each([
    ['a line with more values than the header', 'a,b\n1,2,3\n'],
    ['a quote that is not closed', 'a,b\n"1,2\n'],
  ])('with %s is an error', async (_what, content) => {
    await expect(readFile('b.csv', content)).rejects.toThrow('The file is not valid CSV');
  });

  test('with the same column twice is an error: which one counts would be a guess', async () => {
    await expect(readFile('d.csv', 'username,role,role\nada,USER,ADMIN\n')).rejects.toThrow(
      'The header line repeats a name.',
    );
  });

  test('that is not UTF-8 is an error that says so', async () => {
    await expect(readFile('c.csv', Buffer.from('a\n\xe9\n', 'latin1'))).rejects.toThrow('not UTF-8');
  });
});

test.each([
  ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'UTF-16'],
  ['Latin-1', Buffer.from('{"a":"\xe9"}', 'latin1'), 'not UTF-8'],
  ['a line of a megabyte', Buffer.from('x'.repeat(1_000_000)), 'too long'],
])('a file with %s is an error', async (_what, content, message) => {
  await expect(readFile('f.jsonl', content)).rejects.toThrow(message);
});

test('a file that does not exist is an error without its path', async () => {
  await expect(readBatches(join(folder, 'missing'))).rejects.toThrow(/^The file cannot be read\.$/);
});
