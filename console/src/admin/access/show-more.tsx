import type { JSX } from 'preact';
import { Button } from '../../framework/button.js';
import { formatNumber } from '../../framework/format.js';
import { ta } from '../../texts/admin/index.js';

/** Below a long table: how many of its rows are shown, and a button for more. */
export function ShowMore(props: {
  readonly shown: number;
  readonly found: number;
  readonly onMore: () => void;
}): JSX.Element {
  const { access } = ta();
  return (
    <div class="pager">
      <p class="quiet" role="status">
        {access.shown(formatNumber(props.shown), formatNumber(props.found))}
      </p>
      {props.shown < props.found ? <Button onClick={props.onMore}>{access.more}</Button> : null}
    </div>
  );
}
