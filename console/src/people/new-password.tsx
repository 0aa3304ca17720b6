import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { loadServerInfo } from '../api/session.js';
import { Field } from '../framework/field.js';
import { t } from '../texts/index.js';

/** The field for a new password, with the rule of this server. */
export function NewPassword(props: {
  readonly name: string;
  readonly label?: string | undefined;
  readonly hasFocus?: boolean;
}): JSX.Element {
  const minLength = useSignal<number | null>(null);
  useEffect(() => {
    loadServerInfo().then(
      ({ passwordPolicy }) => {
        minLength.value = passwordPolicy.minLength;
      },
      () => undefined,
    );
  }, [minLength]);
  return (
    <Field
      name={props.name}
      type="password"
      label={props.label ?? t().signIn.newPassword}
      autocomplete="new-password"
      hasFocus={props.hasFocus ?? false}
      hint={minLength.value === null ? undefined : t().signIn.passwordHint(minLength.value)}
    />
  );
}
