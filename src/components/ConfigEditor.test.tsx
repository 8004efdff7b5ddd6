import type { DataSourceSettings } from '@grafana/data';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';

import type { RtcOptions, RtcSecureOptions } from '../types';
import { ConfigEditor } from './ConfigEditor';

type Settings = DataSourceSettings<RtcOptions, RtcSecureOptions>;

/** The editor as Grafana shows it: a change comes back as a prop. */
function setup(parts: Partial<Settings> = {}) {
  const onOptionsChange = jest.fn<void, [Settings]>();

  function Host() {
    const [options, setOptions] = useState({ jsonData: {}, secureJsonFields: {}, ...parts } as Settings);
    const keep = (next: Settings) => {
      onOptionsChange(next);
      setOptions(next);
    };
    return <ConfigEditor options={options} onOptionsChange={keep} />;
  }

  render(<Host />);
  return { user: userEvent.setup(), stored: () => onOptionsChange.mock.lastCall?.[0] };
}

describe('settings', () => {
  it.each([
    ['Access key ID *', 'accessKeyId', 'AKLT1'],
    ['Endpoint', 'endpoint', 'http://127.0.0.1:8080'],
    ['Default app ID', 'defaultAppId', '661e'],
    ['Data delay', 'dataDelay', '9h'],
    ['Cache time', 'cacheTTL', '1m'],
  ])('%s is stored', async (label, key, value) => {
    const { user, stored } = setup();
    await user.click(screen.getByRole('textbox', { name: label }));
    await user.paste(value);
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
    ['an unknown region without endpoint', { region: 'eu-west-1' }, /give its URL/],
    ['an endpoint without scheme', { endpoint: 'rtc.volcengineapi.com' }, /URL with scheme/],
    ['a delay that is no duration', { dataDelay: '8 hours' }, /duration such as 8h/],
    ['a cache time that is no duration', { cacheTTL: '5' }, /duration such as 8h/],
  ])('announce %s', (_, jsonData, text) => {
    setup({ jsonData });
    expect(screen.getByRole('alert')).toHaveTextContent(text);
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
  setup({
    readOnly: true,
    jsonData: { accessKeyId: 'AKLT1', indicators: [{ name: 'a' }] },
    secureJsonFields: { secretAccessKey: true },
  });
  const controls = [
    ...screen.getAllByRole('textbox'),
    ...screen.getAllByRole('combobox'),
    ...screen.getAllByRole('button'),
  ];
  expect(controls.length).toBeGreaterThan(10);
  for (const control of controls) {
    expect(control).toBeDisabled();
  }
  expect(screen.getByRole('textbox', { name: 'Access key ID *' })).toHaveValue('AKLT1');
});
