import { expect, test } from 'vitest';
import { languageCode, quickTimeLanguage, standardLanguage } from './language-codes.ts';

test('a language is one and the same in its usual forms and in QuickTime’s', () => {
  expect(['fr', 'fra', 'fre', 'fr-CA', 'FRE'].map(languageCode)).toEqual(Array.from({ length: 5 }, () => 'fre'));
  expect(['swe', 'sve', 'hr ', 'sr', 'ces', 'cze', 'eng'].map(languageCode)).toEqual(['swe', 'swe', 'hrv', 'srp', 'cze', 'cze', 'eng']);
});

test('a MOV file gets the code of QuickTime’s table, other containers the usual one', () => {
  expect(['fre', 'swe', 'ron', 'slk', 'hrv', 'deu', 'nld', 'eng'].map(quickTimeLanguage)).toEqual(['fra', 'sve', 'ron', 'slk', 'hr ', 'ger', 'dut', 'eng']);
  expect(['sve', 'hr ', 'deu', 'fra', 'pt-BR'].map(standardLanguage)).toEqual(['swe', 'hrv', 'deu', 'fra', 'pt-BR']);
});
