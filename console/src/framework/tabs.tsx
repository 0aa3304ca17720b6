import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly render: () => ComponentChildren;
}

/** Tabs by the pattern of ARIA: arrow keys, Home and End move between them. Keep `selected` in the URL. */
export function Tabs(props: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
}): JSX.Element {
  const { label, tabs, onSelect } = props;
  const list = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const index = Math.max(
    tabs.findIndex(({ id }) => id === props.selected),
    0,
  );
  const current = tabs[index];
  const select = (next: number): void => {
    const position = (next + tabs.length) % tabs.length;
    const tab = tabs[position];
    if (tab === undefined) return;
    onSelect(tab.id);
    const button = list.current?.children[position];
    if (button instanceof HTMLElement) button.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isRightToLeft = getComputedStyle(document.documentElement).direction === 'rtl';
    const forward = isRightToLeft ? 'ArrowLeft' : 'ArrowRight';
    const backward = isRightToLeft ? 'ArrowRight' : 'ArrowLeft';
    const targets: Readonly<Record<string, number>> = {
      [forward]: index + 1,
      [backward]: index - 1,
      Home: 0,
      End: tabs.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    select(target);
  };
  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab, position) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${prefix}-${tab.id}`}
            aria-selected={position === index}
            aria-controls={`${prefix}-panel`}
            tabIndex={position === index ? 0 : -1}
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${prefix}-panel`} aria-labelledby={`${prefix}-${current?.id}`}>
        {current?.render()}
      </div>
    </>
  );
}
