import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { Icon } from './icon.js';

interface Toast {
  readonly id: number;
  readonly text: string;
}

const visibleMilliseconds = 6000;
const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** Shows and announces that something was done. Errors do not belong here: they stay on the page. */
export function showToast(text: string): void {
  lastId += 1;
  const id = lastId;
  toasts.value = [...toasts.value, { id, text }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }, visibleMilliseconds);
}

/** Where toasts appear; rendered once by the application. */
export function Toasts(): JSX.Element {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text }) => (
        <p key={id} class="toast">
          <Icon name="check" />
          {text}
        </p>
      ))}
    </div>
  );
}
