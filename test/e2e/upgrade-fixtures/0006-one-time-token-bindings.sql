CREATE FUNCTION public.bind_one_time_token() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
  BEGIN
    SELECT users.email_key, users.role, users.security_epoch, users.disabled_at
    INTO NEW.email_key, NEW.role, NEW.security_epoch, NEW.disabled_at
    FROM users WHERE users.id = NEW.user_id;
    RETURN NEW;
  END $$;
CREATE FUNCTION public.refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
  BEGIN
    RAISE EXCEPTION 'the audit log is append-only: % of % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END $$;
CREATE FUNCTION public.tell_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
  BEGIN
    IF TG_LEVEL = 'STATEMENT' THEN
      PERFORM pg_catalog.pg_notify('cordon', TG_ARGV[0] || ' *');
    ELSIF TG_OP = 'INSERT' THEN
      PERFORM pg_catalog.pg_notify('cordon', TG_ARGV[0] || ' ' || NEW.id);
    ELSE
      PERFORM pg_catalog.pg_notify('cordon', TG_ARGV[0] || ' ' || OLD.id);
    END IF;
    RETURN NULL;
  END $$;
CREATE TABLE public.audit_events (
    sequence bigint NOT NULL,
    id uuid NOT NULL,
    occurred_at timestamp(3) with time zone NOT NULL,
    action text NOT NULL,
    outcome text NOT NULL,
    reason text,
    actor_type text NOT NULL,
    actor_id uuid,
    subject_id uuid,
    resource_type text,
    resource_id text,
    ip_address text,
    user_agent text,
    request_id text NOT NULL,
    changes text,
    hash bytea NOT NULL,
    CONSTRAINT audit_events_actor_check CHECK (((actor_type = 'USER'::text) = (actor_id IS NOT NULL))),
    CONSTRAINT audit_events_actor_type_check CHECK ((actor_type = ANY (ARRAY['USER'::text, 'SYSTEM'::text, 'CLI'::text, 'ANONYMOUS'::text]))),
    CONSTRAINT audit_events_outcome_check CHECK ((outcome = ANY (ARRAY['SUCCESS'::text, 'FAILURE'::text, 'DENIED'::text]))),
    CONSTRAINT audit_events_sequence_check CHECK ((sequence > 0))
);
CREATE TABLE public.audit_head (
    id integer NOT NULL,
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    seal bytea NOT NULL,
    CONSTRAINT audit_head_one_check CHECK ((id = 1))
);
CREATE TABLE public.cordon_migrations (
    id integer NOT NULL,
    "timestamp" bigint NOT NULL,
    name character varying NOT NULL
);
CREATE SEQUENCE public.cordon_migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.cordon_migrations_id_seq OWNED BY public.cordon_migrations.id;
CREATE UNLOGGED TABLE public.guess_counters (
    key text NOT NULL,
    owner text,
    recent integer NOT NULL,
    recent_until timestamp(3) with time zone NOT NULL,
    failures integer NOT NULL,
    forgotten_at timestamp(3) with time zone NOT NULL,
    locked_until timestamp(3) with time zone
);
CREATE TABLE public.idempotency_keys (
    actor_id uuid NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    resource_id uuid NOT NULL,
    created_at timestamp(3) with time zone NOT NULL
);
CREATE TABLE public.one_time_tokens (
    id uuid NOT NULL,
    purpose text NOT NULL,
    user_id uuid,
    token_hash bytea NOT NULL,
    created_at timestamp(3) with time zone NOT NULL,
    expires_at timestamp(3) with time zone NOT NULL,
    used_at timestamp(3) with time zone,
    email_key text,
    role text,
    security_epoch integer,
    disabled_at timestamp(3) with time zone,
    CONSTRAINT one_time_tokens_purpose_check CHECK ((purpose = ANY (ARRAY['SETUP'::text, 'INVITATION'::text, 'PASSWORD_RESET'::text, 'PASSWORD_CHANGE'::text]))),
    CONSTRAINT one_time_tokens_user_check CHECK (((purpose = 'SETUP'::text) = (user_id IS NULL)))
);
CREATE TABLE public.password_credentials (
    user_id uuid NOT NULL,
    hash text NOT NULL,
    must_change boolean NOT NULL,
    changed_at timestamp(3) with time zone NOT NULL
);
CREATE TABLE public.password_history (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    hash text NOT NULL,
    chosen_at timestamp(3) with time zone NOT NULL
);
CREATE UNLOGGED TABLE public.rate_limits (
    key character varying(255) NOT NULL,
    points integer NOT NULL,
    expire bigint
);
CREATE TABLE public.refresh_tokens (
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp(3) with time zone NOT NULL,
    used_at timestamp(3) with time zone,
    successor_id uuid,
    sealed_successor bytea
);
CREATE TABLE public.sealed_secrets (
    id uuid NOT NULL,
    purpose text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp(3) with time zone NOT NULL
);
CREATE TABLE public.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    security_epoch integer NOT NULL,
    scope text[],
    auth_methods text[] NOT NULL,
    device_name text,
    ip_address text,
    user_agent text,
    created_at timestamp(3) with time zone NOT NULL,
    authenticated_at timestamp(3) with time zone NOT NULL,
    last_used_at timestamp(3) with time zone NOT NULL,
    expires_at timestamp(3) with time zone NOT NULL,
    absolute_expires_at timestamp(3) with time zone NOT NULL,
    ended_at timestamp(3) with time zone,
    end_reason text
);
CREATE TABLE public.signing_keys (
    id uuid NOT NULL,
    kid text NOT NULL,
    algorithm text NOT NULL,
    public_jwk jsonb NOT NULL,
    sealed_private_key bytea,
    token_ttl_seconds integer NOT NULL,
    revision integer NOT NULL,
    created_at timestamp(3) with time zone NOT NULL,
    active_from timestamp(3) with time zone NOT NULL,
    revoked_at timestamp(3) with time zone,
    reason text,
    revoked_reason text,
    CONSTRAINT signing_keys_algorithm_check CHECK ((algorithm = ANY (ARRAY['ES256'::text, 'RS256'::text, 'PS256'::text]))),
    CONSTRAINT signing_keys_private_key_check CHECK (((sealed_private_key IS NULL) = (revoked_at IS NOT NULL)))
);
CREATE TABLE public.users (
    id uuid NOT NULL,
    username text NOT NULL,
    username_key text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    email_verified boolean NOT NULL,
    full_name text,
    full_name_key text,
    locale text,
    metadata jsonb,
    role text NOT NULL,
    activated_at timestamp(3) with time zone,
    disabled_at timestamp(3) with time zone,
    disabled_reason text,
    disabled_until timestamp(3) with time zone,
    deleted_at timestamp(3) with time zone,
    security_epoch integer NOT NULL,
    last_login_at timestamp(3) with time zone,
    version integer NOT NULL,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL,
    CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['USER'::text, 'SUPPORT'::text, 'ADMIN'::text])))
);
ALTER TABLE ONLY public.cordon_migrations ALTER COLUMN id SET DEFAULT nextval('public.cordon_migrations_id_seq'::regclass);
INSERT INTO public.audit_events VALUES (1, '01a228ff-34b3-72a8-bfdd-2255c49378ac', '2026-11-29 20:29:03.539+00', 'log.started', 'SUCCESS', NULL, 'SYSTEM', NULL, NULL, NULL, NULL, NULL, NULL, 'system-e598d81b-6cad-4c02-81a9-401da8533314', NULL, '\x10ef900d7601f15e13574b5344ae96661605fdcd881e555e902559335d06451c');
INSERT INTO public.audit_events VALUES (2, '01a228ff-34a4-7474-bc34-962c03b60f99', '2026-11-29 20:29:03.518+00', 'key.created', 'SUCCESS', NULL, 'SYSTEM', NULL, NULL, 'signing-key', 'w3hmqn6JbLO2yNJJ4mNkiAh31rxm7jTtxldmw18XohY', NULL, NULL, 'system-216332bf-8ef2-4dde-8888-6563513a7031', '{"activeFrom":{"from":null,"to":"2026-11-29T20:29:03.518Z"},"algorithm":{"from":null,"to":"ES256"}}', '\x2279619961c4bde9ec302b7abf90dc286737cdee2895eeb23ceb90dfbbfe4a41');
INSERT INTO public.audit_events VALUES (3, '01a228ff-357a-7783-bebf-3e6ab005309d', '2026-11-29 20:29:03.738+00', 'user.link-issued', 'SUCCESS', NULL, 'SYSTEM', NULL, NULL, NULL, NULL, NULL, NULL, 'system-4d11cc4b-58e9-47c8-b10f-989bb581ac3d', '{"expiresAt":{"from":null,"to":"2026-11-30T20:29:03.738Z"},"purpose":{"from":null,"to":"SETUP"}}', '\x8b012a69aeacd6e5ab7447d30d59a8922c3d431997fa066d43c986e8e119af6a');
INSERT INTO public.audit_events VALUES (4, '01a228ff-3636-753b-8a74-09fdefb0495a', '2026-11-29 20:29:03.916+00', 'user.created', 'SUCCESS', NULL, 'SYSTEM', NULL, '01a228ff-361d-7421-9924-3f2c89797f39', NULL, NULL, '127.0.0.1', 'node', '950b09c3-e30b-4688-b397-8a4540954955', '{"email":{"from":null,"to":"root@example.com"},"emailVerified":{"from":null,"to":false},"fullName":{"from":null,"to":"Rosa Root"},"role":{"from":null,"to":"ADMIN"},"status":{"from":null,"to":"ACTIVE"},"username":{"from":null,"to":"root"}}', '\x13814343068af3051d46b59e1a51093762d3d70ab2b72c1ad2ee04c89ac877a5');
INSERT INTO public.audit_events VALUES (5, '01a228ff-364a-733f-a777-7fd9a6bb81ec', '2026-11-29 20:29:03.94+00', 'session.started', 'SUCCESS', NULL, 'USER', '01a228ff-361d-7421-9924-3f2c89797f39', '01a228ff-361d-7421-9924-3f2c89797f39', 'session', '01a228ff-3644-75cc-9b78-0b001d67f53f', '127.0.0.1', 'node', '950b09c3-e30b-4688-b397-8a4540954955', '{"authMethods":{"from":null,"to":["password"]},"scope":{"from":null,"to":null}}', '\xdd6811773fdeae1da14c38f10bfcedc4b3692c7c3d551b07549a2d3028628f58');
INSERT INTO public.audit_events VALUES (6, '01a228ff-3699-74b5-9d72-71c985898788', '2026-11-29 20:29:04.017+00', 'user.created', 'SUCCESS', NULL, 'SYSTEM', NULL, '01a228ff-3689-70b4-821e-8ee18bc9775c', NULL, NULL, '127.0.0.1', 'node', 'f730c682-68a1-4cf7-b21d-6841909dba71', '{"email":{"from":null,"to":"ada@example.com"},"emailVerified":{"from":null,"to":false},"role":{"from":null,"to":"USER"},"status":{"from":null,"to":"ACTIVE"},"username":{"from":null,"to":"ada"}}', '\x93a4d6fae1727bcff674197d3e825914f5b50a07abc63ee0ee9d09f91cfa4e04');
INSERT INTO public.audit_events VALUES (7, '01a228ff-369c-75f3-ab97-dfeaa2c8a8bc', '2026-11-29 20:29:04.027+00', 'session.started', 'SUCCESS', NULL, 'USER', '01a228ff-3689-70b4-821e-8ee18bc9775c', '01a228ff-3689-70b4-821e-8ee18bc9775c', 'session', '01a228ff-369b-748b-8cfe-4b112cc3cae1', '127.0.0.1', 'node', 'f730c682-68a1-4cf7-b21d-6841909dba71', '{"authMethods":{"from":null,"to":["password"]},"scope":{"from":null,"to":null}}', '\xae529c2e806b32397200373614ada1a1cf1883da752baa2489502339f902aa79');
INSERT INTO public.audit_events VALUES (8, '01a228ff-36bd-7589-9f96-887b161dcbf8', '2026-11-29 20:29:04.055+00', 'user.created', 'SUCCESS', NULL, 'SYSTEM', NULL, '01a228ff-36b6-753b-8150-bc4df204cc6a', NULL, NULL, '127.0.0.1', 'node', 'ca49d7fe-6825-4405-9e25-bd48488b1acd', '{"email":{"from":null,"to":"bob@example.com"},"emailVerified":{"from":null,"to":false},"role":{"from":null,"to":"USER"},"status":{"from":null,"to":"ACTIVE"},"username":{"from":null,"to":"bob"}}', '\xc26c13e2777e1d63fed4e3c7a26e09b8c411a64a85f24af1ba2124bf041e06cc');
INSERT INTO public.audit_events VALUES (9, '01a228ff-36c5-7633-99ce-d161ff2dc5ce', '2026-11-29 20:29:04.066+00', 'session.started', 'SUCCESS', NULL, 'USER', '01a228ff-36b6-753b-8150-bc4df204cc6a', '01a228ff-36b6-753b-8150-bc4df204cc6a', 'session', '01a228ff-36c1-7140-a89b-83f8f9af53ee', '127.0.0.1', 'node', 'ca49d7fe-6825-4405-9e25-bd48488b1acd', '{"authMethods":{"from":null,"to":["password"]},"scope":{"from":null,"to":null}}', '\x580505d12033ea654ca36565afd372bc454c42828bc7fdde69d21b0fbfb6e9e7');
INSERT INTO public.audit_events VALUES (10, '01a228ff-36ea-71a7-b5ad-ba2ad1a20490', '2026-11-29 20:29:04.103+00', 'user.created', 'SUCCESS', NULL, 'SYSTEM', NULL, '01a228ff-36e1-72e6-abcf-14900c4cb4a2', NULL, NULL, '127.0.0.1', 'node', 'f7f6a597-7fcb-4651-af75-115421c478d0', '{"email":{"from":null,"to":"eve@example.com"},"emailVerified":{"from":null,"to":false},"role":{"from":null,"to":"USER"},"status":{"from":null,"to":"ACTIVE"},"username":{"from":null,"to":"eve"}}', '\x5586392e53ab4b2118a537fba4f4c76948a111b48d239d2df8d0a19fa4b55f0d');
INSERT INTO public.audit_events VALUES (11, '01a228ff-36f2-74ae-80ea-8e3e3a65aa9f', '2026-11-29 20:29:04.11+00', 'session.started', 'SUCCESS', NULL, 'USER', '01a228ff-36e1-72e6-abcf-14900c4cb4a2', '01a228ff-36e1-72e6-abcf-14900c4cb4a2', 'session', '01a228ff-36ee-70e8-8e4c-0504bb59ee02', '127.0.0.1', 'node', 'f7f6a597-7fcb-4651-af75-115421c478d0', '{"authMethods":{"from":null,"to":["password"]},"scope":{"from":null,"to":null}}', '\xaad37000ffc6c11dfb484efd1e8e07fa313f86e88f16eb2b85a95e36b98e4535');
INSERT INTO public.audit_events VALUES (12, '01a228ff-3712-77fb-9236-e226d0c31e6c', '2026-11-29 20:29:04.146+00', 'user.role-changed', 'SUCCESS', 'fixture', 'USER', '01a228ff-361d-7421-9924-3f2c89797f39', '01a228ff-3689-70b4-821e-8ee18bc9775c', NULL, NULL, '127.0.0.1', 'node', 'e4c65ac7-7aeb-4980-aa5c-0ef5a70af6d0', '{"role":{"from":"USER","to":"SUPPORT"}}', '\x11733de6ef6173fe19bd0b6f862ae4cfbfa651f71c937c76ba80d7a23ec47d1c');
INSERT INTO public.audit_events VALUES (13, '01a228ff-3739-75eb-aa25-dfd9d32f053b', '2026-11-29 20:29:04.182+00', 'user.disabled', 'SUCCESS', 'fixture', 'USER', '01a228ff-361d-7421-9924-3f2c89797f39', '01a228ff-36b6-753b-8150-bc4df204cc6a', NULL, NULL, '127.0.0.1', 'node', '78f3892c-5bd1-459e-8d5c-acf0d190b75b', '{"disabledReason":{"from":null,"to":"fixture"},"status":{"from":"ACTIVE","to":"DISABLED"}}', '\xfb95a6e0fdb4d9fa447a714de2eb08a9eba7f737cd684bb3d73ef959a4e63a2f');
INSERT INTO public.audit_events VALUES (14, '01a228ff-3752-77c1-8317-ae71718c5903', '2026-11-29 20:29:04.206+00', 'user.deleted', 'SUCCESS', 'fixture', 'USER', '01a228ff-361d-7421-9924-3f2c89797f39', '01a228ff-36e1-72e6-abcf-14900c4cb4a2', NULL, NULL, '127.0.0.1', 'node', '46b590bc-4958-4bdb-965f-d4b91366bbe2', '{"status":{"from":"ACTIVE","to":"DELETED"}}', '\xa95069ee58be1fac18c535c4b63c7df2ebbaac7d5edac69c5da395ade72c10d4');
INSERT INTO public.audit_events VALUES (15, '01a228ff-3777-766f-849e-8faffdc85976', '2026-11-29 20:29:04.247+00', 'user.created', 'SUCCESS', NULL, 'USER', '01a228ff-361d-7421-9924-3f2c89797f39', '01a228ff-3771-74d8-8fec-e70b28083bf0', NULL, NULL, '127.0.0.1', 'node', 'f4c7eee2-605b-456b-8225-270793516b77', '{"email":{"from":null,"to":"guest@example.com"},"emailVerified":{"from":null,"to":false},"metadata":{"from":null,"to":{"team":7}},"role":{"from":null,"to":"USER"},"status":{"from":null,"to":"INVITED"},"username":{"from":null,"to":"guest"}}', '\x6db5e146c6cc1bcf0ca03c33be08538c33568dd84ad778f8941bc8c31093f53c');
INSERT INTO public.audit_events VALUES (16, '01a228ff-3779-7672-8cdf-2e93944c1ef6', '2026-11-29 20:29:04.248+00', 'user.link-issued', 'SUCCESS', NULL, 'USER', '01a228ff-361d-7421-9924-3f2c89797f39', '01a228ff-3771-74d8-8fec-e70b28083bf0', NULL, NULL, '127.0.0.1', 'node', 'f4c7eee2-605b-456b-8225-270793516b77', '{"expiresAt":{"from":null,"to":"2026-12-06T20:29:04.248Z"},"purpose":{"from":null,"to":"INVITATION"}}', '\x97455f8d1fac21d7c125372362b70fb8b056844a4de4fad630a2cd4c18e839fb');
INSERT INTO public.audit_head VALUES (1, 16, '\x97455f8d1fac21d7c125372362b70fb8b056844a4de4fad630a2cd4c18e839fb', '\xf25ef79efac673c495a5469ce28ff2f544a1cad3773553ea64931ac79d5e1de7');
INSERT INTO public.cordon_migrations VALUES (1, 1763769600000, 'FirstTables1763769600000');
INSERT INTO public.cordon_migrations VALUES (2, 1763773200000, 'ChangeNotices1763773200000');
INSERT INTO public.cordon_migrations VALUES (3, 1763776800000, 'GuessCounters1763776800000');
INSERT INTO public.cordon_migrations VALUES (4, 1763780400000, 'Audit1763780400000');
INSERT INTO public.cordon_migrations VALUES (5, 1763784000000, 'PasswordHistory1763784000000');
INSERT INTO public.cordon_migrations VALUES (6, 1763787600000, 'OneTimeTokenBindings1763787600000');
INSERT INTO public.one_time_tokens VALUES ('01a228ff-3579-75e6-b851-041a6082487f', 'SETUP', NULL, '\x2b3795655a8d8b884020acc3bcd4f0d7c5111fd3684417f3e40d8c7d01dd15bd', '2026-11-29 20:29:03.738+00', '2026-11-30 20:29:03.738+00', '2026-11-29 20:29:03.894+00', NULL, NULL, NULL, NULL);
INSERT INTO public.one_time_tokens VALUES ('01a228ff-3777-766f-849e-92368fd96111', 'INVITATION', '01a228ff-3771-74d8-8fec-e70b28083bf0', '\x6af906aa262031837cac65dfefba26e8fcbce029297877cca7ad6c30480e1c78', '2026-11-29 20:29:04.248+00', '2026-12-06 20:29:04.248+00', NULL, 'guest@example.com', 'USER', 1, NULL);
INSERT INTO public.password_credentials VALUES ('01a228ff-361d-7421-9924-3f2c89797f39', 'hs384:01a228ff-34a7-74f0-8b03-ed0f50520b9a:$2b$04$w5fHmh.Z4wCy1N5dk88IsOeZLcuwkHyDhh2i.US6bp8oa5DXustxu', false, '2026-11-29 20:29:03.927+00');
INSERT INTO public.password_credentials VALUES ('01a228ff-3689-70b4-821e-8ee18bc9775c', 'hs384:01a228ff-34a7-74f0-8b03-ed0f50520b9a:$2b$04$Zyzg5o2rEGGjtBe6ScTpU.whWm2R860NcKne.fiDWbVt25yRLDnyG', false, '2026-11-29 20:29:04.009+00');
INSERT INTO public.password_credentials VALUES ('01a228ff-36b6-753b-8150-bc4df204cc6a', 'hs384:01a228ff-34a7-74f0-8b03-ed0f50520b9a:$2b$04$ILj7VwiaS.GoXN1VmAQvrezOuEcQdabX7Yk49kwA0tuBvzMwI4FCS', false, '2026-11-29 20:29:04.054+00');
INSERT INTO public.rate_limits VALUES ('credential:Gyg_wzhqe9Si5GPkf2fU5GVvjCJDdQPIlPG_ISEo4oA', 0, 1795985043858);
INSERT INTO public.rate_limits VALUES ('sign-up:Wa0kVZiyABdiIJ-a0IaL3pHI6NEPR4lqU6fOJL5k54Q', 3, 1795985043996);
INSERT INTO public.rate_limits VALUES ('admin-write:nB_T8vPDH1kGcfuEG67g9nWhW4Gw1HLxQOLzYiHyMvM', 1, 1795984204224);
INSERT INTO public.refresh_tokens VALUES ('01a228ff-3649-7710-acbe-a6cf4d8ade9f', '01a228ff-3644-75cc-9b78-0b001d67f53f', '\x158ac03f698b4b082f876857f1ee35bac3d30be339ddad43de5e52cd96b8ba49', '2026-11-29 20:29:03.94+00', NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('01a228ff-369b-748b-8cfe-4cea5c50c603', '01a228ff-369b-748b-8cfe-4b112cc3cae1', '\x1ef9a862053a1d495b64cceb7df4d66603ad7c7a5ab7cfdcb6ae7fb070c35e89', '2026-11-29 20:29:04.027+00', NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('01a228ff-36c4-701a-81f4-4350ad131c5a', '01a228ff-36c1-7140-a89b-83f8f9af53ee', '\x4063359cfccf3a75468ce244410c500b8fdadc9a6fa5b70aecf538671978adc0', '2026-11-29 20:29:04.066+00', NULL, NULL, NULL);
INSERT INTO public.refresh_tokens VALUES ('01a228ff-36f2-74ae-80ea-8a246ecc8835', '01a228ff-36ee-70e8-8e4c-0504bb59ee02', '\x6224085335d78f39fcc723c81302b98b21965b2ac65e7b305dc424f1ffca1df4', '2026-11-29 20:29:04.11+00', NULL, NULL, NULL);
INSERT INTO public.sealed_secrets VALUES ('01a228ff-34a7-74f0-8b03-ed0f50520b9a', 'pepper', '\x01d3887fbadcd924dd5203cf0259335d6bcac2aefaee5515d7d7dfec6e30dd8d90478592d300b9c8443bfbde5515ce302d3a67be6e753058199b11d5c3', '2026-11-29 20:29:03.527+00');
INSERT INTO public.sealed_secrets VALUES ('01a228ff-34aa-7316-890d-de4990341e11', 'derivation', '\x01a6c086ea3a0186904197f64bb21325d24d4a6235b4a417777c304f4e2522a2346e43fd1c7153c7a01edc5fb4607363461d977e57169fe0bfe407a290', '2026-11-29 20:29:03.53+00');
INSERT INTO public.sessions VALUES ('01a228ff-3644-75cc-9b78-0b001d67f53f', '01a228ff-361d-7421-9924-3f2c89797f39', 1, NULL, '{password}', NULL, '127.0.0.1', 'node', '2026-11-29 20:29:03.94+00', '2026-11-29 20:29:03.94+00', '2026-11-29 20:29:03.94+00', '2026-12-13 20:29:03+00', '2027-02-27 20:29:03+00', NULL, NULL);
INSERT INTO public.sessions VALUES ('01a228ff-369b-748b-8cfe-4b112cc3cae1', '01a228ff-3689-70b4-821e-8ee18bc9775c', 1, NULL, '{password}', NULL, '127.0.0.1', 'node', '2026-11-29 20:29:04.027+00', '2026-11-29 20:29:04.027+00', '2026-11-29 20:29:04.027+00', '2026-12-13 20:29:04+00', '2027-02-27 20:29:04+00', NULL, NULL);
INSERT INTO public.sessions VALUES ('01a228ff-36c1-7140-a89b-83f8f9af53ee', '01a228ff-36b6-753b-8150-bc4df204cc6a', 1, NULL, '{password}', NULL, '127.0.0.1', 'node', '2026-11-29 20:29:04.066+00', '2026-11-29 20:29:04.066+00', '2026-11-29 20:29:04.066+00', '2026-12-13 20:29:04+00', '2027-02-27 20:29:04+00', '2026-11-29 20:29:04.184+00', 'user.disabled');
INSERT INTO public.sessions VALUES ('01a228ff-36ee-70e8-8e4c-0504bb59ee02', '01a228ff-36e1-72e6-abcf-14900c4cb4a2', 1, NULL, '{password}', NULL, '127.0.0.1', 'node', '2026-11-29 20:29:04.11+00', '2026-11-29 20:29:04.11+00', '2026-11-29 20:29:04.11+00', '2026-12-13 20:29:04+00', '2027-02-27 20:29:04+00', '2026-11-29 20:29:04.21+00', 'user.deleted');
INSERT INTO public.signing_keys VALUES ('01a228ff-349e-7031-bebc-8264e454c1d0', 'w3hmqn6JbLO2yNJJ4mNkiAh31rxm7jTtxldmw18XohY', 'ES256', '{"x": "u6G0wAqSCk-DKuVGCYRMiz2ipK-KN1ybv9hRJyBK7EI", "y": "52kfI8n1SOT6RU8gDFjxjCSfjenYkkESivqbHLKQ1kk", "alg": "ES256", "crv": "P-256", "kid": "w3hmqn6JbLO2yNJJ4mNkiAh31rxm7jTtxldmw18XohY", "kty": "EC", "use": "sig"}', '\x015049df44aa69e19cdeb11b04888eeea02f7bbbc2cdfd19048b29562742f6d01a18a33439cad159a8f026ca18e3d41cb483afd13c9194de5dd4487eb3267d4214980c8f2375babd144be465ed0fdccf21741289d6099484b2dd58e6eb7e27a3003e820713d260cb0457b14e558757ee9b110739ae4413039b51c0a52c5287398f0e901b7dac9dd57cf78f0dbe2b78a67298d79072a89b91f366f01b300e9cba8d9292077aa2be', 900, 1, '2026-11-29 20:29:03.518+00', '2026-11-29 20:29:03.518+00', NULL, NULL, NULL);
INSERT INTO public.users VALUES ('01a228ff-361d-7421-9924-3f2c89797f39', 'root', 'root', 'root@example.com', 'root@example.com', false, 'Rosa Root', 'rosa root', NULL, NULL, 'ADMIN', '2026-11-29 20:29:03.9+00', NULL, NULL, NULL, NULL, 1, '2026-11-29 20:29:03.938+00', 1, '2026-11-29 20:29:03.9+00', '2026-11-29 20:29:03.9+00');
INSERT INTO public.users VALUES ('01a228ff-3689-70b4-821e-8ee18bc9775c', 'ada', 'ada', 'ada@example.com', 'ada@example.com', false, NULL, NULL, NULL, NULL, 'SUPPORT', '2026-11-29 20:29:04.009+00', NULL, NULL, NULL, NULL, 1, '2026-11-29 20:29:04.027+00', 2, '2026-11-29 20:29:04.009+00', '2026-11-29 20:29:04.146+00');
INSERT INTO public.users VALUES ('01a228ff-36b6-753b-8150-bc4df204cc6a', 'bob', 'bob', 'bob@example.com', 'bob@example.com', false, NULL, NULL, NULL, NULL, 'USER', '2026-11-29 20:29:04.054+00', '2026-11-29 20:29:04.18+00', 'fixture', NULL, NULL, 2, '2026-11-29 20:29:04.064+00', 2, '2026-11-29 20:29:04.054+00', '2026-11-29 20:29:04.182+00');
INSERT INTO public.users VALUES ('01a228ff-36e1-72e6-abcf-14900c4cb4a2', 'eve', 'eve', 'eve@example.com', 'eve@example.com', false, NULL, NULL, NULL, NULL, 'USER', '2026-11-29 20:29:04.098+00', NULL, NULL, NULL, '2026-11-29 20:29:04.206+00', 2, '2026-11-29 20:29:04.11+00', 2, '2026-11-29 20:29:04.098+00', '2026-11-29 20:29:04.206+00');
INSERT INTO public.users VALUES ('01a228ff-3771-74d8-8fec-e70b28083bf0', 'guest', 'guest', 'guest@example.com', 'guest@example.com', false, NULL, NULL, NULL, '{"team": 7}', 'USER', NULL, NULL, NULL, NULL, NULL, 1, NULL, 1, '2026-11-29 20:29:04.241+00', '2026-11-29 20:29:04.241+00');
SELECT pg_catalog.setval('public.cordon_migrations_id_seq', 6, true);
ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (sequence);
ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cordon_migrations
    ADD CONSTRAINT cordon_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.guess_counters
    ADD CONSTRAINT guess_counters_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (actor_id, operation, key);
ALTER TABLE ONLY public.one_time_tokens
    ADD CONSTRAINT one_time_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.password_credentials
    ADD CONSTRAINT password_credentials_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.password_history
    ADD CONSTRAINT password_history_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rate_limits
    ADD CONSTRAINT rate_limits_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sealed_secrets
    ADD CONSTRAINT sealed_secrets_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT signing_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
CREATE INDEX audit_events_by_action ON public.audit_events USING btree (action, sequence);
CREATE INDEX audit_events_by_actor ON public.audit_events USING btree (actor_id, sequence) WHERE (actor_id IS NOT NULL);
CREATE INDEX audit_events_by_address ON public.audit_events USING btree (ip_address, sequence) WHERE (ip_address IS NOT NULL);
CREATE INDEX audit_events_by_outcome ON public.audit_events USING btree (outcome, sequence) WHERE (outcome <> 'SUCCESS'::text);
CREATE INDEX audit_events_by_subject ON public.audit_events USING btree (subject_id, sequence) WHERE (subject_id IS NOT NULL);
CREATE INDEX audit_events_by_time ON public.audit_events USING btree (occurred_at, sequence);
CREATE INDEX guess_counters_by_forgotten_at ON public.guess_counters USING btree (forgotten_at);
CREATE INDEX guess_counters_by_owner ON public.guess_counters USING btree (owner) WHERE (owner IS NOT NULL);
CREATE INDEX idempotency_keys_by_created_at ON public.idempotency_keys USING btree (created_at);
CREATE UNIQUE INDEX one_time_tokens_newest ON public.one_time_tokens USING btree (user_id, purpose) WHERE (used_at IS NULL);
CREATE UNIQUE INDEX one_time_tokens_token_hash ON public.one_time_tokens USING btree (token_hash);
CREATE INDEX password_history_by_user ON public.password_history USING btree (user_id, chosen_at, id);
CREATE INDEX rate_limits_by_expire ON public.rate_limits USING btree (expire);
CREATE INDEX refresh_tokens_by_session ON public.refresh_tokens USING btree (session_id);
CREATE UNIQUE INDEX refresh_tokens_one_live ON public.refresh_tokens USING btree (session_id) WHERE (used_at IS NULL);
CREATE UNIQUE INDEX refresh_tokens_token_hash ON public.refresh_tokens USING btree (token_hash);
CREATE INDEX sealed_secrets_by_purpose ON public.sealed_secrets USING btree (purpose, created_at);
CREATE INDEX sessions_living_by_user ON public.sessions USING btree (user_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX signing_keys_by_kid ON public.signing_keys USING btree (kid);
CREATE INDEX users_by_created_at ON public.users USING btree (created_at, id);
CREATE INDEX users_by_email ON public.users USING btree (email_key COLLATE "C", id);
CREATE INDEX users_by_last_login_at ON public.users USING btree (COALESCE(last_login_at, '-infinity'::timestamp with time zone), id);
CREATE INDEX users_by_role ON public.users USING btree (role) WHERE (role <> 'USER'::text);
CREATE INDEX users_by_username ON public.users USING btree (username_key COLLATE "C", id);
CREATE UNIQUE INDEX users_email_key_living ON public.users USING btree (email_key) WHERE (deleted_at IS NULL);
CREATE INDEX users_search_email ON public.users USING btree (email_key text_pattern_ops);
CREATE INDEX users_search_full_name ON public.users USING btree (full_name_key text_pattern_ops);
CREATE INDEX users_search_username ON public.users USING btree (username_key text_pattern_ops);
CREATE UNIQUE INDEX users_username_key_living ON public.users USING btree (username_key) WHERE (deleted_at IS NULL);
CREATE TRIGGER audit_events_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_events FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_audit_change();
ALTER TABLE public.audit_events ENABLE ALWAYS TRIGGER audit_events_append_only;
CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON public.audit_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_audit_change();
ALTER TABLE public.audit_head ENABLE ALWAYS TRIGGER audit_head_stays;
CREATE TRIGGER one_time_tokens_bind BEFORE INSERT OR UPDATE OF token_hash ON public.one_time_tokens FOR EACH ROW WHEN ((new.user_id IS NOT NULL)) EXECUTE FUNCTION public.bind_one_time_token();
CREATE TRIGGER sessions_tell_delete AFTER DELETE ON public.sessions FOR EACH ROW WHEN (((old.ended_at IS NULL) AND (old.expires_at > (now() - '1 day'::interval)))) EXECUTE FUNCTION public.tell_change('sessions');
CREATE TRIGGER sessions_tell_truncate AFTER TRUNCATE ON public.sessions FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change('sessions');
CREATE TRIGGER sessions_tell_update AFTER UPDATE ON public.sessions FOR EACH ROW WHEN (((old.ended_at IS DISTINCT FROM new.ended_at) OR (old.authenticated_at <> new.authenticated_at) OR (old.expires_at > new.expires_at) OR (old.security_epoch <> new.security_epoch) OR (old.user_id <> new.user_id) OR (old.id <> new.id))) EXECUTE FUNCTION public.tell_change('sessions');
CREATE TRIGGER signing_keys_tell AFTER INSERT OR DELETE OR UPDATE ON public.signing_keys FOR EACH ROW EXECUTE FUNCTION public.tell_change('signing-keys');
CREATE TRIGGER signing_keys_tell_truncate AFTER TRUNCATE ON public.signing_keys FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change('signing-keys');
CREATE TRIGGER users_tell_rest AFTER INSERT OR DELETE ON public.users FOR EACH ROW EXECUTE FUNCTION public.tell_change('users');
CREATE TRIGGER users_tell_truncate AFTER TRUNCATE ON public.users FOR EACH STATEMENT EXECUTE FUNCTION public.tell_change('users');
CREATE TRIGGER users_tell_update AFTER UPDATE ON public.users FOR EACH ROW WHEN (((old.version <> new.version) OR (old.role <> new.role) OR (old.security_epoch <> new.security_epoch) OR (old.disabled_at IS DISTINCT FROM new.disabled_at) OR (old.disabled_until IS DISTINCT FROM new.disabled_until) OR (old.deleted_at IS DISTINCT FROM new.deleted_at) OR (old.id <> new.id))) EXECUTE FUNCTION public.tell_change('users');
ALTER TABLE ONLY public.one_time_tokens
    ADD CONSTRAINT one_time_tokens_user_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.password_credentials
    ADD CONSTRAINT password_credentials_user_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.password_history
    ADD CONSTRAINT password_history_user_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_fkey FOREIGN KEY (session_id) REFERENCES public.sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
