import { type Language, LANGUAGES } from './host/language';

export type ThemeName = 'dark' | 'light';

/** What of the page is kept in its address. */
export interface Look {
  theme: ThemeName;
  language: Language;
}

export function readLook(): Look {
  const query = new URLSearchParams(location.search);
  return {
    theme: query.get('theme') === 'light' ? 'light' : 'dark',
    language: LANGUAGES.find((language) => language === query.get('lang')) ?? 'en-US',
  };
}

/** A query as a dashboard stores it, for a panel that begins with it. It is not kept in the address. */
export function readStoredQuery(): unknown {
  const stored = new URLSearchParams(location.search).get('query');
  return stored === null ? undefined : JSON.parse(stored);
}

/** The dashboard to show in place of a panel. */
export function readDashboard(): string | undefined {
  return new URLSearchParams(location.search).get('dashboard') ?? undefined;
}

export function writeLook({ theme, language }: Look): void {
  history.replaceState(null, '', `?${new URLSearchParams({ theme, lang: language })}`);
}
