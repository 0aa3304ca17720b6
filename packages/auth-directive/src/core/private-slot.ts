/** A private value on objects that other code has created. It is garbage-collected with the object. */
export interface PrivateSlot<T> {
  readonly get: (object: object) => T | undefined;
  readonly set: (object: object, value: T) => void;
}

/** Makes `this` of a subclass the given object: the only way to add a private field to an existing object. */
class ReturnsArgument {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is the purpose of the class.
    return object;
  }
}

/**
 * Creates a private slot. It replaces a WeakMap for objects that are created once per operation: the garbage
 * collector processes the entries of a WeakMap one by one, which cost a small operation more than all of its
 * guards.
 */
export function createPrivateSlot<T>(): PrivateSlot<T> {
  class SlotHolder extends ReturnsArgument {
    #value: T;

    constructor(object: object, value: T) {
      super(object);
      this.#value = value;
    }

    static get(object: object): T | undefined {
      return #value in object ? object.#value : undefined;
    }

    static set(object: object, value: T): void {
      if (#value in object) object.#value = value;
      else new SlotHolder(object, value);
    }
  }
  return { get: SlotHolder.get, set: SlotHolder.set };
}
