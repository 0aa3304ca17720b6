import type { ComponentChildren, JSX } from 'preact';
import type { Payload, UserError } from '../../api/send.js';
import { Button } from '../../framework/button.js';
import { Dialog, FormActions } from '../../framework/dialog.js';
import { Field } from '../../framework/field.js';
import { Form, type FormValues, Submit } from '../../framework/form.js';
import { showToast } from '../../framework/toast.js';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';

export interface ActionDialogProps<Result extends Payload> {
  readonly title: string;
  /** What the action does and ends, as sentences. */
  readonly effects?: readonly string[];
  readonly children?: ComponentChildren;
  readonly submit: string;
  readonly isDangerous?: boolean;
  readonly onRun: (values: FormValues) => Promise<Result | readonly UserError[]>;
  /** Said when it is done; null says nothing. */
  readonly done: string | ((result: Result) => string) | null;
  readonly onDone: (result: Result) => void;
  readonly onClose: () => void;
}

/** A dialog that says what an action does, takes what it needs, and shows why it was refused. */
export function ActionDialog<Result extends Payload>(props: ActionDialogProps<Result>): JSX.Element {
  const { title, effects = [], submit, isDangerous = false, onRun, done, onDone, onClose } = props;
  const run = async (values: FormValues): Promise<readonly UserError[]> => {
    const result = await onRun(values);
    if (!('ok' in result)) return result;
    if (!result.ok) return result.userErrors;
    if (done !== null) showToast(typeof done === 'string' ? done : done(result));
    onDone(result);
    return [];
  };
  return (
    <Dialog title={title} onClose={onClose}>
      {effects.length === 0 ? null : (
        <ul class="effects" aria-label={ta().actions.what}>
          {effects.map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
      )}
      <Form onSubmit={run}>
        {props.children}
        <FormActions>
          <Button onClick={onClose}>{t().common.cancel}</Button>
          <Submit kind={isDangerous ? 'danger' : 'primary'}>{submit}</Submit>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** The field for the reason that goes into the audit log. */
export function ReasonField(props: { readonly hasFocus?: boolean }): JSX.Element {
  const { hasFocus = true } = props;
  return (
    <Field
      name="reason"
      label={ta().actions.reason}
      hint={ta().actions.reasonHint}
      maxLength={200}
      hasFocus={hasFocus}
    />
  );
}
