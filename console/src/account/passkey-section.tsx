import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Failure, failureOf } from '../api/failure.js';
import { mutate, type UserError } from '../api/send.js';
import { loadSession, session } from '../api/session.js';
import { type Loading, useQuery } from '../api/use-query.js';
import { createPasskey, isAtAddress, supportsPasskeys } from '../api/webauthn.js';
import { Button } from '../framework/button.js';
import { describeDevice } from '../framework/device.js';
import { Alert, EmptyState, failureText, Loaded } from '../framework/states.js';
import { Ago } from '../framework/time.js';
import { showToast } from '../framework/toast.js';
import { errorText } from '../texts/errors.js';
import { t } from '../texts/index.js';
import { Section } from './account-page.js';
import { type PasskeyAction, PasskeyDialog } from './passkey-dialog.js';
import {
  finishPasskeyRegistration,
  myPasskeys,
  type OwnPasskeyFragment,
  startPasskeyRegistration,
} from './passkeys.documents.js';

/** The passkeys of the person: add, rename, remove. */
export function PasskeySection(): JSX.Element {
  const passkeys = useQuery(myPasskeys, {});
  const isFirst = useFirstFactor(passkeys);
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const action = useSignal<PasskeyAction | null>(null);
  const texts = t().account.passkeys;
  const add = async (): Promise<void> => {
    isBusy.value = true;
    problem.value = null;
    try {
      problem.value = await register();
      passkeys.reload();
      // What a fresh proof takes depends on the factors.
      await loadSession();
    } catch (error) {
      problem.value = failureText(failureOf(error));
    } finally {
      isBusy.value = false;
    }
  };
  const canAdd = supportsPasskeys();
  return (
    <Section
      title={texts.title}
      lead={canAdd ? texts.lead : isAtAddress() ? texts.atAddress : texts.unsupported}
      action={
        canAdd ? (
          <Button icon="passkey" isBusy={isBusy.value} onClick={add}>
            {texts.add}
          </Button>
        ) : null
      }
    >
      {problem.value === null ? null : <Alert>{problem.value}</Alert>}
      {isFirst ? <EmptyState title={texts.empty} icon="passkey" /> : null}
      {isFirst ? null : (
        <Loaded of={passkeys}>
          {({ myPasskeys: list }) =>
            list.length === 0 ? (
              <EmptyState title={texts.empty} icon="passkey" />
            ) : (
              <ul class="entries">
                {list.map((passkey) => (
                  <PasskeyEntry
                    key={passkey.id}
                    passkey={passkey}
                    onAction={(next) => {
                      action.value = next;
                    }}
                  />
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
      {action.value === null ? null : (
        <PasskeyDialog
          action={action.value}
          onClose={() => {
            action.value = null;
          }}
          onDone={() => {
            action.value = null;
            passkeys.reload();
          }}
        />
      )}
    </Section>
  );
}

/**
 * Returns whether the list is refused to somebody who has to set up a first factor, and so has no passkey.
 * Loads the list once there is one; until it is there, the refusal from before says nothing.
 */
function useFirstFactor({ failure, reload }: Pick<Loading<unknown>, 'failure' | 'reload'>): boolean {
  const { value: current } = session;
  const hasFactor = current.state === 'signed-in' && current.viewer.mfaMethods.length > 0;
  const isRefused = failure?.kind === 'step-up' && failure.needsFactor;
  const firstRefusal = useRef<Failure | null>(null);
  if (isRefused && !hasFactor) firstRefusal.current = failure;
  useEffect(() => {
    if (isRefused && hasFactor) reload();
  }, [hasFactor]);
  return isRefused && failure === firstRefusal.current;
}

function PasskeyEntry(props: {
  readonly passkey: OwnPasskeyFragment;
  readonly onAction: (action: PasskeyAction) => void;
}): JSX.Element {
  const { passkey, onAction } = props;
  const texts = t().account.passkeys;
  return (
    <li>
      <div>
        <p>
          <strong>{passkey.name}</strong>{' '}
          {passkey.backedUp ? <span class="badge">{texts.backedUp}</span> : null}
        </p>
        <p class="quiet">
          {texts.added} <Ago instant={passkey.createdAt} /> ·{' '}
          {passkey.lastUsedAt === null ? texts.neverUsed : texts.used}{' '}
          {passkey.lastUsedAt === null ? null : <Ago instant={passkey.lastUsedAt} />}
        </p>
      </div>
      <div class="actions">
        <Button
          kind="quiet"
          label={texts.renameOf(passkey.name)}
          onClick={() => onAction({ kind: 'rename', passkey })}
        >
          {texts.rename}
        </Button>
        <Button
          kind="quiet"
          label={texts.removeOf(passkey.name)}
          onClick={() => onAction({ kind: 'remove', passkey })}
        >
          {texts.remove}
        </Button>
      </div>
    </li>
  );
}

/** Creates a passkey in the browser and stores it. Returns what went wrong; null when nothing did. */
async function register(): Promise<string | null> {
  const { startPasskeyRegistration: started } = await mutate(startPasskeyRegistration, {});
  if (started.registrationId === null) return describe(started.userErrors);
  const ceremony = await createPasskey(started.options);
  if (ceremony.kind !== 'done') return t().account.passkeys.failures[ceremony.kind];
  const { finishPasskeyRegistration: finished } = await mutate(finishPasskeyRegistration, {
    input: {
      registrationId: started.registrationId,
      response: ceremony.response,
      name: describeDevice(navigator.userAgent),
    },
  });
  if (!finished.ok) return describe(finished.userErrors);
  showToast(t().account.passkeys.addedToast);
  return null;
}

function describe(errors: readonly UserError[]): string {
  return errors.map(errorText).join(' ');
}
