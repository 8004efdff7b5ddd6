import { CoreApp, type PanelData } from '@grafana/data';
import * as grafanaUi from '@grafana/ui';
import { act, screen } from '@testing-library/react';
import type userEvent from '@testing-library/user-event';

import { stubBackend, stubVariables } from '../../jest/grafana';
import { showQueryEditor } from '../../jest/queryEditor';

const apps = () => screen.getByRole('combobox', { name: 'Apps' });
const indicators = () => screen.getByRole('combobox', { name: 'Indicators' });

beforeEach(() => {
  stubBackend();
  stubVariables();
});

describe('apps', () => {
  it('are chosen by name and run at once', async () => {
    const { user, lastQuery, onRunQuery } = await showQueryEditor();
    await user.click(apps());
    await user.click(await screen.findByRole('option', { name: /Voice rooms/ }));
    expect(lastQuery()).toMatchObject({ appIds: ['661e0002'], indicators: ['user_count'] });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('are found by id', async () => {
    const { user } = await showQueryEditor();
    await user.click(apps());
    await user.paste('0002');
    expect(await screen.findByRole('option', { name: /Voice rooms/ })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: /Classroom/ })).not.toBeInTheDocument();
  });

  it('can be typed, several at once with commas', async () => {
    const { user, lastQuery } = await showQueryEditor();
    await user.click(apps());
    await user.paste('mine, yours');
    await user.click(await screen.findByRole('option', { name: /Use custom value/ }));
    expect(lastQuery()?.appIds).toEqual(['mine', 'yours']);
  });

  it('can be variables', async () => {
    stubVariables({ app: '661e0001' });
    const { user, lastQuery } = await showQueryEditor();
    await user.click(apps());
    await user.click(await screen.findByRole('option', { name: '$app' }));
    expect(lastQuery()?.appIds).toEqual(['$app']);
  });

  it('default to the one of the data source, which is named', async () => {
    await showQueryEditor();
    expect(await screen.findByPlaceholderText('Default app: Classroom')).toBe(apps());
  });

  it('show why they cannot be listed, can be typed all the same and asked for again', async () => {
    const fetchError = { status: 403, data: { message: 'Grant RTCReadOnlyAccess' } };
    const backend = stubBackend({ appsError: fetchError });
    const { user, lastQuery } = await showQueryEditor();
    expect(await screen.findByRole('alert')).toHaveTextContent(/IDs can be typed. Grant RTCReadOnlyAccess/);

    await user.click(apps());
    await user.paste('typed');
    await user.click(await screen.findByRole('option', { name: /Use custom value/ }));
    expect(lastQuery()?.appIds).toEqual(['typed']);

    backend.appsError = undefined;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(backend.requests.filter(({ url }) => url.endsWith('/apps'))).toHaveLength(2);
    await user.click(apps());
    expect(await screen.findByRole('option', { name: /Classroom/ })).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('that arrive late fill a list that is already open, and leave no spinner', async () => {
    jest.useFakeTimers({ advanceTimers: true });
    let arrive = () => {};
    stubBackend({ appsArrive: new Promise<void>((resolve) => (arrive = resolve)) });
    stubVariables({ app: '661e0001' });
    const spinners = () => document.querySelectorAll('[data-src*=spinner]').length;
    const { user } = await showQueryEditor();
    expect(spinners()).toBe(0);

    await user.click(apps());
    // Long enough for the combobox to have asked for its options.
    await act(() => jest.advanceTimersByTimeAsync(1000));
    expect(spinners()).toBeGreaterThan(0);
    expect(screen.queryByRole('option', { name: '$app' })).not.toBeInTheDocument();
    await act(async () => arrive());
    expect(await screen.findByRole('option', { name: /Voice rooms/ })).toBeInTheDocument();
    expect(screen.getByRole('option', { name: '$app' })).toBeInTheDocument();
    expect(spinners()).toBe(0);
    jest.useRealTimers();
  });

  it('that are chosen faster than the page renders are all kept', async () => {
    const combobox = jest.spyOn(grafanaUi, 'MultiCombobox');
    const { lastQuery, onRunQuery } = await showQueryEditor();
    await screen.findByPlaceholderText('Default app: Classroom');
    const rendered = combobox.mock.calls.filter(([props]) => props.placeholder?.startsWith('Default')).pop()![0];
    // Each click makes its list from what was rendered before the first.
    act(() => {
      rendered.onChange([{ value: '661e0001' }]);
      rendered.onChange([{ value: '661e0002' }]);
    });
    expect(lastQuery()?.appIds).toEqual(['661e0001', '661e0002']);
    expect(onRunQuery).toHaveBeenCalledTimes(2);
    combobox.mockRestore();
  });

  it('are asked for once, whatever is typed', async () => {
    const backend = stubBackend();
    const { user } = await showQueryEditor();
    await user.click(apps());
    await user.paste('voice');
    await screen.findByRole('option', { name: /Voice rooms/ });
    expect(backend.requests.filter(({ url }) => url.endsWith('/apps'))).toHaveLength(1);
  });
});

describe('indicators', () => {
  it.each(['avg_call', 'average CALL', '未说明', '含义'])('are found by "%s"', async (text) => {
    const { user, lastQuery } = await showQueryEditor();
    await user.click(indicators());
    await user.paste(text);
    await user.click(await screen.findByRole('option', { name: /Average call time/ }));
    expect(lastQuery()?.indicators).toEqual(['user_count', 'avg_call_time']);
  });

  it('tell what they are', async () => {
    const { user } = await showQueryEditor();
    await user.click(indicators());
    const option = await screen.findByRole('option', { name: /Average call time/ });
    expect(option).toHaveTextContent('avg_call_time · A call duration');
  });

  it('can be any name', async () => {
    const { user, lastQuery } = await showQueryEditor();
    await user.click(indicators());
    await user.paste('room_count');
    await user.click(await screen.findByRole('option', { name: /Use custom value/ }));
    expect(lastQuery()?.indicators).toEqual(['user_count', 'room_count']);
  });
});

describe('a change', () => {
  /** An editor with what its field of apps reports, of which several may come before the page renders anew. */
  async function showReporting() {
    const combobox = jest.spyOn(grafanaUi, 'MultiCombobox');
    const shown = await showQueryEditor();
    await screen.findByPlaceholderText('Default app: Classroom');
    const [{ onChange: report }] = combobox.mock.calls
      .filter(([props]) => props.placeholder?.startsWith('Default'))
      .pop()!;
    combobox.mockRestore();
    return { ...shown, report: (...values: string[]) => report(values.map((value) => ({ value }))) };
  }

  it('that is reported three times runs once', async () => {
    const { onChange, onRunQuery, report } = await showReporting();
    act(() => {
      report('661e0002');
      report('661e0002');
      report('661e0002');
    });
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('is kept when another one follows before the page renders', async () => {
    const { lastQuery, report } = await showReporting();
    act(() => {
      report('661e0001');
      report('661e0002');
    });
    expect(lastQuery()?.appIds).toEqual(['661e0001', '661e0002']);
  });

  it('that changes nothing runs nothing', async () => {
    const { user, onChange, onRunQuery } = await showQueryEditor({ query: { legend: 'x' } });
    await user.click(screen.getByRole('button', { name: /Options/ }));
    await user.type(screen.getByRole('textbox', { name: 'Legend' }), 'y{Backspace}{Enter}');
    expect(onChange).not.toHaveBeenCalled();
    expect(onRunQuery).not.toHaveBeenCalled();
  });
});

describe('granularity', () => {
  const withInterval = (intervalMs: number) => ({ request: { intervalMs } }) as PanelData;

  it('is chosen by the user', async () => {
    const { user, lastQuery } = await showQueryEditor();
    await user.click(screen.getByRole('radio', { name: 'Day' }));
    expect(lastQuery()?.granularity).toBe('1d');
  });

  it.each([
    ['Auto', undefined],
    ['Auto (Hour)', withInterval(24 * 60 * 60 * 1000 - 1)],
    ['Auto (Day)', withInterval(24 * 60 * 60 * 1000)],
  ])('tells "%s" for the interval', async (name, data) => {
    await showQueryEditor({ data });
    expect(screen.getByRole('radio', { name })).toBeChecked();
  });

  it.each([
    ['Auto (5 minutes)', 24 * 60 * 60 * 1000 - 1],
    ['Auto (5 minutes)', 1000],
    ['Auto (Day)', 24 * 60 * 60 * 1000],
  ])('by 5 minutes or by day tells "%s" for the interval', async (name, intervalMs) => {
    await showQueryEditor({ query: { queryType: 'quality' }, data: withInterval(intervalMs) });
    expect(screen.getByRole('radio', { name })).toBeChecked();
  });

  it('is the finest in an alert rule', async () => {
    await showQueryEditor({ app: CoreApp.UnifiedAlerting, data: withInterval(24 * 60 * 60 * 1000) });
    expect(screen.getByRole('radio', { name: 'Auto (Hour)' })).toBeChecked();
  });
});

describe('legend', () => {
  const open = async (user: ReturnType<typeof userEvent.setup>) => {
    await user.click(screen.getByRole('button', { name: /Options/ }));
    return screen.getByRole('textbox', { name: 'Legend' });
  };

  it('is taken on Enter, once', async () => {
    const { user, onChange, onRunQuery } = await showQueryEditor();
    await user.type(await open(user), '{{{{label}}{Enter}');
    await user.tab();
    expect(onChange.mock.calls.map(([query]) => query.legend)).toEqual(['{{label}}']);
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('is taken when the input is left', async () => {
    const { user, lastQuery } = await showQueryEditor();
    await user.type(await open(user), 'calls');
    expect(lastQuery()).toBeUndefined();
    await user.tab();
    expect(lastQuery()?.legend).toBe('calls');
  });

  it('tells its placeholders', async () => {
    const { user } = await showQueryEditor();
    expect(await open(user)).toHaveAccessibleDescription(
      'May hold {{indicator}} {{label}} {{app_id}} {{app_name}} {{unit}} {{filters}} {{place}}.'
    );
  });
});

describe('what keeps a query from being sent', () => {
  it.each([
    ['Choose at least one indicator.', { indicators: [] }],
    ['Choose at most 100 apps.', { appIds: Array.from({ length: 101 }, (_, index) => `${index}`) }],
    ['An app ID has at most 128 characters.', { appIds: ['x'.repeat(129)] }],
    ['An indicator name has at most 128 characters.', { indicators: ['x'.repeat(129)] }],
  ])('is said: %s', async (text, query) => {
    await showQueryEditor({ query });
    expect(screen.getByRole('alert')).toHaveTextContent(text);
  });

  it('is said if there is neither an app nor a default app', async () => {
    await showQueryEditor({ options: {} });
    expect(screen.getByRole('alert')).toHaveTextContent(/set a default app/);
  });

  it('is not said of a complete query', async () => {
    await showQueryEditor();
    await screen.findByPlaceholderText('Default app: Classroom');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });
});
