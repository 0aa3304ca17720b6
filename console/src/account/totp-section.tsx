import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { failureOf } from '../api/failure.js';
import { mutate } from '../api/send.js';
import { loadSession } from '../api/session.js';
import { useQuery } from '../api/use-query.js';
import { Button } from '../framework/button.js';
import { Alert, failureText, Loaded } from '../framework/states.js';
import { errorText } from '../texts/errors.js';
import { t } from '../texts/index.js';
import { Section } from './account-page.js';
import { RecoveryCodesDialog } from './recovery-codes.js';
import { enrollTotp, myFactors, regenerateRecoveryCodes } from './totp.documents.js';
import { type Enrollment, RemoveTotpDialog, SetUpDialog } from './totp-dialogs.js';

type Open =
  | { readonly kind: 'set-up'; readonly enrollment: Enrollment }
  | { readonly kind: 'codes'; readonly codes: readonly string[] }
  | { readonly kind: 'remove' };

/** The authenticator app of the person, and the recovery codes. */
export function TotpSection(): JSX.Element {
  const factors = useQuery(myFactors, {});
  const open = useSignal<Open | null>(null);
  const problem = useSignal<string | null>(null);
  const texts = t().account.totp;
  const run = async (action: () => Promise<Open | string>): Promise<void> => {
    problem.value = null;
    try {
      const outcome = await action();
      if (typeof outcome === 'string') problem.value = outcome;
      else open.value = outcome;
    } catch (error) {
      problem.value = failureText(failureOf(error));
    }
  };
  const close = (): void => {
    open.value = null;
    factors.reload();
    // What a fresh proof takes depends on the factors.
    void loadSession();
  };
  const { value: now } = open;
  return (
    <Section title={texts.title} lead={texts.lead}>
      {problem.value === null ? null : <Alert>{problem.value}</Alert>}
      <Loaded of={factors}>
        {({ me }) => (
          <Choices
            methods={me?.mfaMethods ?? []}
            onSetUp={() => run(setUp)}
            onCodes={() => run(newCodes)}
            onRemove={() => {
              open.value = { kind: 'remove' };
            }}
          />
        )}
      </Loaded>
      {now?.kind === 'set-up' ? (
        <SetUpDialog
          enrollment={now.enrollment}
          onClose={close}
          onDone={(codes) => {
            open.value = { kind: 'codes', codes };
          }}
        />
      ) : null}
      {now?.kind === 'codes' ? <RecoveryCodesDialog codes={now.codes} onClose={close} /> : null}
      {now?.kind === 'remove' ? <RemoveTotpDialog onClose={close} /> : null}
    </Section>
  );
}

function Choices(props: {
  readonly methods: readonly string[];
  readonly onSetUp: () => Promise<void>;
  readonly onCodes: () => Promise<void>;
  readonly onRemove: () => void;
}): JSX.Element {
  const { methods, onSetUp, onCodes, onRemove } = props;
  const texts = t().account.totp;
  const isSetUp = methods.includes('TOTP');
  return (
    <div class="row">
      <p>{isSetUp ? <span class="badge good">{texts.on}</span> : <span class="badge">{texts.off}</span>}</p>
      <div class="actions">
        {methods.length > 0 ? <Button onClick={onCodes}>{texts.newCodes}</Button> : null}
        {isSetUp ? (
          <Button onClick={onRemove}>{texts.remove}</Button>
        ) : (
          <Button onClick={onSetUp}>{texts.setUp}</Button>
        )}
      </div>
    </div>
  );
}

async function setUp(): Promise<Open | string> {
  const { enrollTotp: payload } = await mutate(enrollTotp, {});
  if (payload.enrollment === null) return payload.userErrors.map(errorText).join(' ');
  return { kind: 'set-up', enrollment: payload.enrollment };
}

async function newCodes(): Promise<Open | string> {
  const { regenerateRecoveryCodes: payload } = await mutate(regenerateRecoveryCodes, {});
  if (payload.recoveryCodes === null) return payload.userErrors.map(errorText).join(' ');
  return { kind: 'codes', codes: payload.recoveryCodes };
}
