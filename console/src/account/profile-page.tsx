import type { JSX } from 'preact';
import { mutate, type UserError } from '../api/send.js';
import { loadSession } from '../api/session.js';
import { useQuery } from '../api/use-query.js';
import { Field, Select } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { Loaded } from '../framework/states.js';
import { showToast } from '../framework/toast.js';
import { languages, t } from '../texts/index.js';
import { myProfile, type ProfileFragment, updateProfile } from './account.documents.js';
import { AccountPage, Section } from './account-page.js';
import { EmailSection } from './email-section.js';

/** The page `/account/profile`. */
export function ProfilePage(): JSX.Element {
  const profile = useQuery(myProfile, {});
  return (
    <AccountPage title={t().account.profile.title}>
      <Loaded of={profile}>
        {({ me }) =>
          me === null ? null : (
            <>
              <Section title={t().account.profile.about}>
                {/* Another version is another form, with the values that somebody else has saved. */}
                <ProfileForm
                  key={me.version}
                  profile={me}
                  onSaved={(saved) => profile.replace(() => ({ me: saved }))}
                  onConflict={profile.reload}
                />
              </Section>
              <EmailSection profile={me} />
            </>
          )
        }
      </Loaded>
    </AccountPage>
  );
}

function ProfileForm(props: {
  readonly profile: ProfileFragment;
  readonly onSaved: (profile: ProfileFragment) => void;
  readonly onConflict: () => void;
}): JSX.Element {
  const { profile, onSaved, onConflict } = props;
  const submit = async ({
    username = '',
    fullName = '',
    locale = '',
  }: FormValues): Promise<readonly UserError[]> => {
    const { updateProfile: payload } = await mutate(updateProfile, {
      input: {
        username,
        fullName: fullName.trim() === '' ? null : fullName,
        locale: locale === '' ? null : locale,
        expectedVersion: profile.version,
      },
    });
    if (payload.user !== null) {
      onSaved(payload.user);
      showToast(t().common.saved);
      await loadSession();
    }
    if (payload.userErrors.some(({ code }) => code === 'VERSION_CONFLICT')) {
      onConflict();
      showToast(t().account.profile.conflict);
    }
    return payload.userErrors;
  };
  const known = Object.entries(languages).map(([value, label]) => ({ value, label }));
  const { locale } = profile;
  const other = locale === null || locale in languages ? [] : [{ value: locale, label: locale }];
  return (
    <Form onSubmit={submit}>
      <Field
        name="username"
        label={t().oneTimeLink.username}
        value={profile.username}
        hint={t().oneTimeLink.usernameHint}
        autocomplete="username"
      />
      <Field
        name="fullName"
        label={t().oneTimeLink.fullName}
        value={profile.fullName ?? ''}
        autocomplete="name"
        isOptional
      />
      <Select
        name="locale"
        label={t().account.profile.locale}
        hint={t().account.profile.localeHint}
        value={locale ?? ''}
        options={[{ value: '', label: t().account.profile.noLocale }, ...known, ...other]}
      />
      <Submit>{t().common.save}</Submit>
    </Form>
  );
}
