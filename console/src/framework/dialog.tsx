import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../texts/index.js';
import { Icon } from './icon.js';

export interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Called when it is closed by Esc or its button. The dialog is open as long as it is rendered. */
  readonly onClose: () => void;
}

/**
 * A modal dialog. The focus stays in it and returns to where it was. Put a Form into it, with a FormActions
 * as its last child.
 */
export function Dialog({ title, children, onClose }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useLayoutEffect(() => {
    const opener = document.activeElement;
    element.current?.showModal();
    return () => {
      element.current?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  useLayoutEffect(() => {
    // What had the focus may be gone, as a form is when its result is shown.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  });
  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        close.current();
      }}
    >
      <header>
        <h2 ref={heading} id={titleId} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="close" aria-label={t().common.close} onClick={() => close.current()}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

/** The buttons at the end of a form or a dialog, the most important one last. */
export function FormActions({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div class="actions">{children}</div>;
}
