import type { ComponentChildren, JSX } from 'preact';
import type { Failure } from '../api/failure.js';
import { session } from '../api/session.js';
import { proveAgain } from '../api/step-up.js';
import type { Loading } from '../api/use-query.js';
import { t } from '../texts/index.js';
import { Button, ButtonLink } from './button.js';
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
  /** True when it is all that the page shows: the title is then the heading of the page. */
  readonly isPage?: boolean;
}): JSX.Element {
  const Title = props.isPage === true ? 'h1' : 'p';
  return (
    <div class="state">
      <Icon name={props.icon ?? 'empty'} />
      <Title class="title">{props.title}</Title>
      {props.children === undefined ? null : <div class="quiet">{props.children}</div>}
    </div>
  );
}

/** What stands in the place of what could not be loaded. */
export function ErrorState(props: { readonly failure: Failure; readonly onRetry?: () => void }): JSX.Element {
  const { failure, onRetry } = props;
  if (failure.kind === 'step-up') return <ProofNeeded needsFactor={failure.needsFactor} onRetry={onRetry} />;
  const icons: Readonly<Record<Exclude<Failure['kind'], 'step-up'>, IconName>> = {
    offline: 'offline',
    busy: 'clock',
    'signed-out': 'lock',
    forbidden: 'lock',
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

/** What is shown only after a proof: of a second factor, which is set up first where there is none. */
function ProofNeeded(props: {
  readonly needsFactor: boolean;
  readonly onRetry: (() => void) | undefined;
}): JSX.Element {
  const { value: current } = session;
  const hasFactor = current.state === 'signed-in' && current.viewer.mfaMethods.length > 0;
  const prove = async (): Promise<void> => {
    if (await proveAgain(props.needsFactor)) props.onRetry?.();
  };
  const isMissing = props.needsFactor && !hasFactor;
  return (
    <div class="state" role="alert">
      <Icon name="lock" />
      <p class="title">{isMissing ? t().stepUp.setUpTitle : t().stepUp.title}</p>
      <p class="quiet">{isMissing ? t().stepUp.setUpText : t().stepUp.lead}</p>
      {isMissing ? (
        <ButtonLink href="/account/security" kind="primary">
          {t().stepUp.setUp}
        </ButtonLink>
      ) : (
        <Button onClick={prove}>{t().stepUp.confirm}</Button>
      )}
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
