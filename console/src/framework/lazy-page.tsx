import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../texts/index.js';
import { Button } from './button.js';
import { EmptyState, Skeleton } from './states.js';

/** A component without properties: a page reads what it shows from the URL. */
export type Page = () => JSX.Element | null;

/** Returns a component whose code is loaded when it is first shown. */
export function lazyPage(load: () => Promise<Page>): Page {
  let loaded: Page | null = null;
  return function LazyPage(): JSX.Element {
    const state = useSignal<'loading' | 'ready' | 'failed'>(loaded === null ? 'loading' : 'ready');
    useEffect(() => {
      if (loaded !== null) return;
      load().then(
        (component) => {
          loaded = component;
          state.value = 'ready';
        },
        () => {
          state.value = 'failed';
        },
      );
    }, [state]);
    if (state.value === 'failed') return <OutOfDate />;
    const Component = loaded;
    return Component === null ? <Skeleton lines={6} /> : <Component />;
  };
}

/** A part that does not exist any more belongs to an older release of the server. */
function OutOfDate(): JSX.Element {
  return (
    <EmptyState title={t().common.newVersion} icon="offline" isPage>
      <p>{t().common.newVersionText}</p>
      <Button onClick={() => location.reload()}>{t().common.reload}</Button>
    </EmptyState>
  );
}
