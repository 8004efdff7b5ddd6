import { onUpdateDatasourceJsonDataOption } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Input, SecretInput, TextLink } from '@grafana/ui';

import { SettingField } from './SettingField';
import { secretProps, type SettingsProps } from './settingsProps';
import { SettingsSection } from './SettingsSection';

const ACCESS_KEYS_URL = 'https://console.volcengine.com/iam/keymanage';
const POLICY = 'RTCReadOnlyAccess';
const ACCESS_KEY_ID_EXAMPLE = 'AKLT…';
const ROLE_EXAMPLE = 'trn:iam::2100000000:role/rtc-reader';
const STS_ENDPOINT = 'https://open.volcengineapi.com';

const IDS = {
  accessKeyId: 'rtc-access-key-id',
  secretAccessKey: 'rtc-secret-access-key',
  sessionToken: 'rtc-session-token',
  roleTrn: 'rtc-role-trn',
  stsEndpoint: 'rtc-sts-endpoint',
};

export function CredentialSettings(props: SettingsProps) {
  const { problems, wasSubmitted, options } = props;
  const { jsonData, readOnly = false } = options;

  return (
    <SettingsSection
      title={t('config.credentials.title', 'Credentials')}
      description={t(
        'config.credentials.description',
        'The keys of an IAM user, and a role where one is to be assumed.'
      )}
      readOnly={readOnly}
    >
      <SettingField
        id={IDS.accessKeyId}
        required
        problem={problems.accessKeyId}
        wasSubmitted={wasSubmitted}
        label={t('config.access-key-id.label', 'Access key ID')}
        help={
          <>
            {t(
              'config.access-key-id.help',
              'Best a key of a dedicated IAM user that has the policy {{policy}} and nothing else.',
              { policy: POLICY }
            )}{' '}
            <TextLink href={ACCESS_KEYS_URL} external inline variant="bodySmall">
              {t('config.access-key-id.link', 'Access keys in the Volcengine console')}
            </TextLink>
          </>
        }
        disabled={readOnly}
      >
        <Input
          id={IDS.accessKeyId}
          value={jsonData.accessKeyId ?? ''}
          placeholder={ACCESS_KEY_ID_EXAMPLE}
          autoComplete="off"
          spellCheck={false}
          onChange={onUpdateDatasourceJsonDataOption(props, 'accessKeyId')}
        />
      </SettingField>
      <SettingField
        id={IDS.secretAccessKey}
        required
        problem={problems.secretAccessKey}
        wasSubmitted={wasSubmitted}
        label={t('config.secret-access-key.label', 'Secret access key')}
        help={t('config.secret-access-key.help', 'Belongs to the access key ID. Stored encrypted, never shown again.')}
        disabled={readOnly}
      >
        <SecretInput id={IDS.secretAccessKey} {...secretProps(props, 'secretAccessKey')} />
      </SettingField>
      <SettingField
        id={IDS.sessionToken}
        label={t('config.session-token.label', 'Session token')}
        help={t(
          'config.session-token.help',
          'Only for temporary credentials (STS). They expire, so a data source is better off without.'
        )}
        disabled={readOnly}
      >
        <SecretInput id={IDS.sessionToken} {...secretProps(props, 'sessionToken')} />
      </SettingField>
      <SettingField
        id={IDS.roleTrn}
        label={t('config.role-trn.label', 'Role')}
        help={t(
          'config.role-trn.help',
          'TRN of a role that the keys assume, for data of another account or without rights of their own. Leave it empty otherwise.'
        )}
        problem={problems.roleTrn}
        disabled={readOnly}
      >
        <Input
          id={IDS.roleTrn}
          value={jsonData.roleTrn ?? ''}
          placeholder={ROLE_EXAMPLE}
          spellCheck={false}
          onChange={onUpdateDatasourceJsonDataOption(props, 'roleTrn')}
        />
      </SettingField>
      <SettingField
        id={IDS.stsEndpoint}
        label={t('config.sts-endpoint.label', 'STS endpoint')}
        help={t('config.sts-endpoint.help', 'Where the role is assumed. Only for a private gateway.')}
        problem={problems.stsEndpoint}
        disabled={readOnly}
      >
        <Input
          id={IDS.stsEndpoint}
          type="url"
          value={jsonData.stsEndpoint ?? ''}
          placeholder={STS_ENDPOINT}
          onChange={onUpdateDatasourceJsonDataOption(props, 'stsEndpoint')}
        />
      </SettingField>
    </SettingsSection>
  );
}
