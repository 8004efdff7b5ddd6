import { initPluginTranslations } from '@grafana/i18n';
import i18next from 'i18next';

export const LANGUAGES = ['en-US', 'zh-Hans'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Starts i18next as Grafana does. Grafana's own texts are not published, so those of its components stay English. */
export async function initLanguage(language: Language): Promise<void> {
  await i18next.init({
    lng: language,
    fallbackLng: 'en-US',
    supportedLngs: LANGUAGES,
    partialBundledLanguages: true,
    resources: {},
    returnEmptyString: false,
  });
  await initPluginTranslations('grafana');
}

export async function changeLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
}
