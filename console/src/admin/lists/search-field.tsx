import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from '../../framework/icon.js';

const pauseMilliseconds = 200;

/** A field that filters a list as one types. The text of the URL is shown, except while one types. */
export function SearchField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly hint?: string;
  /** True for the field that the key `/` moves to. */
  readonly isMain?: boolean;
}): JSX.Element {
  const { label, value, onChange, hint, isMain = false } = props;
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const id = useId();
  useEffect(() => {
    if (input.current !== null && input.current !== document.activeElement) input.current.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (text: string): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(text.trim()), pauseMilliseconds);
  };
  return (
    <div class={isMain ? 'search main' : 'search'}>
      <label for={id} class={isMain ? 'hidden' : undefined}>
        {label}
      </label>
      <div class="input">
        {isMain ? <Icon name="search" /> : null}
        <input
          ref={input}
          id={id}
          type="search"
          defaultValue={value}
          placeholder={hint}
          maxLength={200}
          autocomplete="off"
          spellcheck={false}
          data-search={isMain ? '' : undefined}
          onInput={({ currentTarget }) => change(currentTarget.value)}
        />
      </div>
    </div>
  );
}
