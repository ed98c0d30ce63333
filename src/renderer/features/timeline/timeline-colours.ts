/** Colours of tokens.css that the canvas needs. */
export const COLOURS = {
  ground: '#141414', panel: '#1c1c1c', raised: '#262626', line: '#3a3a3a', mark: '#6a6a6a', dim: '#a0a0a0', text: '#dddddd', strong: '#f2f2f2',
  key: '#e0a84a', done: '#7fa37f', stale: '#c9a35c', draft: '#dddddd', running: '#d6d6d6', made: '#8f8f8f', queued: '#3a3a3a', sound: '#7a7a7a', lowConfidence: '#d9827a', shade: '#000000b0',
  stage: { notStarted: '#343434', inProgress: '#6a6a6a', review: '#7d9dc2', approved: '#b4b4b4' },
  marker: { plain: '#b5b5b5', amber: '#d0a050', green: '#7fa37f', blue: '#7d9dc2', red: '#d9827a' },
} as const;

/**
 * Confidence colours: gray where a frame is confident, with a hue of low saturation where it wants a look, so that they do not bias the judgement of the picture. The
 * height beside it says the same without hue.
 */
const HEAT: readonly (readonly [confidence: number, rgb: readonly [number, number, number]])[] = [[0.4, [196, 96, 84]], [0.7, [178, 132, 72]], [0.85, [124, 120, 112]], [1, [112, 112, 112]]];

const STEPS = 48;
const ramp = Array.from({ length: STEPS + 1 }, (_, step) => rampColour(step / STEPS));

/** Colour of a confidence 0…1. */
export function heatColour(confidence: number): string {
  return ramp[Math.round(Math.min(1, Math.max(0, confidence)) * STEPS)]!;
}

function rampColour(confidence: number): string {
  const above = HEAT.findIndex(([at]) => at >= confidence);
  const [to, upper] = HEAT[Math.max(0, above)]!;
  const [from, lower] = HEAT[Math.max(0, above - 1)]!;
  const share = to === from ? 0 : (confidence - from) / (to - from);
  return `rgb(${upper.map((value, channel) => Math.round(lower[channel]! + share * (value - lower[channel]!))).join(' ')})`;
}
