import type { JSX } from 'preact';
import { mutate } from '../api/send.js';
import { t } from '../texts/index.js';
import { ConfirmLink } from './confirm-link.js';
import { requestVerification, verifyEmail } from './email.documents.js';
import { oneTimeToken } from './one-time-token.js';
import { RequestMail } from './request-mail.js';

/** The page `/verify-email`: confirms an address with the token of a link, and mails another link without. */
export function VerifyEmail(): JSX.Element {
  const token = oneTimeToken();
  if (token === '')
    return (
      <RequestMail
        title={t().email.verifyAgainTitle}
        lead={t().email.verifyAgainLead}
        onSend={async (email) => {
          const { requestEmailVerification } = await mutate(
            requestVerification,
            { email },
            { anonymous: true },
          );
          return requestEmailVerification.userErrors;
        }}
      />
    );
  return (
    <ConfirmLink
      texts={t().email.verify}
      done={t().email.verified}
      onConfirm={async () =>
        (await mutate(verifyEmail, { token }, { anonymous: true })).verifyEmail.userErrors
      }
    />
  );
}
