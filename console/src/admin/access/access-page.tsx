import type { JSX } from 'preact';
import { Tabs } from '../../framework/tabs.js';
import { ta } from '../../texts/admin/index.js';
import { useUrl } from '../lists/use-url.js';
import { PageHead } from '../page-head.js';
import { ChangeTab } from './change-tab.js';
import { ExplainTab } from './explain-tab.js';
import { MatrixTab } from './matrix-tab.js';

/** The page `/console/access`: who may reach what, why, and what a change of the schema would change. */
export function AccessPage(): JSX.Element {
  const url = useUrl();
  const { policy } = ta();
  return (
    <>
      <PageHead title={policy.title} lead={policy.lead} />
      <Tabs
        label={policy.title}
        selected={url.text('tab') || 'matrix'}
        onSelect={(tab) => url.set({ tab: tab === 'matrix' ? null : tab }, { replace: true })}
        tabs={[
          { id: 'matrix', label: policy.matrix, render: () => <MatrixTab /> },
          { id: 'explain', label: policy.explain, render: () => <ExplainTab /> },
          { id: 'change', label: policy.change, render: () => <ChangeTab /> },
        ]}
      />
    </>
  );
}
