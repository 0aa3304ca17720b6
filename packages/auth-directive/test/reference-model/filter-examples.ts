import { anonymous, type SpecificationExample, stored, user } from './specification-example.js';

const sdl = `interface Face { text: String }
  type Note implements Face @auth(owner: "ownerId") { text: String! }
  type Bill implements Face @auth(policy: "isFlaggedInBatch") { text: String }
  type Query { open: String @public notes: [Note!]! @auth(requires: USER, onDeny: FILTER)
    faces: [[Face]] @auth(requires: USER, onDeny: FILTER) }`;
const note = (ownerId: string, text: string | null) => stored('Note', { text }, { owners: { ownerId } });
const ref = (id: string): { readonly ref: string } => ({ ref: id });
const data = {
  'Note:mine': note('u1', 'mine'),
  'Note:broken': note('u1', null),
  'Note:foreign': note('u2', 'foreign'),
  'Bill:seen': stored('Bill', { text: 'seen' }, { flag: true }),
  'Bill:hidden': stored('Bill', { text: 'hidden' }),
  Query: stored('Query', {
    open: 'yes',
    notes: ['Note:foreign', 'Note:mine', 'Note:foreign'].map(ref),
    faces: [
      [ref('Bill:hidden'), null, ref('Note:foreign'), ref('Note:broken'), ref('Bill:seen')],
      [ref('Note:foreign')],
      null,
    ],
  }),
};

/** The guarantees about `onDeny: FILTER`, each as an example with the expected answer. */
export const filterExamples: readonly SpecificationExample[] = [
  {
    guarantee: 'onDeny: FILTER leaves out items whose type refuses',
    sdl,
    source: '{ notes { text } }',
    caller: user('USER'),
    data,
    answers: { notes: [{ text: 'mine' }] },
  },
  {
    guarantee: 'onDeny: FILTER leaves items out of the inner lists, and paths count the remaining items',
    sdl,
    source: '{ faces { __typename text } }',
    caller: user('USER'),
    data,
    answers: { faces: [[null, null, { __typename: 'Bill', text: 'seen' }], [], null] },
    errors: ['faces.0.1.text | PLAIN'],
  },
  {
    guarantee: 'onDeny: FILTER answers with an empty list where the field is refused',
    sdl,
    source: '{ notes { text } faces { text } open }',
    caller: anonymous,
    data,
    answers: { notes: [], faces: [], open: 'yes' },
  },
];
