import { type Signal, useSignal } from '@preact/signals';
import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext, useId, useRef } from 'preact/hooks';
import { failureOf } from '../api/failure.js';
import type { UserError } from '../api/send.js';
import { errorText } from '../texts/errors.js';
import { Button, type ButtonKind } from './button.js';
import { Alert, failureText } from './states.js';

interface FormState {
  readonly id: string;
  readonly errors: Signal<ReadonlyMap<string, string>>;
  readonly isBusy: Signal<boolean>;
}

const FormContext = createContext<FormState | null>(null);

/** The texts that were typed, by the names of the fields. */
export type FormValues = Readonly<Record<string, string>>;

export interface FormProps {
  readonly children: ComponentChildren;
  /**
   * Sends the values. Returned errors are shown beside the field that they name (the last part of `field`),
   * all others above the form; a thrown OperationFailed too.
   */
  readonly onSubmit: (values: FormValues) => Promise<readonly UserError[]>;
  /** Names of fields in the API that have another name in this form, as { newPassword: 'password' }. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** A form that shows each error beside its field, and moves the focus to the first of them. */
export function Form({ children, onSubmit, aliases = {} }: FormProps): JSX.Element {
  const element = useRef<HTMLFormElement>(null);
  const id = useId();
  const state: FormState = { id, errors: useSignal(new Map()), isBusy: useSignal(false) };
  const alert = useSignal<string | null>(null);

  const showErrors = (errors: readonly UserError[]): void => {
    const byField = new Map<string, string>();
    const general: string[] = [];
    for (const error of errors) {
      const last = error.field?.at(-1) ?? '';
      const name = aliases[last] ?? last;
      const hasField = element.current?.elements.namedItem(name) instanceof HTMLElement;
      if (hasField) byField.set(name, [byField.get(name), errorText(error)].filter(Boolean).join(' '));
      else general.push(errorText(error));
    }
    state.errors.value = byField;
    alert.value = general.length === 0 ? null : general.join(' ');
    const [first] = byField.keys();
    const field = first === undefined ? null : element.current?.elements.namedItem(first);
    if (field instanceof HTMLElement) field.focus();
  };
  const submit = async (): Promise<void> => {
    if (state.isBusy.value || element.current === null) return;
    state.isBusy.value = true;
    alert.value = null;
    try {
      showErrors(await onSubmit(readValues(element.current)));
    } catch (error) {
      state.errors.value = new Map();
      alert.value = failureText(failureOf(error));
    } finally {
      state.isBusy.value = false;
    }
  };
  return (
    <FormContext.Provider value={state}>
      <form
        ref={element}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {alert.value === null ? null : <Alert>{alert.value}</Alert>}
        {children}
      </form>
    </FormContext.Provider>
  );
}

function readValues(form: HTMLFormElement): FormValues {
  const entries = [...new FormData(form)].map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries(entries);
}

/** What a part of a form knows about it; throws outside of a Form. */
export function useForm(): FormState {
  const form = useContext(FormContext);
  if (form === null) throw new Error('a field is part of a Form');
  return form;
}

/** The button that sends the form. */
export function Submit(props: {
  readonly children: ComponentChildren;
  readonly kind?: ButtonKind;
  readonly isDisabled?: boolean;
}): JSX.Element {
  const { isBusy } = useForm();
  const { children, kind = 'primary', isDisabled = false } = props;
  return (
    <Button type="submit" kind={kind} isBusy={isBusy.value} isDisabled={isDisabled}>
      {children}
    </Button>
  );
}
