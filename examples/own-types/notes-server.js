import { readFileSync } from 'node:fs';
import { createCordon } from 'cordon';
import { createNoteStore } from './notes/note-store.js';
import { createNotesResolvers } from './notes/notes.resolvers.js';

const typeDefs = readFileSync(new URL('./notes/notes.graphql', import.meta.url), 'utf8');

/**
 * Creates Cordon with notes. Throws an error that names the field for a rule that cannot be enforced, for
 * example a root field without @auth or @public.
 * @param {import('cordon').Config} config
 */
export function createNotesServer(config) {
  return createCordon({ config, typeDefs, resolvers: createNotesResolvers(createNoteStore()) });
}
