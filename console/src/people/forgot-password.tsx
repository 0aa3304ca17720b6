import type { JSX } from 'preact';
import { mutate } from '../api/send.js';
import { t } from '../texts/index.js';
import { requestPasswordReset } from './email.documents.js';
import { RequestMail } from './request-mail.js';

/** The page `/reset` without a token: mails a link for choosing a new password. */
export function ForgotPassword(): JSX.Element {
  return (
    <RequestMail
      title={t().email.forgotTitle}
      lead={t().email.forgotLead}
      onSend={async (email) => {
        const { requestPasswordReset: payload } = await mutate(
          requestPasswordReset,
          { email },
          { anonymous: true },
        );
        return payload.userErrors;
      }}
    />
  );
}
