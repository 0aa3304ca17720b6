/** A value kept on objects that somebody else made, seen by nobody else and gone with the object. */
export interface PrivateSlot<T> {
  readonly of: (object: object) => T | undefined;
  readonly put: (object: object, value: T) => void;
}

/** Gives `this` of whoever extends it to the object: the one way to a private field on an object that exists already. */
class ReturnsArgument {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what it is for.
    return object;
  }
}

/**
 * Makes a stamp of its own. It does what a WeakMap does, for objects of which every operation makes a new one: the garbage collector weighs
 * the entries of a WeakMap one by one, and that cost a small operation more than all its guards did.
 */
export function createPrivateSlot<T>(): PrivateSlot<T> {
  class SlotHolder extends ReturnsArgument {
    #value: T;

    constructor(object: object, value: T) {
      super(object);
      this.#value = value;
    }

    static of(object: object): T | undefined {
      return #value in object ? object.#value : undefined;
    }

    static put(object: object, value: T): void {
      if (#value in object) object.#value = value;
      else new SlotHolder(object, value);
    }
  }
  return { of: SlotHolder.of, put: SlotHolder.put };
}
