import type { DataSourceSettings } from '@grafana/data';
import { config } from '@grafana/runtime';
import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';

import type { RtcOptions, RtcSecureOptions } from '../types';
import { ConfigEditor } from './ConfigEditor';
import type { EditorProps } from './settingsProps';

type Settings = DataSourceSettings<RtcOptions, RtcSecureOptions>;
type Validator = () => Promise<boolean> | boolean;

/** The editor as Grafana shows it: a change comes back as a prop. */
function setup(parts: Partial<Settings> = {}, hostValidates = true) {
  const onOptionsChange = jest.fn<void, [Settings]>();

  function Host() {
    const [options, setOptions] = useState({ jsonData: {}, secureJsonFields: {}, ...parts } as Settings);
    const keep = (next: Settings) => {
      onOptionsChange(next);
      setOptions(next);
    };
    return <ConfigEditor options={options} onOptionsChange={keep} validation={validation} />;
  }

  let validator: Validator | undefined;
  const registerValidation = (next: Validator) => {
    validator = next;
    return () => (validator = undefined);
  };
  const validation = (hostValidates ? { registerValidation } : undefined) as EditorProps['validation'];
  const { unmount } = render(<Host />);
  return {
    user: userEvent.setup(),
    stored: () => onOptionsChange.mock.lastCall?.[0],
    /** What Grafana does before it saves. */
    submit: () => act(async () => validator?.()) as Promise<boolean | undefined>,
    isRegistered: () => validator !== undefined,
    unmount,
  };
}

describe('settings', () => {
  it.each([
    ['Access key ID *', 'accessKeyId', 'AKLT1'],
    ['Endpoint', 'endpoint', 'http://127.0.0.1:8080'],
    ['Default app ID', 'defaultAppId', '661e'],
    ['Data delay', 'dataDelay', '9h'],
    ['Cache time', 'cacheTTL', '1m'],
    ['Timeout', 'timeout', 45],
    ['Calls per second', 'callsPerSecond', 0.16],
    ['Role', 'roleTrn', 'trn:iam::2100000000:role/rtc-reader'],
    ['STS endpoint', 'stsEndpoint', 'https://sts.example.com'],
    ['Redis URL', 'redisUrl', 'rediss://reader@redis:6380/1'],
    ['Cache epoch', 'cacheEpoch', '2'],
  ])('%s is stored', async (label, key, value) => {
    const { user, stored } = setup();
    await user.click(screen.getByRole('textbox', { name: label }));
    await user.paste(String(value));
    expect(stored()?.jsonData).toEqual({ [key]: value });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('have a region of the known ones or any other', async () => {
    const { user, stored } = setup();
    const region = screen.getByRole('combobox', { name: 'Region' });
    expect(region).toHaveValue('cn-north-1');
    await user.click(region);
    await user.click(await screen.findByRole('option', { name: /ap-singapore-1/ }));
    expect(stored()?.jsonData.region).toBe('ap-singapore-1');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it.each([
    ['a number for a duration', { cacheTTL: 300 }, /such as 8h/],
    ['a number for a long duration', { redisUrl: 'redis://redis', history: 90 }, /such as 90d or 1y/],
    ['an indicator without a name', { indicators: [{ label: 'Mine' }] }, /Every indicator needs a name/],
    ['an indicator that is none', { indicators: ['mine'] }, /Every indicator needs a name/],
  ])('announce %s in a provisioning file', (_, jsonData, text) => {
    setup({ jsonData: { accessKeyId: 'AKLT1', ...jsonData } as object });
    expect(screen.getByRole('alert')).toHaveTextContent(text);
  });

  it('may be empty in a provisioning file', () => {
    setup({ jsonData: { region: null, timeout: null, indicators: null, history: null, drillDown: null } as object });
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(screen.getByRole('combobox', { name: 'Region' })).toHaveValue('cn-north-1');
  });

  it.each([
    ['an unknown region without endpoint', { region: 'eu-west-1' }, /give its URL/],
    ['an endpoint without scheme', { endpoint: 'rtc.volcengineapi.com' }, /URL with scheme/],
    ['a delay that is no duration', { dataDelay: '8 hours' }, /duration such as 8h/],
    ['a cache time that is no duration', { cacheTTL: '5' }, /duration such as 8h/],
    ['a timeout that is no number', { timeout: 'long' }, /number from 1 to 600/],
    ['a timeout that is too long', { timeout: 601 }, /number from 1 to 600/],
    ['a rate that is too high', { callsPerSecond: 101 }, /number from 0.01 to 100/],
    ['a role that is none', { roleTrn: 'rtc-reader' }, /TRN of a role/],
    ['an STS endpoint without scheme', { stsEndpoint: 'sts.example.com' }, /URL with scheme/],
    ['a Redis URL without scheme', { redisUrl: 'redis:6379' }, /such as redis:\/\//],
    ['a Redis URL of another scheme', { redisUrl: 'http://redis:6379' }, /such as redis:\/\//],
    ['a Redis URL without server', { redisUrl: 'redis://' }, /such as redis:\/\//],
    ['several Redis servers', { redisUrl: 'redis://a:6379,b:6379' }, /such as redis:\/\//],
    ['a Redis Cluster', { redisUrl: 'redis://a:6379?addr=b:6379' }, /Cluster is not supported/],
    ['a password in the Redis URL', { redisUrl: 'redis://:secret@redis:6379' }, /remove the password/],
    [
      'a password in the parameters of the Redis URL',
      { redisUrl: 'redis://redis:26379?master_name=m&sentinel_password=x' },
      /remove the password/,
    ],
    ['a history without Redis', { history: '90d' }, /give its URL/],
    ['a history that is no duration', { redisUrl: 'redis://redis', history: 'long' }, /such as 90d or 1y/],
    ['a history that is too long', { redisUrl: 'redis://redis', history: '61M' }, /at most 5y/],
  ])('announce %s', (_, jsonData, text) => {
    setup({ jsonData });
    expect(screen.getByRole('alert')).toHaveTextContent(text);
  });

  it.each(['redis://redis', 'redis://reader@redis:6379/2', 'redis://a:26379?master_name=m&addr=b:26379'])(
    'take the Redis URL %s and a history of up to five years',
    async (redisUrl) => {
      const { user, stored } = setup({ jsonData: { redisUrl } });
      const history = screen.getByRole('textbox', { name: 'History' });
      for (const duration of ['90d', '12w', '60M', '5y']) {
        await user.clear(history);
        await user.type(history, duration);
        expect(stored()?.jsonData).toEqual({ redisUrl, history: duration });
        expect(screen.queryByRole('alert')).not.toBeInTheDocument();
      }
    }
  );

  it('turn rooms and users on, and say who then sees them', async () => {
    const { user, stored } = setup();
    const drillDown = screen.getByRole('switch', { name: 'Rooms and users' });
    expect(drillDown).not.toBeChecked();
    expect(drillDown).toHaveAccessibleDescription(/Everyone who can open a dashboard.*IDs of rooms and users/);
    await user.click(drillDown);
    expect(stored()?.jsonData).toEqual({ drillDown: true });
  });

  it('take numbers digit by digit, and text of a provisioning file', async () => {
    const { user, stored } = setup({ jsonData: { timeout: '45' } });
    expect(screen.getByRole('textbox', { name: 'Timeout' })).toHaveValue('45');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    const rate = screen.getByRole('textbox', { name: 'Calls per second' });
    await user.type(rate, '0.05');
    expect(rate).toHaveValue('0.05');
    await user.clear(rate);
    await user.type(rate, '1.0');
    await user.tab();
    expect(stored()?.jsonData.callsPerSecond).toBe(1);
    await user.clear(rate);
    await user.tab();
    expect(JSON.stringify(stored()?.jsonData)).toBe('{"timeout":"45"}');
  });

  it('announce a session token beside a role', () => {
    setup({ jsonData: { roleTrn: 'trn:iam::1:role/r' }, secureJsonFields: { sessionToken: true } });
    expect(screen.getByRole('alert')).toHaveTextContent(/remove one of them/);
  });

  it('are in sections that say what they are about', () => {
    setup();
    for (const [name, text] of [
      ['Connection', /OpenAPI of Volcengine RTC/],
      ['Credentials', /keys of an IAM user/],
      ['Advanced', /how long values are kept/],
      ['Drill-down', /rooms and users behind it/],
      ['Replicas and history', /share their calls and values/],
      ['TLS and proxy', /private gateway/],
    ] as const) {
      expect(screen.getByRole('group', { name })).toHaveAccessibleDescription(text);
    }
  });

  it('are described by their help, and by what is wrong with them', () => {
    setup({ jsonData: { endpoint: 'nonsense' } });
    expect(screen.getByRole('textbox', { name: 'Data delay' })).toHaveAccessibleDescription(/8 hours/);
    expect(screen.getByLabelText('Secret access key *')).toHaveAccessibleDescription(/never shown again/);
    expect(screen.getByRole('textbox', { name: 'Endpoint' })).toHaveAccessibleDescription(
      /URL with scheme.*private gateway or a simulator/
    );
    expect(screen.getByRole('combobox', { name: 'Region' }).closest('[role=group]')).toHaveAccessibleDescription(
      /signed for this region/
    );
  });

  it('tell where keys and apps are found', () => {
    setup();
    const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
    expect(links).toEqual(['https://console.volcengine.com/iam/keymanage', 'https://console.volcengine.com/rtc']);
    expect(screen.getByText(/RTCReadOnlyAccess/)).toBeInTheDocument();
  });
});

describe.each([
  ['Secret access key *', 'secretAccessKey'],
  ['Session token', 'sessionToken'],
  ['Redis password', 'redisPassword'],
] as const)('%s', (label, key) => {
  it('is stored as a secret', async () => {
    const { user, stored } = setup();
    const input = screen.getByLabelText(label);
    expect(input).toHaveAttribute('type', 'password');
    await user.click(input);
    await user.paste('shh');
    expect(stored()?.secureJsonData).toEqual({ [key]: 'shh' });
    expect(stored()?.jsonData).toEqual({});
  });

  it('is not shown once it is stored, and can be reset', async () => {
    const { user, stored } = setup({ secureJsonFields: { [key]: true } });
    expect(screen.getByLabelText(label)).toHaveValue('configured');
    await user.click(screen.getByRole('button', { name: 'Reset' }));
    expect(stored()?.secureJsonFields[key]).toBe(false);
    expect(screen.getByLabelText(label)).toHaveValue('');
    expect(screen.getByLabelText(label)).toBeEnabled();
  });
});

it('takes the certificate of an authority for Redis as a secret', async () => {
  const { user, stored } = setup();
  await user.click(screen.getByRole('textbox', { name: 'Redis CA certificate' }));
  await user.paste('-----BEGIN');
  expect(stored()?.secureJsonData).toEqual({ redisCACert: '-----BEGIN' });
  expect(stored()?.jsonData).toEqual({});
});

describe('required settings', () => {
  const MISSING = 'This field is required.';
  const complete: Partial<Settings> = {
    jsonData: { accessKeyId: 'AKLT1' },
    secureJsonFields: { secretAccessKey: true },
  };

  it('block saving where they are empty, and say so in place', async () => {
    const { submit } = setup();
    expect(screen.queryByText(MISSING)).not.toBeInTheDocument();
    expect(await submit()).toBe(false);
    expect(screen.getAllByText(MISSING)).toHaveLength(2);
    expect(screen.getByRole('textbox', { name: 'Access key ID *' })).toHaveAccessibleDescription(/required.*IAM user/);
    expect(screen.getByRole('textbox', { name: 'Access key ID *' })).toBeInvalid();
  });

  it('let everything be saved that can work', async () => {
    const { submit, user } = setup(complete);
    expect(await submit()).toBe(true);
    await user.type(screen.getByRole('textbox', { name: 'Endpoint' }), 'nonsense');
    expect(await submit()).toBe(false);
  });

  it('are announced when the field is left, on a Grafana that does not validate', async () => {
    const { user, submit } = setup({}, false);
    expect(await submit()).toBeUndefined();
    await user.click(screen.getByRole('textbox', { name: 'Access key ID *' }));
    expect(screen.queryByText(MISSING)).not.toBeInTheDocument();
    await user.tab();
    expect(screen.getByText(MISSING)).toBeInTheDocument();
  });

  it('are not asked about any more when the page is left', () => {
    const { unmount, isRegistered } = setup();
    expect(isRegistered()).toBe(true);
    unmount();
    expect(isRegistered()).toBe(false);
  });
});

describe('TLS and proxy', () => {
  it('takes a CA certificate, which is then required', async () => {
    const { user, stored, submit } = setup({
      jsonData: { accessKeyId: 'AKLT1' },
      secureJsonFields: { secretAccessKey: true },
    });
    await user.click(screen.getByRole('switch', { name: 'Own CA certificate' }));
    expect(stored()?.jsonData.tlsAuthWithCACert).toBe(true);
    expect(await submit()).toBe(false);
    await user.click(screen.getByRole('textbox', { name: 'CA certificate *' }));
    await user.paste('-----BEGIN');
    expect(stored()?.secureJsonData).toEqual({ tlsCACert: '-----BEGIN' });
    expect(await submit()).toBe(true);
  });

  it('takes a client certificate and a server name', async () => {
    const { user, stored } = setup();
    expect(screen.queryByRole('textbox', { name: 'Server name' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('switch', { name: 'Client certificate' }));
    await user.type(screen.getByRole('textbox', { name: 'Key of the client *' }), 'k');
    await user.type(screen.getByRole('textbox', { name: 'Certificate of the client *' }), 'c');
    await user.type(screen.getByRole('textbox', { name: 'Server name' }), 's');
    expect(stored()?.jsonData).toEqual({ tlsAuth: true, serverName: 's' });
    expect(stored()?.secureJsonData).toEqual({ tlsClientKey: 'k', tlsClientCert: 'c' });
  });

  it('can skip verification', async () => {
    const { user, stored } = setup();
    await user.click(screen.getByRole('switch', { name: 'Skip verification' }));
    expect(stored()?.jsonData.tlsSkipVerify).toBe(true);
  });

  it.each([true, false])('offers the secure socks proxy where Grafana has it: %p', async (enabled) => {
    config.secureSocksDSProxyEnabled = enabled;
    const { user, stored } = setup();
    const heading = screen.queryByRole('heading', { name: 'Secure Socks Proxy' });
    expect(heading !== null).toBe(enabled);
    if (heading) {
      await user.click(within(heading.parentElement!).getByRole('switch'));
      expect(stored()?.jsonData.enableSecureSocksProxy).toBe(true);
    }
    config.secureSocksDSProxyEnabled = false;
  });
});

describe('more indicators', () => {
  const section = () => within(screen.getByRole('group', { name: 'Own indicators' }));

  it('can be added', async () => {
    const { user, stored } = setup();
    await user.click(section().getByRole('button', { name: 'Add indicator' }));
    expect(section().getByRole('alert')).toHaveTextContent('Every indicator needs a name.');
    await user.click(section().getByRole('textbox', { name: 'Name of indicator 1' }));
    await user.paste('room_count');
    await user.click(section().getByRole('textbox', { name: 'Label of indicator 1' }));
    await user.paste('Rooms');
    await user.click(section().getByRole('textbox', { name: 'Unit of indicator 1' }));
    await user.paste('short');
    await user.click(section().getByRole('textbox', { name: 'Description of indicator 1' }));
    await user.paste('Rooms in use');
    expect(stored()?.jsonData.indicators).toEqual([
      { name: 'room_count', label: 'Rooms', unit: 'short', description: 'Rooms in use' },
    ]);
    expect(section().queryByRole('alert')).not.toBeInTheDocument();
  });

  it('belong to a query type, which is stored if it is not the default', async () => {
    const { user, stored } = setup({ jsonData: { indicators: [{ name: 'a' }] } });
    const choose = async (name: RegExp) => {
      await user.click(section().getByRole('combobox', { name: 'Query type of indicator 1' }));
      await user.click(await screen.findByRole('option', { name }));
    };
    await choose(/^Real-time operation data/);
    expect(stored()?.jsonData.indicators).toEqual([{ name: 'a', queryType: 'realTimeOperationData' }]);
    await choose(/^Operation data/);
    expect(JSON.stringify(stored()?.jsonData.indicators)).toBe('[{"name":"a"}]');
  });

  it('can be removed', async () => {
    const { user, stored } = setup({ jsonData: { indicators: [{ name: 'a' }, { name: 'b' }] } });
    await user.click(section().getByRole('button', { name: 'Remove indicator 1' }));
    expect(stored()?.jsonData.indicators).toEqual([{ name: 'b' }]);
  });

  it('need names that differ', () => {
    setup({ jsonData: { indicators: [{ name: 'a' }, { name: 'a ', queryType: 'operationData' }] } });
    expect(section().getByRole('alert')).toHaveTextContent(/once only/);
  });

  it('may have the same name in several query types', () => {
    setup({ jsonData: { indicators: [{ name: 'a' }, { name: 'a', queryType: 'quality' }] } });
    expect(section().queryByRole('alert')).not.toBeInTheDocument();
  });
});

it('is read-only for a provisioned data source', () => {
  config.secureSocksDSProxyEnabled = true;
  setup({
    readOnly: true,
    jsonData: { accessKeyId: 'AKLT1', indicators: [{ name: 'a' }], tlsAuth: true, tlsAuthWithCACert: true },
    secureJsonFields: { secretAccessKey: true },
  });
  const controls = [
    ...screen.getAllByRole('textbox'),
    ...screen.getAllByRole('combobox'),
    ...screen.getAllByRole('button'),
    ...screen.getAllByRole('switch'),
  ];
  config.secureSocksDSProxyEnabled = false;
  expect(controls.length).toBeGreaterThan(10);
  for (const control of controls) {
    expect(control).toBeDisabled();
  }
  expect(screen.getByRole('textbox', { name: 'Access key ID *' })).toHaveValue('AKLT1');
});
