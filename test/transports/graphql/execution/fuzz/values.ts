import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLList,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isListType,
  isObjectType,
} from 'graphql';

/** An object as the resolvers of the fuzz return it; `kind` names its type, not always one that exists. */
export interface FuzzObject {
  readonly key: string;
  readonly kind: string | null;
  readonly late: number;
  readonly n: () => unknown;
  readonly c: string;
}

/**
 * Returns the value of a field, chosen by a hash of its place, so that two executions with the same salt meet
 * the same values: also late, rejected, thrown, of the wrong type, and null where null is not allowed.
 */
export function valueFor(schema: GraphQLSchema, salt: number, type: GraphQLOutputType, key: string): unknown {
  const hash = hashOf(salt, key);
  const make = (): unknown => plainValue(schema, salt, type, key, hash);
  return hash % 100 < 18 ? later(hash >>> 8, make) : make();
}

function hashOf(salt: number, text: string): number {
  let hash = 2166136261 ^ salt;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** A promise of the next turn of the event loop or of the next microtask, or something that has `then`. */
function later(hash: number, make: () => unknown): unknown {
  if (hash % 3 === 0) return new Promise((resolve) => setImmediate(resolve)).then(make);
  const promise = (): Promise<unknown> => Promise.resolve().then(make);
  if (hash % 3 === 1) return promise();
  const then = (onValue: () => unknown, onError: () => unknown): unknown => promise().then(onValue, onError);
  return hash % 2 === 0 ? { then } : Object.assign(() => undefined, { then });
}

function plainValue(
  schema: GraphQLSchema,
  salt: number,
  type: GraphQLOutputType,
  key: string,
  hash: number,
): unknown {
  const choice = (hash >>> 4) % 40;
  if (choice === 0) throw new Error(`thrown ${key}`);
  if (choice === 1) return new Error(`returned ${key}`);
  if (choice === 2 || choice === 3) return null;
  if (choice === 4 && hash % 2 === 1) throw ownError(key, hash);
  if (choice === 5 && hash % 3 === 0) throw `text ${key}`;
  const nullable = getNullableType(type);
  if (isListType(nullable))
    return choice === 6 ? 'not a list' : listOf(schema, salt, nullable, key, hash, choice);
  if (isAbstractType(nullable)) return objectOf(kindOf(schema, nullable, hash, choice), key, hash);
  if (isObjectType(nullable)) {
    const isWrong = choice === 11 && nullable.name === 'B';
    return objectOf(isWrong ? 'wrong' : nullable.name, key, hash);
  }
  return leafOf(nullable.name, hash, choice === 12);
}

function ownError(key: string, hash: number): GraphQLError {
  const path = hash % 4 === 1 ? ['other'] : undefined;
  return new GraphQLError(`own ${key}`, { extensions: { code: 'X' }, path });
}

function listOf(
  schema: GraphQLSchema,
  salt: number,
  { ofType }: GraphQLList<GraphQLOutputType>,
  key: string,
  hash: number,
  choice: number,
): Iterable<unknown> {
  const items = Array.from({ length: (hash >>> 9) % 4 }, (_, index) => {
    try {
      return valueFor(schema, salt, ofType, `${key}/${index}`);
    } catch (error) {
      return hash % 2 === 0 ? Promise.reject(error) : error;
    }
  });
  // A list may be abandoned before its items are read; that is not what is compared.
  for (const item of items) if (item instanceof Promise) item.catch(() => undefined);
  return choice === 7 ? new Set(items) : items;
}

function kindOf(
  schema: GraphQLSchema,
  type: GraphQLAbstractType,
  hash: number,
  choice: number,
): string | null {
  if (choice === 8) return 'Nope';
  if (choice === 9) return 'Query';
  if (choice === 10) return null;
  const names = schema.getPossibleTypes(type).map(({ name }) => name);
  return names[(hash >>> 13) % names.length] ?? null;
}

function objectOf(kind: string | null, key: string, hash: number): FuzzObject {
  return {
    kind,
    late: (hash >>> 11) % 4,
    key,
    n: () => (hash % 2 === 0 ? Promise.resolve(5) : 4),
    c: 'RED',
  };
}

function leafOf(typeName: string, hash: number, isWrong: boolean): unknown {
  if (typeName === 'Int') return isWrong ? 'x' : hash % 1000;
  if (typeName === 'Float') return isWrong ? Number.NaN : hash / 7;
  if (typeName === 'Boolean') return isWrong ? {} : hash % 2 === 0;
  if (typeName === 'Color') return isWrong ? 'BLUE' : 'GREEN';
  return isWrong ? {} : `s${hash}`;
}
