import type { JSX } from 'preact';
import { useQuery } from '../../api/use-query.js';
import { FilterChips } from '../../framework/filter-chips.js';
import { EmptyState } from '../../framework/states.js';
import { Table } from '../../framework/table.js';
import { ta } from '../../texts/admin/index.js';
import { Badge } from '../lists/badges.js';
import { LoadedList } from '../lists/loaded-list.js';
import { SearchField } from '../lists/search-field.js';
import { useUrl } from '../lists/use-url.js';
import { Warnings } from '../overview/warnings.js';
import { PageHead } from '../page-head.js';
import { MailTest } from './mail-test.js';
import { type SettingsQuery, settings } from './settings.documents.js';

type Value = SettingsQuery['effectiveConfiguration'][number];

/** The page `/console/settings`: the configuration in effect, and what `cordon doctor` would warn of. */
export function SettingsPage(): JSX.Element {
  const loading = useQuery(settings, {});
  const texts = ta().settings;
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      <LoadedList of={loading}>
        {({ overview, effectiveConfiguration, server, me }) => (
          <>
            <Warnings warnings={overview.warnings} />
            <MailTest isEnabled={server.mailEnabled} email={me?.email ?? ''} />
            <Configuration values={effectiveConfiguration} />
          </>
        )}
      </LoadedList>
    </>
  );
}

function Configuration({ values }: { readonly values: readonly Value[] }): JSX.Element {
  const url = useUrl();
  const texts = ta().settings;
  const [search, wanted] = [url.text('q').toLowerCase(), url.list('only')];
  const found = values.filter(
    ({ name, description, source }) =>
      `${name} ${description}`.toLowerCase().includes(search) &&
      (!wanted.includes('set') || source !== 'DEFAULT'),
  );
  return (
    <section class="section" aria-labelledby="configuration">
      <h2 id="configuration">{texts.configuration}</h2>
      <p class="quiet">{texts.configurationLead}</p>
      <search class="filters">
        <SearchField
          isMain
          label={texts.search}
          hint={texts.search}
          value={url.text('q')}
          onChange={(q) => url.set({ q }, { replace: true })}
        />
        <FilterChips
          label={texts.show}
          options={[{ value: 'set', label: texts.onlySet }]}
          selected={wanted}
          onChange={(only) => url.set({ only }, { replace: true })}
        />
      </search>
      {found.length === 0 ? (
        <EmptyState title={ta().lists.nothingFound} icon="search" />
      ) : (
        <Values values={found} />
      )}
    </section>
  );
}

function Values({ values }: { readonly values: readonly Value[] }): JSX.Element {
  const texts = ta().settings;
  return (
    <Table
      caption={texts.configuration}
      rows={values}
      keyOf={({ name }) => name}
      columns={[
        {
          key: 'name',
          header: texts.name,
          render: ({ name, description }) => (
            <>
              <code>{name}</code>
              <span class="second">{description}</span>
            </>
          ),
        },
        { key: 'value', header: texts.value, render: (value) => <Shown value={value} /> },
        {
          key: 'source',
          header: texts.source,
          render: ({ source }) => (
            <Badge tone={source === 'DEFAULT' ? 'plain' : 'accent'}>{texts.sources[source]}</Badge>
          ),
        },
        { key: 'default', header: texts.default, render: (value) => value.default },
      ]}
    />
  );
}

/** A secret shows only whether it is set. */
function Shown({ value: { value, secret, source } }: { readonly value: Value }): JSX.Element {
  const texts = ta().settings;
  if (secret) return <span class="quiet">{source === 'DEFAULT' ? texts.notSet : texts.secretSet}</span>;
  return value === null ? <span class="quiet">{texts.none}</span> : <code>{value}</code>;
}
