interface Hint {
  maxAge?: number;
  scope?: 'PUBLIC' | 'PRIVATE';
}

/** A cache policy that behaves as Apollo's. */
export interface Policy extends Hint {
  restrict: (hint: Hint) => void;
  replace: (hint: Hint) => void;
}

/** Creates a cache policy as Apollo's cache control does for each field. */
export function createPolicy(initial: Hint): Policy {
  return {
    ...initial,
    restrict(hint) {
      if (hint.maxAge !== undefined && (this.maxAge === undefined || hint.maxAge < this.maxAge))
        this.maxAge = hint.maxAge;
      if (hint.scope !== undefined && this.scope !== 'PRIVATE') this.scope = hint.scope;
    },
    replace(hint) {
      Object.assign(this, hint);
    },
  };
}
