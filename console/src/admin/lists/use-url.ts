import { useSearchParams } from 'wouter-preact';

/** Changes of the URL: a text, several texts, or null for none. */
export type UrlChanges = Readonly<Record<string, string | readonly string[] | null>>;

/** The state of a list in the URL, so that it can be kept as a bookmark and sent to somebody. */
export interface Url {
  text(name: string): string;
  list(name: string): readonly string[];
  /** The text when it is one of these, otherwise the first of them. */
  oneOf<Value extends string>(name: string, values: readonly [Value, ...Value[]]): Value;
  /**
   * Changes parameters. Every change except that of a cursor starts at the first page again. `replace` makes
   * no new entry in the history, for what changes with each key.
   */
  set(changes: UrlChanges, options?: { readonly replace?: boolean }): void;
}

const cursorNames = ['after', 'before'] as const;

export function useUrl(): Url {
  const [parameters, setParameters] = useSearchParams();
  return {
    text: (name) => parameters.get(name) ?? '',
    list: (name) => (parameters.get(name) ?? '').split(',').filter((value) => value !== ''),
    oneOf: (name, values) => values.find((value) => value === parameters.get(name)) ?? values[0],
    set: (changes, { replace = false } = {}) =>
      setParameters(
        (current) => {
          const next = new URLSearchParams(current);
          for (const name of cursorNames) next.delete(name);
          for (const [name, value] of Object.entries(changes)) {
            const text = typeof value === 'string' ? value : (value ?? []).join(',');
            if (text === '') next.delete(name);
            else next.set(name, text);
          }
          return next;
        },
        { replace },
      ),
  };
}

/** The arguments of a page of a connection, as the URL has them. */
export function pageOf(url: Url, size: number): PageArguments {
  const [after, before] = [url.text('after'), url.text('before')];
  if (before !== '') return { first: null, after: null, last: size, before };
  return { first: size, after: after === '' ? null : after, last: null, before: null };
}

export interface PageArguments {
  readonly first: number | null;
  readonly after: string | null;
  readonly last: number | null;
  readonly before: string | null;
}
