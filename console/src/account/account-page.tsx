import type { ComponentChildren, JSX } from 'preact';
import { useTitle } from '../framework/title.js';

/** The head of a page of the account, and what is below it. */
export function AccountPage(props: {
  readonly title: string;
  readonly lead?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  useTitle(props.title);
  return (
    <>
      <div class="page-head">
        <div>
          <h1>{props.title}</h1>
          {props.lead === undefined ? null : <p class="quiet">{props.lead}</p>}
        </div>
      </div>
      {props.children}
    </>
  );
}

/** A part of a page with a heading of its own. */
export function Section(props: {
  readonly title: string;
  readonly lead?: string;
  readonly action?: ComponentChildren;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <section class="card section">
      <div class="row">
        <div>
          <h2>{props.title}</h2>
          {props.lead === undefined ? null : <p class="quiet">{props.lead}</p>}
        </div>
        {props.action}
      </div>
      {props.children}
    </section>
  );
}
