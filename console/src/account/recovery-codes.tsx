import type { JSX } from 'preact';
import { Button } from '../framework/button.js';
import { CopyOnce } from '../framework/copy-once.js';
import { Dialog, FormActions } from '../framework/dialog.js';
import { download } from '../framework/download.js';
import { t } from '../texts/index.js';

/** Shows new recovery codes once, to be copied or saved. */
export function RecoveryCodesDialog(props: {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}): JSX.Element {
  const texts = t().account.totp;
  const text = props.codes.join('\n');
  return (
    <Dialog title={texts.codesTitle} onClose={props.onClose}>
      <p class="quiet">{texts.codesLead}</p>
      <CopyOnce label={texts.codesTitle} value={text} rows={props.codes.length} />
      <FormActions>
        <Button onClick={() => download('recovery-codes.txt', 'text/plain', `${text}\n`)}>
          {texts.saveCodes}
        </Button>
        <Button kind="primary" onClick={props.onClose}>
          {texts.codesKept}
        </Button>
      </FormActions>
    </Dialog>
  );
}
