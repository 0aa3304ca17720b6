import { useLocation, useSearch } from 'wouter-preact';

/** What a page shows, as the parameters of its address. */
export interface UrlState {
  readonly get: (name: string) => string | null;
  readonly getAll: (name: string) => readonly string[];
  /**
   * Replaces parameters; null and an empty list remove one. The back button skips changes of the same page
   * unless `isStep` is set.
   */
  readonly set: (
    changes: Readonly<Record<string, string | readonly string[] | null>>,
    options?: { readonly isStep?: boolean },
  ) => void;
}

/** Keeps what a page shows in its address, so that it can be reloaded, shared and gone back to. */
export function useUrlState(): UrlState {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const parameters = new URLSearchParams(search);
  return {
    get: (name) => parameters.get(name),
    getAll: (name) => parameters.getAll(name),
    set: (changes, { isStep = false } = {}) => {
      // Read again, because another change may have come between.
      const next = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(changes)) {
        next.delete(name);
        for (const each of value === null ? [] : [value].flat()) next.append(name, each);
      }
      const text = next.toString();
      navigate(text === '' ? path : `${path}?${text}`, { replace: !isStep });
    },
  };
}
