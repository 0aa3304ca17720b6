import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../texts/index.js';
import { Dialog } from './dialog.js';

const storageKey = 'cordon:shortcuts';

/** Single keys can be switched off (WCAG 2.1.4), because speech input types letters. */
const areEnabled = signal(localStorage.getItem(storageKey) !== 'off');
const isHelpOpen = signal(false);

/** Calls the action when the key is pressed outside of a field and of a dialog. */
export function useShortcut(key: string, action: () => void): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== key || !isShortcut(event)) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [key]);
}

function isShortcut(event: KeyboardEvent): boolean {
  const { target } = event;
  const isTyping =
    target instanceof Element && target.closest('input:not([type=checkbox]), textarea, select') !== null;
  const hasModifier = event.ctrlKey || event.altKey || event.metaKey;
  return areEnabled.value && !isTyping && !hasModifier && document.querySelector('dialog[open]') === null;
}

/** Opens the list of shortcuts. */
export function openShortcutHelp(): void {
  isHelpOpen.value = true;
}

/** The shortcuts of every page: `/` moves to the search field (`data-search`), `?` lists all of them. */
export function Shortcuts(): JSX.Element | null {
  useShortcut('/', () => document.querySelector<HTMLElement>('[data-search]')?.focus());
  useShortcut('?', openShortcutHelp);
  if (!isHelpOpen.value) return null;
  const keys = Object.entries(t().shortcuts.keys);
  return (
    <Dialog
      title={t().shortcuts.title}
      onClose={() => {
        isHelpOpen.value = false;
      }}
    >
      <dl class="facts">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={areEnabled.value}
          onChange={(event) => {
            areEnabled.value = event.currentTarget.checked;
            localStorage.setItem(storageKey, areEnabled.value ? 'on' : 'off');
          }}
        />
        <span>{t().shortcuts.enabled}</span>
      </label>
    </Dialog>
  );
}
