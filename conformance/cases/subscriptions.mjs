/** A subscription is refused before its source starts; each event is a decision of its own. */

const SDL = `type Note { text: Int @auth(owner: "by") }
  type Query { ok: Int @public }
  type Subscription { notes: Note @auth(requires: USER) audits: Note @auth(requires: ADMIN) }`;

const resolvers = (log, world) => {
  const source = (name) => ({
    async *subscribe() {
      log.push(name);
      yield { [name]: { by: 'ada', text: 1 } };
      yield { [name]: { by: 'bo', text: 2 } };
      world.isSignedOut = true;
      yield { [name]: { by: 'ada', text: 3 } };
      yield { [name]: { by: 'ada', text: 4 } };
    },
  });
  return { Subscription: { notes: source('notes'), audits: source('audits') } };
};

export const subscriptionCases = [
  {
    law: 'a refused subscription never starts its source',
    sdl: SDL,
    resolvers,
    caller: 'user',
    subscription: 'subscription { audits { text } }',
    expected: { events: [{ data: null, errors: ['FORBIDDEN Subscription.audits'] }], ran: [] },
  },
  {
    law: 'each event is judged; a caller who was signed out gets one error, and the stream ends',
    sdl: SDL,
    resolvers,
    caller: 'user',
    subscription: 'subscription { notes { text } }',
    expected: {
      events: [
        { data: { notes: { text: 1 } }, errors: [] },
        { data: { notes: { text: null } }, errors: ['FORBIDDEN Note.text'] },
        { data: { notes: null }, errors: ['UNAUTHENTICATED Subscription.notes'] },
      ],
      ran: ['notes'],
    },
  },
];
