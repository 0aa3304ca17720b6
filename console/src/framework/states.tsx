import type { ComponentChildren, JSX } from 'preact';
import type { Failure } from '../api/failure.js';
import type { Loading } from '../api/use-query.js';
import { t } from '../texts/index.js';
import { Button } from './button.js';
import { Icon, type IconName } from './icon.js';

/** A message that is announced at once: what went wrong, above a form. */
export function Alert({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <p class="alert" role="alert">
      <Icon name="warning" />
      <span>{children}</span>
    </p>
  );
}

/** Grey lines in the place of text that is loading. */
export function Skeleton({ lines = 3 }: { readonly lines?: number }): JSX.Element {
  return (
    <div class="skeleton" role="status">
      <span class="hidden">{t().common.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="bone" aria-hidden="true" />
      ))}
    </div>
  );
}

/** What stands in the place of a list without entries, with what can be done about it. */
export function EmptyState(props: {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly icon?: IconName;
}): JSX.Element {
  return (
    <div class="state">
      <Icon name={props.icon ?? 'empty'} />
      <p class="title">{props.title}</p>
      {props.children === undefined ? null : <div class="quiet">{props.children}</div>}
    </div>
  );
}

/** What stands in the place of what could not be loaded. */
export function ErrorState(props: { readonly failure: Failure; readonly onRetry?: () => void }): JSX.Element {
  const { failure, onRetry } = props;
  const icons: Readonly<Record<Failure['kind'], IconName>> = {
    offline: 'offline',
    busy: 'clock',
    'signed-out': 'lock',
    forbidden: 'lock',
    'step-up': 'lock',
    fault: 'warning',
  };
  const canRetry = failure.kind !== 'forbidden' && onRetry !== undefined;
  return (
    <div class="state" role="alert">
      <Icon name={icons[failure.kind]} />
      <p class="title">{t().failures[failure.kind].title}</p>
      <p class="quiet">{failureText(failure)}</p>
      {canRetry ? <Button onClick={onRetry}>{t().common.retry}</Button> : null}
    </div>
  );
}

/** Returns a failure in the language of the page. */
export function failureText(failure: Failure): string {
  const { text } = t().failures[failure.kind];
  if (failure.kind === 'busy' && failure.retryAfter !== null)
    return `${text} ${t().common.waitSeconds(failure.retryAfter)}`;
  if (failure.kind === 'fault' && failure.requestId !== null)
    return `${text} ${t().common.requestId(failure.requestId)}`;
  return text;
}

/** Renders what a query has returned, or its skeleton, or its failure. */
export function Loaded<Result>(props: {
  readonly of: Loading<Result>;
  readonly skeleton?: JSX.Element;
  readonly children: (data: Result) => ComponentChildren;
}): JSX.Element {
  const { data, failure, reload } = props.of;
  if (failure !== null) return <ErrorState failure={failure} onRetry={reload} />;
  if (data === null) return props.skeleton ?? <Skeleton />;
  return <>{props.children(data)}</>;
}
