import { readFileSync } from 'node:fs';

/** The text of schema.graphql, which lies beside src/ and dist/ alike. */
export const schemaText: string = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
