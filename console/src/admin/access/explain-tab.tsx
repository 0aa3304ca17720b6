import type { JSX } from 'preact';
import { useQuery } from '../../api/use-query.js';
import { EmptyState, Loaded } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { PersonFilter } from '../lists/person-filter.js';
import { useUrl } from '../lists/use-url.js';
import { accessMatrix, explainAccess } from '../user/access.documents.js';
import { Rules } from '../user/explain-dialog.js';

/** Why a person may or may not reach a field. */
export function ExplainTab(): JSX.Element {
  const url = useUrl();
  const { audit, policy } = ta();
  const [userId, coordinate] = [url.text('person'), url.text('field')];
  return (
    <div class="section">
      <p class="quiet">{policy.explainLead}</p>
      <search class="filters">
        <PersonFilter
          label={policy.person}
          unknown={audit.unknownPerson}
          value={userId}
          onChange={(person) => url.set({ person }, { replace: true })}
        />
        <FieldChoice
          value={coordinate}
          onChange={(field) => url.set({ field: field === '' ? null : field }, { replace: true })}
        />
      </search>
      {userId === '' || coordinate === '' ? (
        <EmptyState title={policy.chooseBoth} icon="access" />
      ) : (
        <Explanation userId={userId} coordinate={coordinate} />
      )}
    </div>
  );
}

function Explanation(props: { readonly userId: string; readonly coordinate: string }): JSX.Element {
  const loading = useQuery(explainAccess, props);
  return (
    <section class="card" aria-live="polite">
      <h2>{ta().access.why(props.coordinate)}</h2>
      <Loaded of={loading}>
        {({ explainPolicy }) =>
          explainPolicy === null ? <p>{ta().audit.unknownPerson}</p> : <Rules explanation={explainPolicy} />
        }
      </Loaded>
    </section>
  );
}

/** A field of the schema, offered while one types. Only one that exists is asked about. */
function FieldChoice(props: {
  readonly value: string;
  readonly onChange: (coordinate: string) => void;
}): JSX.Element {
  const { data } = useQuery(accessMatrix, {});
  const names = data?.policyMatrix.rows.map(({ coordinate }) => coordinate) ?? [];
  return (
    <div class="search wide">
      <label for="coordinate">{ta().policy.field}</label>
      <input
        id="coordinate"
        list="coordinates"
        defaultValue={props.value}
        placeholder="User.email"
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        onInput={({ currentTarget: { value } }) => {
          if (value === '' || names.includes(value.trim())) props.onChange(value.trim());
        }}
      />
      <datalist id="coordinates">
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  );
}
