import { DomainError } from 'cordon';

const longestText = 2000;

/**
 * The resolvers hold no rule about who may do what: those stand in notes.graphql, and Cordon keeps them before a resolver runs.
 * @param {import('./note-store.js').NoteStore} store
 */
export function createNotesResolvers(store) {
  return {
    Query: {
      houseRules: () => ['Be kind.', 'Write it down.'],
      /** @type {Resolver<{ id: string }>} */
      note: (_root, { id }) => store.find(id),
      allNotes: () => store.all(),
    },
    Mutation: {
      /** @type {Resolver<{ text: string }>} */
      writeNote: (_root, { text }, { currentUser }) => {
        // Nobody comes here without being somebody; @auth has seen to it.
        if (currentUser === null) throw new Error('writeNote has no caller');
        return { note: store.add({ ownerId: currentUser.id, text: read(text, 'text') }) };
      },
      /** @type {Resolver<{ id: string, remark: string }>} */
      remarkOnNote: (_root, { id, remark }) => {
        const note = store.remark(id, read(remark, 'remark'));
        if (note === null) {
          throw new DomainError({ reason: 'NOT_FOUND', message: 'There is no such note.', field: ['id'] });
        }
        return { note };
      },
    },
    User: {
      /** @param {{ id: string }} user */
      notes: (user) => store.ofOwner(user.id),
    },
  };
}

/**
 * A refusal is thrown; Cordon answers it in `userErrors`.
 * @param {string} text
 * @param {string} field
 */
function read(text, field) {
  const trimmed = text.trim();
  if (trimmed !== '' && trimmed.length <= longestText) return trimmed;
  throw new DomainError({
    reason: 'INVALID_INPUT',
    message: `Write between 1 and ${longestText} characters.`,
    field: [field],
    params: { maxLength: longestText },
  });
}

/**
 * @template Arguments
 * @typedef {(root: unknown, args: Arguments, context: import('cordon').RequestContext) => unknown} Resolver
 */
