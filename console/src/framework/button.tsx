import type { ComponentChildren, JSX } from 'preact';
import { Link } from 'wouter-preact';
import { Icon, type IconName } from './icon.js';

export type ButtonKind = 'primary' | 'secondary' | 'danger' | 'quiet';

export interface ButtonProps {
  readonly children: ComponentChildren;
  /** Default: `secondary`. */
  readonly kind?: ButtonKind;
  readonly type?: 'button' | 'submit';
  readonly icon?: IconName;
  /** Shows that the action runs; the button then does nothing, and keeps the focus. */
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
  /** The name for screen readers, when the text alone is not enough ("End the session of ..."). */
  readonly label?: string;
  readonly onClick?: () => unknown;
}

/** A button. */
export function Button(props: ButtonProps): JSX.Element {
  const {
    children,
    kind = 'secondary',
    type = 'button',
    icon,
    isBusy = false,
    isDisabled = false,
    label,
  } = props;
  return (
    <button
      type={type}
      class={`button ${kind}`}
      aria-busy={isBusy}
      aria-disabled={isBusy || isDisabled}
      aria-label={label}
      onClick={(event) => {
        if (isBusy || isDisabled) event.preventDefault();
        else void props.onClick?.();
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink(props: {
  readonly href: string;
  readonly children: ComponentChildren;
  readonly kind?: ButtonKind;
}): JSX.Element {
  return (
    <Link href={props.href} class={`button ${props.kind ?? 'secondary'}`}>
      {props.children}
    </Link>
  );
}
