import type { ComponentChildren, JSX } from 'preact';
import { useTitle } from '../framework/title.js';

/** The heading of a page of the console, with its actions. */
export function PageHead(props: {
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly children?: ComponentChildren;
}): JSX.Element {
  useTitle(props.title);
  return (
    <header class="page-head">
      <div>
        <h1>{props.title}</h1>
        {props.lead === undefined ? null : <div class="quiet">{props.lead}</div>}
      </div>
      {props.children === undefined ? null : <div class="row">{props.children}</div>}
    </header>
  );
}
