import { TextDecoder } from 'node:util';

/** The bytes of a file or of standard input are not text in UTF-8. The message completes "The file ...". */
export class TextEncodingError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'TextEncodingError';
  }
}

/**
 * Decodes a text file or standard input; the only reader of text that operators provide. Removes a byte order
 * mark, as Windows editors write it. Throws TextEncodingError for UTF-16 and for anything else that is not
 * UTF-8: decoding it would silently change a secret.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const hasUtf16Mark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasUtf16Mark) throw new TextEncodingError(notText);
  return decodeWith(createDecoder(), bytes);
}

/** Decodes a long text file in chunks, as `decodeText` does. Throws TextEncodingError. */
export async function* decodeTextStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = createDecoder();
  for await (const bytes of chunks) yield decodeWith(decoder, bytes, { stream: true });
  yield decodeWith(decoder, new Uint8Array());
}

/**
 * Yields the lines of a text that arrives in chunks, without their line feeds.
 * Throws what `createError` returns for a line that is longer.
 */
export async function* linesOf(
  chunks: AsyncIterable<string>,
  { maxCharacters, createError }: { readonly maxCharacters: number; readonly createError: () => Error },
): AsyncGenerator<string, void> {
  let rest = '';
  for await (const text of chunks) {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > maxCharacters) throw createError();
    yield* lines;
  }
  if (rest !== '') yield rest;
}

const notText = 'is UTF-16 or binary; save it as UTF-8';

function createDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { fatal: true });
}

function decodeWith(
  decoder: TextDecoder,
  bytes: Uint8Array,
  options: { readonly stream?: boolean } = {},
): string {
  // UTF-16 without a mark: NUL occurs in no text file.
  if (bytes.includes(0)) throw new TextEncodingError(notText);
  try {
    return decoder.decode(bytes, options);
  } catch {
    throw new TextEncodingError('is not UTF-8 text; save it as UTF-8');
  }
}

/** Removes the line ends at the end of the text: editors and `echo` add them to the value. */
export function withoutFinalLineEnds(text: string): string {
  return text.replace(/[\r\n]+$/, '');
}
