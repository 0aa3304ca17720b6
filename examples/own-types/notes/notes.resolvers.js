import { DomainError } from 'cordon';

const longestText = 2000;

/**
 * Creates the resolvers. They contain no access rules: those are in notes.graphql, and Cordon enforces them
 * before a resolver runs.
 * @param {import('./note-store.js').NoteStore} store
 */
export function createNotesResolvers(store) {
  return {
    Query: {
      siteRules: () => ['Be kind.', 'Write it down.'],
      /** @type {Resolver<{ id: string }>} */
      note: (_root, { id }) => store.find(id),
      allNotes: () => store.all(),
    },
    Mutation: {
      /** @type {Resolver<{ text: string }>} */
      writeNote: (_root, { text }, { currentUser }) => {
        // @auth has already rejected a request without a user.
        if (currentUser === null) throw new Error('writeNote ran without a user');
        return { note: store.add({ ownerId: currentUser.id, text: readText(text, 'text') }) };
      },
      /** @type {Resolver<{ id: string, remark: string }>} */
      remarkOnNote: (_root, { id, remark }) => {
        const note = store.remark(id, readText(remark, 'remark'));
        if (note === null) {
          throw new DomainError({ reason: 'NOT_FOUND', message: 'Not found.', field: ['id'] });
        }
        return { note };
      },
    },
    Note: {
      // One query reads the owners of all notes in a list.
      /** @type {Resolver<{}, import('./note-store.js').Note>} */
      owner: (note, _args, { users }) => users.find({ id: note.ownerId }),
    },
    User: {
      /** @param {{ id: string }} user */
      notes: (user) => store.ofOwner(user.id),
    },
  };
}

/**
 * Throws a DomainError, which Cordon returns in `userErrors`.
 * @param {string} text
 * @param {string} field
 */
function readText(text, field) {
  const trimmed = text.trim();
  if (trimmed !== '' && trimmed.length <= longestText) return trimmed;
  throw new DomainError({
    reason: 'INVALID_INPUT',
    message: `The text must have 1 to ${longestText} characters.`,
    field: [field],
    params: { maxLength: longestText },
  });
}

/**
 * @template Arguments
 * @template [Parent=unknown]
 * @typedef {(parent: Parent, args: Arguments, context: import('cordon').RequestContext) => unknown} Resolver
 */
