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
  // UTF-16 without a mark: NUL occurs in no text file.
  if (hasUtf16Mark || bytes.includes(0)) throw new TextEncodingError('is UTF-16 or binary; save it as UTF-8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new TextEncodingError('is not UTF-8 text; save it as UTF-8');
  }
}

/** Removes the line ends at the end of the text: editors and `echo` add them to the value. */
export function withoutFinalLineEnds(text: string): string {
  return text.replace(/[\r\n]+$/, '');
}
