import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { type Failure, failureOf } from '../../api/failure.js';
import { query } from '../../api/send.js';
import { Button } from '../../framework/button.js';
import { Dialog, FormActions } from '../../framework/dialog.js';
import { formatNumber, formatTime } from '../../framework/format.js';
import { ErrorState, Skeleton } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';
import { type VerifyAuditQuery, verifyAudit } from './audit.documents.js';

type Verification = VerifyAuditQuery['auditVerification'];

/** The button that verifies the whole log, and a dialog with the result and the head to keep. */
export function VerifyButton(): JSX.Element {
  const isOpen = useSignal(false);
  const result = useSignal<Verification | Failure | null>(null);
  const run = async (): Promise<void> => {
    [isOpen.value, result.value] = [true, null];
    try {
      result.value = (await query(verifyAudit, {})).auditVerification;
    } catch (error) {
      result.value = failureOf(error);
    }
  };
  const { value: found } = result;
  const close = (): void => {
    isOpen.value = false;
  };
  return (
    <>
      <Button onClick={run}>{ta().audit.verify}</Button>
      {isOpen.value ? (
        <Dialog title={ta().audit.verifyTitle} onClose={close}>
          {found === null ? (
            <>
              <p class="quiet">{ta().audit.verifying}</p>
              <Skeleton lines={2} />
            </>
          ) : 'kind' in found ? (
            <ErrorState failure={found} onRetry={run} />
          ) : (
            <Result verification={found} />
          )}
          <FormActions>
            <Button onClick={close}>{t().common.close}</Button>
          </FormActions>
        </Dialog>
      ) : null}
    </>
  );
}

function Result({ verification }: { readonly verification: Verification }): JSX.Element {
  const { valid, checkedEvents, removedEvents, removedUntil, firstBadSequence, headHash } = verification;
  const lastSequence = removedEvents + checkedEvents;
  const { audit } = ta();
  if (!valid) {
    return (
      <p class="alert" role="alert">
        {audit.tampered(formatNumber(firstBadSequence ?? lastSequence + 1))}
      </p>
    );
  }
  return (
    <>
      <p class="note good" role="status">
        {audit.intact(formatNumber(checkedEvents))}
      </p>
      {removedUntil === null ? null : (
        <p class="hint">{audit.trimmed(formatNumber(removedEvents), formatTime(removedUntil))}</p>
      )}
      <Head value={`${lastSequence}:${headHash}`} />
    </>
  );
}

function Head({ value }: { readonly value: string }): JSX.Element {
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(value).then(
      () => {
        isCopied.value = true;
      },
      () => undefined,
    );
  };
  return (
    <div class="section">
      <h3>{ta().audit.head}</h3>
      <code class="head">{value}</code>
      <div class="row">
        <p class="hint">{ta().audit.headHint}</p>
        <Button icon={isCopied.value ? 'check' : 'copy'} onClick={copy}>
          <span aria-live="polite">{isCopied.value ? t().common.copied : t().common.copy}</span>
        </Button>
      </div>
    </div>
  );
}
