import { type Layer, NEUTRAL } from '../../../shared/model/layer.ts';
import { PERCENT, type SliderRowProps } from '../../ui/slider-row.tsx';

/** A value of a layer that a slider changes. */
export interface LayerValue extends Pick<SliderRowProps, 'label' | 'title' | 'fieldLabel' | 'min' | 'max' | 'step' | 'initial' | 'figure'> {
  readonly of: (layer: Layer) => number;
  readonly set: (layer: Layer, value: number) => Layer;
}

function signed(unit: string): SliderRowProps['figure'] {
  const write = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(1).replace(/\.0$/, '')}`;
  return { write, read: (text) => Number(text.replace(/[°+]/g, '')), say: (value) => `${write(value)} ${unit}` };
}

const lightness: SliderRowProps['figure'] = { write: (value) => value.toFixed(0), read: Number, say: (value) => `L* ${value.toFixed(0)}` };

/** In the order in which they are applied, opacity last. */
export const LAYER_VALUES: readonly LayerValue[] = [
  { label: 'Saturation', title: 'Factor of the chroma; 100 % leaves it. Double-click resets it.', fieldLabel: 'Saturation in percent', min: 0, max: 2, step: 0.01, initial: NEUTRAL.saturation, figure: PERCENT, of: (layer) => layer.saturation, set: (layer, saturation) => ({ ...layer, saturation }) },
  { label: 'Hue', title: 'Degrees by which all hues are turned. Double-click resets it.', fieldLabel: 'Hue in degrees', min: -180, max: 180, step: 0.5, initial: NEUTRAL.hue, figure: signed('degrees'), of: (layer) => layer.hue, set: (layer, hue) => ({ ...layer, hue }) },
  { label: 'Warmth', title: 'Shift towards warm (+) or cold (−) light, in Lab units. Double-click resets it.', fieldLabel: 'Warmth in Lab units', min: -30, max: 30, step: 0.5, initial: NEUTRAL.warmth, figure: signed('Lab units'), of: (layer) => layer.warmth, set: (layer, warmth) => ({ ...layer, warmth }) },
  { label: 'Below L*', title: 'Chroma roll-off in the dark: below this L* chroma falls, down to none in black', fieldLabel: 'Roll-off below L*', min: 0, max: 50, step: 1, initial: NEUTRAL.rollOff.below, figure: lightness, of: (layer) => layer.rollOff.below, set: (layer, below) => ({ ...layer, rollOff: { ...layer.rollOff, below } }) },
  { label: 'Above L*', title: 'Chroma roll-off in the light: above this L* chroma falls, down to none in white', fieldLabel: 'Roll-off above L*', min: 50, max: 100, step: 1, initial: NEUTRAL.rollOff.above, figure: lightness, of: (layer) => layer.rollOff.above, set: (layer, above) => ({ ...layer, rollOff: { ...layer.rollOff, above } }) },
  { label: 'Opacity', title: 'Share of the layer in the result', fieldLabel: 'Opacity in percent', min: 0, max: 1, step: 0.01, initial: NEUTRAL.opacity, figure: PERCENT, of: (layer) => layer.opacity, set: (layer, opacity) => ({ ...layer, opacity }) },
];
