import type { JSX } from 'preact';
import { t } from '../texts/index.js';
import { ButtonLink } from './button.js';
import { EmptyState } from './states.js';
import { useTitle } from './title.js';

/** What stands in the place of a page that does not exist. */
export function NotFound(): JSX.Element {
  useTitle(t().common.notFound);
  return (
    <EmptyState title={t().common.notFound} icon="search" isPage>
      <p>{t().common.notFoundText}</p>
      <ButtonLink href="/console">{t().common.home}</ButtonLink>
    </EmptyState>
  );
}
