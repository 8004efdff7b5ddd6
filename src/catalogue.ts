import { t } from '@grafana/i18n';

import english from './locales/en-US/volcengine-rtc-datasource.json';
import chinese from './locales/zh-Hans/volcengine-rtc-datasource.json';
import type { Indicator } from './types';
import { unescaped } from './components/unescaped';

type Text = { label: string; description: string };

// Maps and not objects: an administrator's indicator may be called `constructor`.
const englishTexts = new Map(Object.entries<Text>(english.indicators));
const chineseTexts = new Map(Object.entries<Text>(chinese.indicators));
const englishGroups = new Set(Object.keys(english.groups));

interface Labels {
  /** The catalogue's label for a name, if there is one. */
  of: (name: string) => string | undefined;
  /** The label of one medium. */
  audio: (label: string) => string;
  video: (label: string) => string;
}

const ENGLISH: Labels = {
  of: (name) => englishTexts.get(name)?.label,
  audio: (label) => english['indicator-parts'].audio.replace('{{label}}', label),
  video: (label) => english['indicator-parts'].video.replace('{{label}}', label),
};

const CHINESE: Labels = {
  of: (name) => chineseTexts.get(name)?.label,
  audio: (label) => chinese['indicator-parts'].audio.replace('{{label}}', label),
  video: (label) => chinese['indicator-parts'].video.replace('{{label}}', label),
};

/** In the page's language. */
const TRANSLATED: Labels = {
  of: (name) => (englishTexts.has(name) ? t(`indicators.${name}.label`, englishTexts.get(name)!.label) : undefined),
  audio: (label) => t('indicator-parts.audio', '{{label}} · audio', { label, ...unescaped }),
  video: (label) => t('indicator-parts.video', '{{label}} · video', { label, ...unescaped }),
};

/**
 * The label of a name: of the catalogue's indicator, or of the one that the name is a tier or a medium of, as
 * `80ms_audio_stall_rate` is of `stall_rate`. The backend puts the same labels together for the series.
 */
function labelOf(name: string, labels: Labels): string | undefined {
  const known = labels.of(name);
  if (known) {
    return known;
  }
  const { tier, medium, indicator } = parseName(name);
  const label = labels.of(indicator);
  if (!label) {
    return undefined;
  }
  const ofMedium = medium ? labels[medium](label) : label;
  return tier ? `${ofMedium} · ${tier.replace(/m?s$/, ' $&')}` : ofMedium;
}

interface NameParts {
  tier?: string;
  medium?: 'audio' | 'video';
  indicator: string;
}

/** Tier and medium may come in either order. */
function parseName(name: string): NameParts {
  const found =
    /^(?:(?<tier>\d+m?s)_)?(?:(?<medium>audio|video)_)?(?:(?<lateTier>\d+m?s)_)?(?<indicator>.+)$/.exec(name)?.groups ??
    {};
  return {
    tier: found.tier ?? found.lateTier,
    medium: found.medium as NameParts['medium'],
    indicator: found.indicator ?? name,
  };
}

/** Whether a name has a label although no list of indicators has it. */
export function hasLabel(name: string): boolean {
  return labelOf(name, ENGLISH) !== undefined;
}

export function indicatorLabel({ name, label }: Indicator): string {
  // Only the catalogue's own text is translated: one that an administrator wrote for the same name stays.
  return label && label !== labelOf(name, ENGLISH) ? label : (labelOf(name, TRANSLATED) ?? name);
}

export function indicatorDescription({ name, description }: Indicator): string {
  return englishTexts.get(name)?.description === description
    ? t(`indicators.${name}.description`, description)
    : description;
}

export function indicatorGroup({ group }: Indicator): string {
  return englishGroups.has(group) ? t(`groups.${group}`, group) : group;
}

/** Everything an indicator can be found by, whatever the language of the page: Volcengine's documents are Chinese. */
export function indicatorSearchText(indicator: Indicator): string {
  const { name, label, unit, description, group } = indicator;
  const chineseTextsOfName = [labelOf(name, CHINESE), chineseTexts.get(name)?.description];
  return [name, label, unit, description, group, indicatorGroup(indicator), ...chineseTextsOfName].join(' ');
}
