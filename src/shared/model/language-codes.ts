/** ISO 639-2 codes that exist in two forms: terminological (what most programs write) → bibliographic (what QuickTime's table holds). */
const BIBLIOGRAPHIC: Readonly<Record<string, string>> = {
  bod: 'tib', ces: 'cze', cym: 'wel', deu: 'ger', ell: 'gre', eus: 'baq', fas: 'per', fra: 'fre', hye: 'arm', isl: 'ice',
  kat: 'geo', mkd: 'mac', mri: 'mao', msa: 'may', mya: 'bur', nld: 'dut', ron: 'rum', slk: 'slo', sqi: 'alb', zho: 'chi',
};
/** Two letters of languages that films are often in. */
const TWO_LETTERS: Readonly<Record<string, string>> = { en: 'eng', de: 'ger', fr: 'fre', it: 'ita', es: 'spa', pt: 'por', nl: 'dut', ru: 'rus', ja: 'jpn', zh: 'chi', ko: 'kor', sv: 'swe', da: 'dan', no: 'nor', fi: 'fin', pl: 'pol', cs: 'cze', hu: 'hun' };

/** One form for each language, so that `de`, `deu` and `ger` are the same: the bibliographic code. A region (`en-GB`) is left out. */
export function languageCode(language: string): string {
  const code = language.toLowerCase().split(/[-_]/)[0]!;
  return BIBLIOGRAPHIC[code] ?? TWO_LETTERS[code] ?? code;
}
