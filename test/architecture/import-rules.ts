import { type Import, placeOf, type SourceFile } from './source-files.js';

/** What a place may know of the rest of the house, and why. */
export interface Floor {
  readonly places: readonly string[];
  readonly may: readonly string[];
  readonly because: string;
}

const behindTheDoor = ['kernel', 'access', 'users', 'passwords', 'tokens', 'sessions', 'limits'];

/** Import direction, as house.md has it. What is not listed is forbidden; storage files may also know `database`. */
export const floors: readonly Floor[] = [
  {
    places: ['kernel', 'auth-directive'],
    may: [],
    because:
      'the shared words and the library stand on nothing of ours, so that everything can stand on them',
  },
  {
    places: ['client'],
    may: [],
    because: 'it runs in other programs, in browsers too: of the server it knows what goes over the wire',
  },
  {
    places: ['config'],
    may: ['kernel', 'config'],
    because: 'the configuration is read before anything else exists',
  },
  {
    places: ['access', 'database', 'passwords', 'limits'],
    may: ['kernel'],
    because: 'a floor that knew a capability would have to change with it',
  },
  {
    places: ['keys', 'tokens'],
    may: ['kernel', 'access'],
    because: 'they seal and sign for everybody, so they know nobody',
  },
  {
    places: ['users', 'sessions'],
    may: ['kernel', 'access', 'passwords', 'tokens'],
    because: 'people and sessions meet through ports and events, never through each other',
  },
  {
    places: ['login', 'invitations'],
    may: behindTheDoor,
    because: 'the ways in bring the other rooms together; none of those may know how one comes in',
  },
  {
    places: ['oauth'],
    may: [...behindTheDoor, 'login'],
    because: 'both doors take the one constant-work path of login',
  },
  {
    places: ['audit'],
    may: ['kernel'],
    because:
      'it hears events inside the transaction; a room that it knew could not be trusted to be written down alike',
  },
  {
    places: ['graphql', 'http'],
    may: ['kernel', 'access', 'auth-directive'],
    because: 'an edge translates; it must serve rooms that do not exist yet',
  },
  {
    places: ['cli'],
    may: ['kernel', 'config'],
    because: 'commands come from the rooms, so the command line knows none of them',
  },
];

/** The files that put the house together and may know everything. */
export const builders: readonly string[] = [
  'app',
  'server',
  'index',
  'main',
  'operator',
  'tables',
  'version',
  'lost-field-error',
];

/** Through which files a place is entered: its index.ts; the library has a second face for those who run Apollo. */
function faces(place: string): readonly string[] {
  const own = [`${place}/index.ts`, `${place}.ts`];
  return place === 'auth-directive' ? [...own, 'auth-directive/apollo.ts'] : own;
}

/** The ring of a file inside its room, told by its suffix. */
export type Ring = 'index' | 'heart' | 'storage' | 'resolvers' | 'door';

export function ringOf(path: string): Ring {
  if (/\.(table|typeorm)\.ts$/.test(path)) return 'storage';
  if (path.endsWith('.resolvers.ts')) return 'resolvers';
  if (/\.(routes|commands)\.ts$/.test(path)) return 'door';
  return faces(placeOf(path)).includes(path) ? 'index' : 'heart';
}

/** Says what is wrong with an import of one of our files; null when it is allowed. */
export function judge(file: SourceFile, { target, isTypeOnly }: Import): string | null {
  const from = placeOf(file.path);
  const to = placeOf(target);
  if (from === to) return judgeRing(file.path, target);
  if (builders.includes(from)) return null;
  const exception = isException(file.path, target, isTypeOnly);
  if (exception) return null;
  const floor = floors.find(({ places }) => places.includes(from));
  if (floor === undefined) return `${from} has no floor in house.ts`;
  const mayKnowDatabase = ringOf(file.path) === 'storage' && to === 'database';
  if (!floor.may.includes(to) && !mayKnowDatabase) return `${from} may not know ${to}: ${floor.because}`;
  return faces(to).includes(target) ? null : `${to} has one door, its index.ts`;
}

/** Inside a room: the heart knows neither its doors nor its storage; only the index puts them together. */
function judgeRing(from: string, target: string): string | null {
  const inner = ringOf(from);
  const outer = ringOf(target);
  if (inner === 'heart' && outer !== 'heart') return `the heart of a room knows no ${outer}`;
  if (inner !== 'index' && outer === 'index') return 'a room does not enter by its own front door';
  const isDoor = inner === 'resolvers' || inner === 'door';
  if (isDoor && outer === 'storage') return 'a door holds no database';
  return inner === 'storage' && outer === 'resolvers' ? 'storage knows no door' : null;
}

/** The few ways around the floors, all of them erased at run time. */
function isException(from: string, target: string, isTypeOnly: boolean): boolean {
  if (!isTypeOnly) return false;
  // Resolvers are typed by what is made from the schema, and by the words the edge speaks with them.
  const edgeWords = [
    'graphql/generated/resolvers.ts',
    'graphql/request-context.ts',
    'graphql/mutation-payloads.ts',
  ];
  if (ringOf(from) === 'resolvers' && edgeWords.includes(target)) return true;
  // The generated types name the rooms' domain types; that is what makes resolvers answer domain objects.
  return from === 'graphql/generated/resolvers.ts';
}
