import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../framework/icon.js';
import { Preferences } from '../framework/preferences.js';
import { useTitle } from '../framework/title.js';

/** The frame of a page for somebody who is not signed in: a card with a heading. */
export function PeoplePage(props: {
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly children?: ComponentChildren;
  /** Moves the focus to the heading, after one step has replaced another. */
  readonly focusesHeading?: boolean;
}): JSX.Element {
  useTitle(props.title);
  const heading = useRef<HTMLHeadingElement>(null);
  const { focusesHeading = false, title } = props;
  useEffect(() => {
    if (focusesHeading) heading.current?.focus();
  }, [focusesHeading, title]);
  return (
    <div class="people">
      <main class="card" id="content">
        <p class="brand">
          <Icon name="shield" />
          Cordon
        </p>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {props.lead === undefined ? null : <p class="quiet">{props.lead}</p>}
        {props.children}
      </main>
      <footer>
        <Preferences />
      </footer>
    </div>
  );
}
