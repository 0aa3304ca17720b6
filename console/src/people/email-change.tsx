import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { client } from '../api/client.js';
import { mutate } from '../api/send.js';
import { loadSession, session } from '../api/session.js';
import { t } from '../texts/index.js';
import { ConfirmLink } from './confirm-link.js';
import { confirmEmailChange, undoEmailChange } from './email.documents.js';
import { Incomplete } from './one-time-link.js';
import { oneTimeToken } from './one-time-token.js';

/** The page `/email-change`: confirms a new address, or gives the previous one back. */
export function EmailChange(): JSX.Element {
  const token = oneTimeToken();
  if (token.startsWith('cordon_undo_')) return <Undo token={token} />;
  return token.startsWith('cordon_email_') ? <Confirm token={token} /> : <Incomplete />;
}

/** The person must be signed in; the token stays in this tab meanwhile, so another one is opened for that. */
function Confirm({ token }: { readonly token: string }): JSX.Element {
  useEffect(() => {
    void loadSession();
    return client.onSession(() => void loadSession());
  }, []);
  const texts = t().email;
  return (
    <ConfirmLink
      texts={texts.change}
      done={texts.changed}
      next={{ href: '/account', label: t().shell.account }}
      onConfirm={async () => {
        const { confirmEmailChange: payload } = await mutate(
          confirmEmailChange,
          { token },
          { anonymous: true },
        );
        return payload.userErrors;
      }}
    >
      {session.value.state === 'signed-out' ? (
        <p class="note">
          <span>
            {texts.signInFirst}{' '}
            <a href="/sign-in?return=/account" target="_blank" rel="noopener">
              {texts.signInTab}
            </a>
          </span>
        </p>
      ) : null}
    </ConfirmLink>
  );
}

function Undo({ token }: { readonly token: string }): JSX.Element {
  return (
    <ConfirmLink
      texts={t().email.undo}
      done={t().email.undone}
      isDangerous
      onConfirm={async () =>
        (await mutate(undoEmailChange, { token }, { anonymous: true })).undoEmailChange.userErrors
      }
    />
  );
}
