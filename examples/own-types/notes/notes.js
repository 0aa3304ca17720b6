import { readFileSync } from 'node:fs';
import { createNoteStore } from './note-store.js';
import { createNotesResolvers } from './notes.resolvers.js';

const typeDefs = readFileSync(new URL('./notes.graphql', import.meta.url), 'utf8');

/** Creates what notes add to Cordon, with an empty store. */
export function createNotes() {
  return { typeDefs, resolvers: createNotesResolvers(createNoteStore()) };
}
