import type { ComponentChildren, JSX } from 'preact';
import type { Loading } from '../../api/use-query.js';
import { Button } from '../../framework/button.js';
import { Icon } from '../../framework/icon.js';
import { ErrorState, failureText, Skeleton } from '../../framework/states.js';
import { t } from '../../texts/index.js';

/**
 * Renders what a query has returned. What was loaded before stays on the page when it cannot be read again,
 * except when the caller may not see it any more.
 */
export function LoadedList<Result>(props: {
  readonly of: Loading<Result>;
  readonly lines?: number;
  readonly children: (data: Result) => ComponentChildren;
}): JSX.Element {
  const { data, failure, reload } = props.of;
  if (failure !== null && (data === null || failure.kind === 'forbidden')) {
    return <ErrorState failure={failure} onRetry={reload} />;
  }
  if (data === null) return <Skeleton lines={props.lines ?? 12} />;
  return (
    <>
      {failure === null ? null : (
        <div class="note warn" role="alert">
          <Icon name="offline" />
          <span>{failureText(failure)}</span>
          <Button kind="quiet" onClick={reload}>
            {t().common.retry}
          </Button>
        </div>
      )}
      {props.children(data)}
    </>
  );
}
