import type { JSX } from 'preact';
import { Button } from '../../framework/button.js';
import { ta } from '../../texts/admin/index.js';
import type { Url } from './use-url.js';

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** The buttons below a list that lead to its next and previous page, and how many entries it has. */
export function Pager(props: {
  readonly url: Url;
  readonly info: PageInfo;
  readonly total?: string;
}): JSX.Element {
  const { url, info, total } = props;
  return (
    <nav class="pager" aria-label={ta().lists.pages}>
      <p class="quiet" role="status">
        {total}
      </p>
      <Button isDisabled={!info.hasPreviousPage} onClick={() => url.set({ before: info.startCursor ?? '' })}>
        {ta().lists.previous}
      </Button>
      <Button isDisabled={!info.hasNextPage} onClick={() => url.set({ after: info.endCursor ?? '' })}>
        {ta().lists.next}
      </Button>
    </nav>
  );
}
