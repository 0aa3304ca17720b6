import type { JSX } from 'preact';

/** Choices that filter a list; any number of them can be pressed. */
export function FilterChips(props: {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly selected: readonly string[];
  readonly onChange: (selected: readonly string[]) => void;
}): JSX.Element {
  const { label, options, selected, onChange } = props;
  return (
    <fieldset class="chips">
      <legend>{label}</legend>
      {options.map((option) => {
        const isPressed = selected.includes(option.value);
        const others = selected.filter((value) => value !== option.value);
        return (
          <button
            key={option.value}
            type="button"
            class="chip"
            aria-pressed={isPressed}
            onClick={() => onChange(isPressed ? others : [...others, option.value])}
          >
            {option.label}
          </button>
        );
      })}
    </fieldset>
  );
}
