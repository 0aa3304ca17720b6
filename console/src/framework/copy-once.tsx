import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../texts/index.js';
import { Button } from './button.js';

/** A secret that is shown once, such as a link, with a button that copies it. */
export function CopyOnce(props: {
  readonly label: string;
  readonly value: string;
  /** Default: what the value needs as one paragraph. */
  readonly rows?: number;
}): JSX.Element {
  const isCopied = useSignal(false);
  const id = useId();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.value);
      isCopied.value = true;
    } catch {
      // Without permission, the person copies the selected text.
      const field = document.getElementById(id);
      if (field instanceof HTMLTextAreaElement) field.select();
    }
  };
  return (
    <div class="copy-once">
      <label for={id}>{props.label}</label>
      <textarea
        id={id}
        readOnly
        rows={props.rows ?? Math.min(10, Math.ceil(props.value.length / 48) + 1)}
        value={props.value}
      />
      <div class="row">
        <p class="hint">{t().common.shownOnce}</p>
        <Button icon={isCopied.value ? 'check' : 'copy'} onClick={copy}>
          <span aria-live="polite">{isCopied.value ? t().common.copied : t().common.copy}</span>
        </Button>
      </div>
    </div>
  );
}
