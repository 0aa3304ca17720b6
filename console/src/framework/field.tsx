import { useSignal } from '@preact/signals';
import type { ComponentChildren, InputHTMLAttributes, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../texts/index.js';
import { useForm } from './form.js';

interface CommonProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  /** Shown as "(optional)"; a field without it is required, which the server decides. */
  readonly isOptional?: boolean;
}

export interface FieldProps extends CommonProps {
  readonly type?: 'text' | 'email' | 'password' | 'search' | 'datetime-local';
  readonly value?: string;
  readonly autocomplete?: string;
  readonly inputMode?: 'text' | 'numeric' | 'email';
  readonly hasFocus?: boolean;
  readonly maxLength?: number;
}

/** A labelled input of a Form, with its hint and its error; a password can be shown. */
export function Field(props: FieldProps): JSX.Element {
  const isShown = useSignal(false);
  const isPassword = props.type === 'password';
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.hasFocus === true) input.current?.focus();
  }, [props.hasFocus]);
  const { ids, error } = useField(props);
  // The types of Preact want one literal type for each input.
  const attributes = {
    id: ids.input,
    name: props.name,
    type: isPassword && isShown.value ? 'text' : (props.type ?? 'text'),
    defaultValue: props.value ?? '',
    autocomplete: props.autocomplete ?? 'off',
    inputMode: props.inputMode,
    maxLength: props.maxLength,
    autocapitalize: 'none',
    spellcheck: false,
    'aria-invalid': error !== null,
    'aria-describedby': `${ids.hint} ${ids.error}`,
    'aria-required': props.isOptional !== true,
  } as InputHTMLAttributes<HTMLInputElement>;
  return (
    <Row {...props} ids={ids} error={error}>
      <div class="input">
        <input ref={input} {...attributes} />
        {isPassword ? (
          <button
            type="button"
            class="reveal"
            aria-controls={ids.input}
            onClick={() => {
              isShown.value = !isShown.value;
            }}
          >
            {isShown.value ? t().common.hide : t().common.show}
            <span class="hidden"> {props.label}</span>
          </button>
        ) : null}
      </div>
    </Row>
  );
}

/** A labelled text of several lines. */
export function TextArea(
  props: CommonProps & { readonly value?: string; readonly rows?: number },
): JSX.Element {
  const { ids, error } = useField(props);
  return (
    <Row {...props} ids={ids} error={error}>
      <textarea
        id={ids.input}
        name={props.name}
        rows={props.rows ?? 3}
        defaultValue={props.value ?? ''}
        aria-invalid={error !== null}
        aria-describedby={`${ids.hint} ${ids.error}`}
        aria-required={props.isOptional !== true}
      />
    </Row>
  );
}

/** A choice of one among few. */
export function Select(
  props: CommonProps & {
    readonly value?: string;
    readonly options: readonly { readonly value: string; readonly label: string }[];
  },
): JSX.Element {
  const { ids, error } = useField(props);
  return (
    <Row {...props} ids={ids} error={error}>
      <select
        id={ids.input}
        name={props.name}
        aria-invalid={error !== null}
        aria-describedby={`${ids.hint} ${ids.error}`}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
    </Row>
  );
}

/** A box to tick; its value in the form is `on`, or it is absent. */
export function Checkbox(props: {
  readonly name: string;
  readonly label: ComponentChildren;
  readonly isChecked?: boolean;
}): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" name={props.name} defaultChecked={props.isChecked ?? false} />
      <span>{props.label}</span>
    </label>
  );
}

interface FieldIds {
  readonly input: string;
  readonly hint: string;
  readonly error: string;
}

function useField({ name }: CommonProps): { readonly ids: FieldIds; readonly error: string | null } {
  const { id, errors } = useForm();
  const input = `${id}-${name}`;
  return {
    ids: { input, hint: `${input}-hint`, error: `${input}-error` },
    error: errors.value.get(name) ?? null,
  };
}

function Row(
  props: CommonProps & {
    readonly ids: FieldIds;
    readonly error: string | null;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  const { ids, label, hint, error, isOptional = false } = props;
  return (
    <div class="field">
      <label for={ids.input}>
        {label}
        {isOptional ? <span class="quiet"> {t().common.optional}</span> : null}
      </label>
      {props.children}
      <p id={ids.hint} class="hint">
        {hint}
      </p>
      <p id={ids.error} class="error" role="alert">
        {error}
      </p>
    </div>
  );
}
