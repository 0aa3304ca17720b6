import { writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** From here on the best quality of Brotli takes seconds, and saves a few percent. */
const largeBytes = 500_000;

/** Writes a text as NAME.br and NAME.gz; the server unpacks the latter for a client that accepts neither. */
export function compressInto(folder, name, text) {
  const content = Buffer.from(text);
  const quality = content.length > largeBytes ? 9 : constants.BROTLI_MAX_QUALITY;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  writeFileSync(`${folder}/${name}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${folder}/${name}.gz`, gzipSync(content, { level: 9 }));
}
