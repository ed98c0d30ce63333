import { type ColourCoding, gamutLabel } from '../../../shared/colour/coding.ts';
import { gamutMap, inGamut } from '../../../shared/colour/gamut.ts';
import type { Triple } from '../../../shared/colour/lab.ts';
import { hexToLab, labToHex, labToSrgb, srgbToLab } from '../../../shared/colour/srgb.ts';
import { AB_RANGE } from '../../../shared/model/ab-plane.ts';
import type { ChromaAb } from '../../../shared/model/hint.ts';

/** Notations: L*, C* and h°; L*, a* and b*; R′, G′ and B′ of 8 bits. Hex is always shown. */
export type Notation = 'LCh' | 'Lab' | 'RGB';

/** One number of a notation. `with` gives the whole colour with that number changed; `undefined` for an invalid number. */
interface ColourNumber {
  readonly label: string;
  /** For screen readers. */
  readonly name: string;
  readonly value: string;
  readonly with: (value: number) => Triple | undefined;
}

/** For any a and b within −110…110. */
const LARGEST_CHROMA = 155;

const within = (value: number, low: number, high: number): boolean => Number.isFinite(value) && value >= low && value <= high;

/** The three numbers of a Lab colour in a notation. RGB is clipped to sRGB. */
export function colourNumbers(notation: Notation, [lightness, a, b]: Triple): readonly [ColourNumber, ColourNumber, ColourNumber] {
  const first: ColourNumber = { label: 'L*', name: 'Lightness', value: lightness.toFixed(1), with: (value) => (within(value, 0, 100) ? [value, a, b] : undefined) };
  switch (notation) {
    case 'LCh': {
      const chroma = Math.hypot(a, b);
      const hue = hueOf([a, b]);
      return [
        first,
        { label: 'C*', name: 'Chroma', value: chroma.toFixed(1), with: (value) => (within(value, 0, LARGEST_CHROMA) ? [lightness, ...fromHue(value, hue)] : undefined) },
        { label: 'h°', name: 'Hue in degrees', value: hue.toFixed(0), with: (value) => (within(value, -360, 720) ? [lightness, ...fromHue(chroma, value)] : undefined) },
      ];
    }
    case 'Lab': return [
      first,
      { label: 'a*', name: 'Chroma a, green to red', value: a.toFixed(1), with: (value) => (within(value, -AB_RANGE, AB_RANGE) ? [lightness, value, b] : undefined) },
      { label: 'b*', name: 'Chroma b, blue to yellow', value: b.toFixed(1), with: (value) => (within(value, -AB_RANGE, AB_RANGE) ? [lightness, a, value] : undefined) },
    ];
    case 'RGB': {
      const rgb = labToSrgb(lightness, a, b).map((channel) => Math.round(Math.min(1, Math.max(0, channel)) * 255)) as [number, number, number];
      const number = (index: 0 | 1 | 2, label: string, name: string): ColourNumber => ({
        label, name, value: String(rgb[index]),
        with(value) {
          if (!within(value, 0, 255)) return undefined;
          const [red, green, blue] = rgb.with(index, value);
          return srgbToLab(red! / 255, green! / 255, blue! / 255);
        },
      });
      return [number(0, 'R', 'Red'), number(1, 'G', 'Green'), number(2, 'B', 'Blue')];
    }
  }
}

/** 0…360, counted from +a towards +b. */
function hueOf([a, b]: ChromaAb): number {
  const degrees = (Math.atan2(b, a) * 180) / Math.PI;
  return a === 0 && b === 0 ? 0 : (degrees + 360) % 360;
}

function fromHue(chroma: number, degrees: number): readonly [number, number] {
  const radian = (degrees * Math.PI) / 180;
  return [chroma * Math.cos(radian), chroma * Math.sin(radian)];
}

/** `#rrggbb`, `rrggbb` or `#rgb` → Lab; `undefined` for any other text. */
export function labOfText(text: string): Triple | undefined {
  const short = /^#?([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim());
  const long = short === null ? /^#?([0-9a-f]{6})$/i.exec(text.trim())?.[1] : short.slice(1).map((digit) => digit + digit).join('');
  return long === undefined ? undefined : hexToLab(`#${long}`);
}

/** A typed number, with a point or a comma; `undefined` for other text. */
export function numberOf(text: string): number | undefined {
  const value = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
}

/** Message for a colour that is outside the clip's colours at its lightness; `undefined` inside. */
export function gamutText([lightness, a, b]: Triple, coding: ColourCoding): string | undefined {
  if (inGamut(lightness, a, b, coding)) return undefined;
  const [, insideA, insideB] = gamutMap(lightness, a, b, coding);
  return `Outside ${gamutLabel(coding)} at L* ${lightness.toFixed(0)}: C* ${Math.hypot(a, b).toFixed(0)} is reduced to ${Math.hypot(insideA, insideB).toFixed(0)}.`;
}

export function hexOf([lightness, a, b]: Triple): string {
  return labToHex(lightness, a, b);
}
