import { onUpdateDatasourceJsonDataOption, onUpdateDatasourceJsonDataOptionChecked } from '@grafana/data';
import { t } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import { Input, SecretTextArea, SecureSocksProxySettings, Switch } from '@grafana/ui';

import type { RtcSecureOptions } from '../types';
import { SettingField } from './SettingField';
import { secretProps, type SettingsProps } from './settingsProps';
import { SettingsSection } from './SettingsSection';

const IDS = {
  skipVerify: 'rtc-tls-skip-verify',
  withCACert: 'rtc-tls-with-ca-cert',
  tlsCACert: 'rtc-tls-ca-cert',
  clientAuth: 'rtc-tls-client-auth',
  serverName: 'rtc-tls-server-name',
  tlsClientCert: 'rtc-tls-client-cert',
  tlsClientKey: 'rtc-tls-client-key',
};

const CERTIFICATE_EXAMPLE = '-----BEGIN CERTIFICATE-----';
/** The lines of a PEM file. */
const CERTIFICATE_COLUMNS = 64;
const KEY_EXAMPLE = '-----BEGIN RSA PRIVATE KEY-----';
const SERVER_NAME_EXAMPLE = 'rtc.example.com';

/** How the connection is secured, and the proxy that Grafana offers. The names are those of Grafana's HTTP client. */
export function TlsSettings(props: SettingsProps) {
  const { jsonData, readOnly = false } = props.options;

  return (
    <SettingsSection
      title={t('config.tls.title', 'TLS and proxy')}
      description={t('config.tls.description', 'Only for a private gateway or a proxy that needs it.')}
      readOnly={readOnly}
    >
      <SettingField
        id={IDS.withCACert}
        label={t('config.tls-ca.label', 'Own CA certificate')}
        help={t('config.tls-ca.help', 'The certificate of the endpoint is signed by an authority of your own.')}
        disabled={readOnly}
      >
        <Switch
          id={IDS.withCACert}
          value={jsonData.tlsAuthWithCACert ?? false}
          onChange={onUpdateDatasourceJsonDataOptionChecked(props, 'tlsAuthWithCACert')}
        />
      </SettingField>
      {jsonData.tlsAuthWithCACert && (
        <Certificate
          {...props}
          secret="tlsCACert"
          label={t('config.tls-ca-cert.label', 'CA certificate')}
          placeholder={CERTIFICATE_EXAMPLE}
        />
      )}
      <SettingField
        id={IDS.clientAuth}
        label={t('config.tls-client.label', 'Client certificate')}
        help={t('config.tls-client.help', 'The endpoint asks its clients for a certificate.')}
        disabled={readOnly}
      >
        <Switch
          id={IDS.clientAuth}
          value={jsonData.tlsAuth ?? false}
          onChange={onUpdateDatasourceJsonDataOptionChecked(props, 'tlsAuth')}
        />
      </SettingField>
      {jsonData.tlsAuth && (
        <>
          <Certificate
            {...props}
            secret="tlsClientCert"
            label={t('config.tls-client-cert.label', 'Certificate of the client')}
            placeholder={CERTIFICATE_EXAMPLE}
          />
          <Certificate
            {...props}
            secret="tlsClientKey"
            label={t('config.tls-client-key.label', 'Key of the client')}
            placeholder={KEY_EXAMPLE}
          />
        </>
      )}
      {(jsonData.tlsAuth || jsonData.tlsAuthWithCACert) && (
        <SettingField
          id={IDS.serverName}
          label={t('config.tls-server-name.label', 'Server name')}
          help={t(
            'config.tls-server-name.help',
            "The name in the endpoint's certificate, if it is not that in its URL."
          )}
          disabled={readOnly}
        >
          <Input
            id={IDS.serverName}
            value={jsonData.serverName ?? ''}
            placeholder={SERVER_NAME_EXAMPLE}
            onChange={onUpdateDatasourceJsonDataOption(props, 'serverName')}
          />
        </SettingField>
      )}
      <SettingField
        id={IDS.skipVerify}
        label={t('config.tls-skip-verify.label', 'Skip verification')}
        help={t(
          'config.tls-skip-verify.help',
          'Accepts any certificate, so that others on the network can read and change the data. Only for tests.'
        )}
        disabled={readOnly}
      >
        <Switch
          id={IDS.skipVerify}
          value={jsonData.tlsSkipVerify ?? false}
          onChange={onUpdateDatasourceJsonDataOptionChecked(props, 'tlsSkipVerify')}
        />
      </SettingField>
      {config.secureSocksDSProxyEnabled && (
        <SecureSocksProxySettings options={props.options} onOptionsChange={props.onOptionsChange} />
      )}
    </SettingsSection>
  );
}

interface CertificateProps extends SettingsProps {
  secret: keyof RtcSecureOptions & keyof typeof IDS;
  label: string;
  placeholder: string;
}

function Certificate(props: CertificateProps) {
  const { secret, label, placeholder, problems, wasSubmitted, options } = props;
  return (
    <SettingField
      id={IDS[secret]}
      required
      label={label}
      help={t('config.tls-certificate.help', 'In PEM format. Stored encrypted, never shown again.')}
      problem={problems[secret]}
      wasSubmitted={wasSubmitted}
      disabled={options.readOnly}
    >
      <SecretTextArea
        id={IDS[secret]}
        rows={4}
        cols={CERTIFICATE_COLUMNS}
        placeholder={placeholder}
        {...secretProps(props, secret)}
      />
    </SettingField>
  );
}
