import { randomUUID } from 'node:crypto';

/**
 * A stored note.
 * @typedef {Readonly<{ id: string; ownerId: string; text: string; createdAt: Date; remark: string | null }>} Note
 */

/**
 * The storage of notes: here in memory, in your project a database.
 * @typedef {ReturnType<typeof createNoteStore>} NoteStore
 */

export function createNoteStore() {
  /** @type {Map<string, Note>} */
  const notes = new Map();
  const newestFirst = () => [...notes.values()].reverse();
  return {
    /** @param {string} id */
    find: (id) => notes.get(id) ?? null,
    all: newestFirst,
    /** @param {string} ownerId */
    ofOwner: (ownerId) => newestFirst().filter((note) => note.ownerId === ownerId),
    /** @param {{ ownerId: string, text: string }} note */
    add: ({ ownerId, text }) => {
      /** @type {Note} */
      const note = { id: randomUUID(), ownerId, text, createdAt: new Date(), remark: null };
      notes.set(note.id, note);
      return note;
    },
    /**
     * Returns the changed note; null when it does not exist.
     * @param {string} id
     * @param {string} remark
     */
    remark: (id, remark) => {
      const note = notes.get(id);
      if (note === undefined) return null;
      const remarked = { ...note, remark };
      notes.set(id, remarked);
      return remarked;
    },
  };
}
