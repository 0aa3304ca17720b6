/** What a resolver may return: an executor completes it, so guards judge it. */

const LETTERS =
  'type Letter @auth(owner: "to") { text: Int } type Query { letters: [Letter] @auth(requires: USER) }';
const letters = [
  { to: 'ada', text: 1 },
  { to: 'bo', text: 2 },
];
const judged = {
  data: { letters: [{ text: 1 }, null] },
  errors: ['letters.1 FORBIDDEN Query.letters'],
};

/** Returns a case whose resolver returns the letters in another form. */
function form(law, letters) {
  return {
    law,
    sdl: LETTERS,
    resolvers: () => ({ Query: { letters } }),
    caller: 'user',
    query: '{ letters { text } }',
    expected: judged,
  };
}

/** A function with `then`, as stubs of remote procedures are. */
function callableThenable(value) {
  // biome-ignore lint/suspicious/noThenProperty: the case is about thenables.
  return Object.assign(() => value, { then: (resolve) => void resolve(value) });
}

async function* asynchronously(values) {
  yield* values;
}

export const valueCases = [
  form('the items of a promise of a list are judged', async () => letters),
  form('the items of an iterable are judged', () => new Set(letters)),
  form('promises in a list are judged', () => letters.map(async (each) => each)),
  form('functions with then are judged', () => callableThenable(letters)),
  form('functions with then in a list are judged', () => letters.map(callableThenable)),
  form('the items of an asynchronous iterable are judged', () => asynchronously(letters)),
  {
    ...form('onDeny: NULL holds for the items of an asynchronous iterable', () => asynchronously(letters)),
    sdl: LETTERS.replace('requires: USER', 'requires: USER, onDeny: NULL'),
    expected: { data: { letters: [{ text: 1 }, null] } },
  },
  {
    law: 'the enum values of an asynchronous iterable are judged',
    sdl: 'enum Color { RED GOLD @auth(requires: ADMIN) } type Query { colors: [Color] @public }',
    resolvers: () => ({ Query: { colors: () => asynchronously(['RED', 'GOLD']) } }),
    caller: 'user',
    query: '{ colors }',
    expected: { data: { colors: ['RED', null] }, errors: ['colors.1 FORBIDDEN Color.GOLD'] },
  },
  {
    law: 'the text of an error in a policy stays on the server',
    sdl: 'type Doc @auth(policy: "throws") { n: Int } type Query { docs: [Doc] @public ok: Int @public }',
    resolvers: () => ({ Query: { docs: () => [{ n: 1 }], ok: () => 1 } }),
    caller: 'user',
    query: '{ docs { n } ok }',
    expected: { data: { docs: [null], ok: 1 }, errors: ['docs.0 FORBIDDEN Query.docs'] },
    hides: 'secret of the policy',
  },
];
