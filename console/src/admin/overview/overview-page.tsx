import type { JSX } from 'preact';
import { useQuery } from '../../api/use-query.js';
import { Button } from '../../framework/button.js';
import { ta } from '../../texts/admin/index.js';
import { LoadedList } from '../lists/loaded-list.js';
import { Time } from '../lists/time.js';
import { useUrl } from '../lists/use-url.js';
import { PageHead } from '../page-head.js';
import { Figures } from './figures.js';
import { type OverviewFiguresQuery, overviewFigures } from './overview.documents.js';
import { RefusalsPlot } from './refusals-plot.js';
import { SignInsPlot } from './sign-ins-plot.js';
import { Warnings } from './warnings.js';

type Overview = OverviewFiguresQuery['overview'];

const ranges = ['day', 'month'] as const;

/** The page `/console/overview`: how the server is, and what needs attention. */
export function OverviewPage(): JSX.Element {
  const loading = useQuery(overviewFigures, {});
  const texts = ta().overview;
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead}>
        <Button onClick={loading.reload} isBusy={loading.isLoading}>
          {texts.refresh}
        </Button>
      </PageHead>
      <LoadedList of={loading} lines={10}>
        {({ overview }) => <Content overview={overview} />}
      </LoadedList>
    </>
  );
}

function Content({ overview }: { readonly overview: Overview }): JSX.Element {
  const url = useUrl();
  const texts = ta().overview;
  const range = url.oneOf('range', ranges);
  return (
    <>
      <Figures overview={overview} />
      <Warnings warnings={overview.warnings} />
      <section class="card plot">
        <div class="plot-head">
          <h2>{texts.signIns}</h2>
          <fieldset class="chips">
            <legend class="hidden">{texts.range}</legend>
            {ranges.map((value) => (
              <button
                key={value}
                type="button"
                class="chip"
                aria-pressed={range === value}
                onClick={() => url.set({ range: value === 'day' ? null : value }, { replace: true })}
              >
                {texts.ranges[value]}
              </button>
            ))}
          </fieldset>
        </div>
        <SignInsPlot points={range === 'day' ? overview.hourly : overview.daily} range={range} />
      </section>
      <div class="columns">
        <section class="card plot">
          <h2>{texts.refusals}</h2>
          <RefusalsPlot refusals={overview.refusals} />
        </section>
        <Trust overview={overview} />
      </div>
    </>
  );
}

/** The facts about keys and the audit log. */
function Trust({ overview }: { readonly overview: Overview }): JSX.Element {
  const texts = ta().overview;
  const { activeKey, auditCheckedAt, auditValid } = overview;
  return (
    <section class="card plot">
      <h2>{texts.trust}</h2>
      <dl class="facts">
        <div>
          <dt>{texts.keySince}</dt>
          <dd>
            <Time at={activeKey?.activeFrom ?? null} none={texts.noKey} isDay />
          </dd>
        </div>
        <div>
          <dt>{texts.auditChecked}</dt>
          <dd>
            <Time at={auditCheckedAt} none={texts.neverChecked} />
            {auditValid === null ? null : (
              <span class="second">{auditValid ? texts.auditIntact : texts.auditChanged}</span>
            )}
          </dd>
        </div>
      </dl>
    </section>
  );
}
