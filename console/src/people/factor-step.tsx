import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { UserError } from '../api/send.js';
import { askForPasskey } from '../api/webauthn.js';
import { Button } from '../framework/button.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { PasskeyButton } from '../framework/passkey-button.js';
import { errorText } from '../texts/errors.js';
import { t } from '../texts/index.js';
import { PeoplePage } from './people-page.js';
import { type FactorProof, type Step, sendFactor } from './sign-in-steps.js';

type FactorMethod = FactorProof['method'];

interface Props {
  readonly step: Extract<Step, { kind: 'factor' }>;
  readonly onStep: (step: Step) => void;
}

/** The step of the sign-in page that asks for a second factor, in the way that the person chooses. */
export function FactorStep({ step, onStep }: Props): JSX.Element {
  const { methods } = step.challenge;
  const preferred = (['PASSKEY', 'TOTP', 'RECOVERY_CODE'] as const).find((each) => methods.includes(each));
  const method = useSignal<FactorMethod>(preferred ?? 'RECOVERY_CODE');
  const texts = t().signIn.factors;
  const send = async (proof: FactorProof): Promise<readonly UserError[]> => {
    const { step: next, errors } = await sendFactor(step, proof);
    if (next !== undefined) onStep(next);
    return errors;
  };
  return (
    <PeoplePage title={t().signIn.factorTitle} lead={texts[method.value].lead} focusesHeading>
      {method.value === 'PASSKEY' ? (
        <PasskeyFactor options={step.challenge.passkeyOptions} onProof={send} />
      ) : (
        <CodeFactor key={method.value} method={method.value} onProof={send} />
      )}
      <div class="aside choices">
        {methods
          .filter((each) => each !== method.value)
          .map((each) => (
            <Button
              key={each}
              kind="quiet"
              onClick={() => {
                method.value = each;
              }}
            >
              {texts[each].choose}
            </Button>
          ))}
        <Button kind="quiet" onClick={() => onStep({ kind: 'password' })}>
          {t().signIn.again}
        </Button>
      </div>
    </PeoplePage>
  );
}

function CodeFactor(props: {
  readonly method: 'TOTP' | 'RECOVERY_CODE';
  readonly onProof: (proof: FactorProof) => Promise<readonly UserError[]>;
}): JSX.Element {
  const { method, onProof } = props;
  const isTotp = method === 'TOTP';
  const submit = ({ code = '' }: FormValues): Promise<readonly UserError[]> => onProof({ method, code });
  return (
    <Form onSubmit={submit}>
      <Field
        name="code"
        label={t().signIn.factors[method].label}
        autocomplete={isTotp ? 'one-time-code' : 'off'}
        inputMode={isTotp ? 'numeric' : 'text'}
        hasFocus
      />
      <Submit>{t().signIn.submit}</Submit>
    </Form>
  );
}

function PasskeyFactor(props: {
  readonly options: unknown;
  readonly onProof: (proof: FactorProof) => Promise<readonly UserError[]>;
}): JSX.Element {
  const prove = async (): Promise<string | null> => {
    const ceremony = await askForPasskey(props.options);
    if (ceremony.kind !== 'done') return t().signIn.passkeyFailures[ceremony.kind];
    const errors = await props.onProof({ method: 'PASSKEY', passkeyResponse: ceremony.response });
    return errors.length === 0 ? null : errors.map(errorText).join(' ');
  };
  return <PasskeyButton onProve={prove} />;
}
