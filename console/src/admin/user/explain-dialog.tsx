import type { JSX } from 'preact';
import { useQuery } from '../../api/use-query.js';
import { Button } from '../../framework/button.js';
import { Dialog, FormActions } from '../../framework/dialog.js';
import { Icon } from '../../framework/icon.js';
import { Loaded } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';
import { type ExplainAccessQuery, explainAccess } from './access.documents.js';
import { Verdict } from './verdict.js';

export type Explanation = NonNullable<ExplainAccessQuery['explainPolicy']>;
type Holds = Explanation['rules'][number]['holds'];

/** Shows which rules decide whether a user may reach a field, and which of them hold. */
export function ExplainDialog(props: {
  readonly userId: string;
  readonly coordinate: string;
  readonly onClose: () => void;
}): JSX.Element {
  const { userId, coordinate, onClose } = props;
  const loading = useQuery(explainAccess, { userId, coordinate });
  return (
    <Dialog title={ta().access.why(coordinate)} onClose={onClose}>
      <Loaded of={loading}>
        {({ explainPolicy }) => (explainPolicy === null ? null : <Rules explanation={explainPolicy} />)}
      </Loaded>
      <FormActions>
        <Button onClick={onClose}>{t().common.close}</Button>
      </FormActions>
    </Dialog>
  );
}

export function Rules({ explanation }: { readonly explanation: Explanation }): JSX.Element {
  const { verdict, code, signsIn, rules } = explanation;
  const { access } = ta();
  return (
    <div class="section">
      <p class="marks">
        <Verdict verdict={verdict} />
        {code === null ? null : <code>{code}</code>}
      </p>
      {signsIn ? null : <p class="note warn">{access.asAnonymous}</p>}
      {rules.length === 0 ? <p>{access.noRules}</p> : <p class="quiet">{access.groups}</p>}
      {rules.map(({ writtenOn, argumentPath, groups }) => (
        <section key={`${writtenOn} ${argumentPath}`} class="rule">
          <h3>{access.rule(argumentPath === null ? writtenOn : `${writtenOn} (${argumentPath})`)}</h3>
          {groups.map(({ conditions }, index) => (
            <ul key={index}>
              {conditions.map(({ condition, holds }) => (
                <Condition key={condition} text={condition} holds={holds} />
              ))}
            </ul>
          ))}
        </section>
      ))}
    </div>
  );
}

function Condition({ text, holds }: { readonly text: string; readonly holds: Holds }): JSX.Element {
  const icons = { YES: 'check', NO: 'close', DEPENDS: 'clock' } as const;
  return (
    <li class={`condition ${holds.toLowerCase()}`}>
      <Icon name={icons[holds]} />
      <span>
        {text} <span class="quiet">({ta().access.holds[holds]})</span>
      </span>
    </li>
  );
}
