/** For values in a text: React escapes what it shows, so escaping by i18next as well would show `&#x2F;` for a slash. */
export const unescaped = { interpolation: { escapeValue: false } };
