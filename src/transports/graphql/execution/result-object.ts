/** The fields of an object in the result. */
export type ResultObject = Record<string, unknown>;

const resultPrototype: object = Object.freeze(Object.create(null));

/**
 * Creates an object without inherited members. It is not `Object.create(null)`, for which V8 makes a hash
 * table: filling and serializing those takes as long again as everything else of a list.
 */
export function createResultObject(): ResultObject {
  return Object.create(resultPrototype);
}

/** Returns whether graphql-js waits for a value: anything with a function `then`. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  // The cast is safe: the line above has checked that the value may have properties.
  return typeof (value as Partial<PromiseLike<unknown>>).then === 'function';
}

/** Waits for all fields of an object. Rejects as soon as one of them does. */
export function resolveFields(results: ResultObject): Promise<ResultObject> {
  return Promise.all(Object.values(results)).then((values) => {
    const resolved = createResultObject();
    for (const [index, key] of Object.keys(results).entries()) resolved[key] = values[index];
    return resolved;
  });
}
