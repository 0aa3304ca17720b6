import type { Readable } from 'node:stream';

/**
 * Returns one line of UTF-8 text; null when the stream ends, fails or exceeds the limit before the line ends.
 */
export function readLine(stream: Readable, limitBytes: number): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (line: string | null): void => {
      stream.off('data', onData);
      resolve(line);
    };
    const onData = (chunk: Buffer): void => {
      const lineBreak = chunk.indexOf(0x0a);
      const part = lineBreak === -1 ? chunk : chunk.subarray(0, lineBreak);
      length += part.length;
      chunks.push(part);
      if (length > limitBytes) end(null);
      else if (lineBreak !== -1) end(Buffer.concat(chunks).toString('utf8'));
    };
    stream.on('data', onData);
    for (const event of ['end', 'error', 'close']) stream.once(event, () => end(null));
  });
}
