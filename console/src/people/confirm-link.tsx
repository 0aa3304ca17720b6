import { useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import type { UserError } from '../api/send.js';
import { ButtonLink } from '../framework/button.js';
import { Form, Submit } from '../framework/form.js';
import { t } from '../texts/index.js';
import { PeoplePage } from './people-page.js';

/**
 * The page of a link that has an effect. Opening it changes nothing, because programs that scan mails open
 * links too: the button does.
 */
export function ConfirmLink(props: {
  readonly texts: { readonly title: string; readonly lead: string; readonly action: string };
  readonly done: { readonly title: string; readonly lead: string };
  readonly isDangerous?: boolean;
  /** Where the page leads afterwards. Default: to the sign-in page. */
  readonly next?: { readonly href: string; readonly label: string };
  readonly onConfirm: () => Promise<readonly UserError[]>;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const isDone = useSignal(false);
  const { texts, done, next = { href: '/sign-in', label: t().signIn.title } } = props;
  const submit = async (): Promise<readonly UserError[]> => {
    const errors = await props.onConfirm();
    if (errors.length === 0) isDone.value = true;
    // The token is no field of the page.
    return errors.map((error) => ({ ...error, field: null }));
  };
  if (isDone.value)
    return (
      <PeoplePage title={done.title} lead={done.lead} focusesHeading>
        <ButtonLink href={next.href} kind="primary">
          {next.label}
        </ButtonLink>
      </PeoplePage>
    );
  return (
    <PeoplePage title={texts.title} lead={texts.lead}>
      {props.children}
      <Form onSubmit={submit}>
        <Submit kind={props.isDangerous === true ? 'danger' : 'primary'}>{texts.action}</Submit>
      </Form>
    </PeoplePage>
  );
}
